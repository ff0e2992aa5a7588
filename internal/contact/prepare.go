package contact

// Prepare loads the tables for normalizing and matching people, which takes some
// milliseconds, so that a caller can do so while it waits for something else. Tables that
// are not loaded yet load on first use.
func Prepare() {
	phoneTables()
	places()
	latin()
	nicknames()
	givenNames()
	commonNames()
}
