package translate

// Binding is one -b of the command line: a host file or directory that the
// guest sees at a path of its own.
type Binding struct {
	Host     string // host path, absolute
	Guest    string // guest path, absolute; symlinks in it are followed unless NoFollow
	ReadOnly bool   // writes are refused with EROFS
	Optional bool   // a missing Host is no error
	NoFollow bool   // Guest is taken as it is written (PRoot's "!")
}
