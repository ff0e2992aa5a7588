package contact

// Prepare reads the tables that normalizing and matching people ask for, which takes some milliseconds: whoever has something else to do
// meanwhile has them at hand then. The others are read, as all are without it, when they are first asked for.
func Prepare() {
	phoneTables()
	places()
	latin()
	nicknames()
	givenNames()
	commonNames()
}
