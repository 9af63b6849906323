package translate

import "uproot/internal/rawsys"

// Mode says what a lookup is for.
type Mode uint8

const (
	// Follow wants the object, its last symlink followed.
	Follow Mode = iota
	// NoFollow wants the object, which may be a symlink.
	NoFollow
	// Entry is NoFollow, except that the result may be an existing or missing
	// entry of a directory where that saves opening it.
	Entry
	// Parent wants the directory and the last name, which need not exist and is
	// not followed: for calls that make, remove or rename it.
	Parent
	// Create is Parent, except that a last symlink is followed, dangling or
	// not: for open(2) with O_CREAT.
	Create
)

// Place is where a guest path leads. With Name empty it is the object at FD;
// otherwise the entry Name of the directory FD, not to be followed.
type Place struct {
	FD      int
	Name    []byte // ends in NUL; keeps trailing slashes, which the kernel judges
	Mount   *Mount // the mount it lies on; nil if the lookup had no need to know
	AtMount bool   // the entry is a mount point, "." or "..": busy
	On      *Mount // what is mounted there
	owned   bool   // FD is closed by Release
}

// Path returns Name, or the empty path for the object itself.
func (p *Place) Path() []byte {
	if len(p.Name) == 0 {
		return rawsys.Empty
	}
	return p.Name
}

// Dots reports that the name is "." or "..".
func (p *Place) Dots() bool { return len(p.Name) > 0 && isDots(p.Name) }

// Trailing reports that slashes follow the name.
func (p *Place) Trailing() bool { return len(p.Name) > 1 && p.Name[len(p.Name)-2] == '/' }

// Release closes what the lookup opened.
func (p *Place) Release() {
	if p.owned {
		rawsys.Close(p.FD)
		p.owned = false
	}
}

// Take makes the descriptor the caller's own: Release leaves it open. A
// borrowed descriptor is duplicated; -1 means there is no room for it.
func (p *Place) Take() int {
	if p.owned {
		p.owned = false
		return p.FD
	}
	fd, e := rawsys.Dup(p.FD, 0)
	if e != 0 {
		return -1
	}
	return fd
}
