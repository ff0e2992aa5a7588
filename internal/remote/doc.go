// Package remote reads and writes files on other machines: objects of S3, Google Cloud
// Storage and Azure Blob Storage, and files of web servers.
//
// A reader returns every byte of one version of a file, or an error. If a connection
// is cut or falls silent, the reader resumes where it stopped, provided that the server
// can confirm that the file is still the same; a file that changes while it is read is
// an error.
//
// Credentials come from the environment, where the SDK of each store looks for them. No
// name or error that leaves the package contains a URL's userinfo or the values of its
// query.
package remote
