// Package remote reads and writes files that lie on another machine: objects of
// S3, Google Cloud Storage and Azure Blob Storage, and files of web servers.
//
// A reader gives every byte of one version of a file or an error. A connection
// that is cut or falls silent is taken up again where it broke, if the server
// can say that the file is still the same one; a file that changes while it is
// read is an error.
//
// Credentials come from the environment, as the kit of each store looks for
// them. No name or error that leaves the package holds a URL's userinfo or the
// values of its query.
package remote
