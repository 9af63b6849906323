package translate

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
)

var deleted = []byte(" (deleted)")

// Dir is a directory that guests stand in or have as their root.
type Dir struct {
	FD    int    // O_PATH descriptor
	Mount *Mount // the mount it was reached through
	Refs  int    // how many file-system contexts use it
}

// Release gives up one use of d and closes it with the last one.
func (d *Dir) Release() {
	if d.Refs--; d.Refs == 0 {
		rawsys.Close(d.FD)
	}
}

// Locate writes the guest path of the host path host (as the kernel names it)
// to the end of out[:0] and returns it with its mount. Where several mounts
// show the same host object, hint is preferred, then the closest, then the first.
// It returns nil if no mount shows it.
func (t *Table) Locate(host []byte, hint *Mount, out []byte) ([]byte, *Mount) {
	if hint != nil {
		if loc := t.through(hint, host, out); loc != nil {
			return loc, hint
		}
	}
	var best *Mount
	for _, m := range t.Mounts {
		if (best == nil || len(m.Host) > len(best.Host)) && t.through(m, host, out) != nil {
			best = m
		}
	}
	if best == nil {
		return nil, nil
	}
	return t.through(best, host, out), best
}

// through returns the guest path of host as seen through m, or nil if m does
// not show it or another mount covers it.
func (t *Table) through(m *Mount, host, out []byte) []byte {
	rest, ok := below(m.Host, host)
	if !ok {
		return nil
	}
	loc := append(append(out[:0], m.prefix()...), rest...)
	if len(loc) == 0 {
		loc = append(loc, '/')
	}
	if t.covering(loc) != m {
		return nil
	}
	return loc
}

// below cuts the directory dir off path; the rest is empty or begins with a
// slash.
func below[S string | []byte](dir S, path []byte) ([]byte, bool) {
	if string(dir) == "/" {
		if len(path) > 0 && path[0] == '/' {
			return bytes.TrimSuffix(path, []byte("/")), true
		}
		return nil, false
	}
	if len(path) < len(dir) || string(path[:len(dir)]) != string(dir) {
		return nil, false
	}
	rest := path[len(dir):]
	return rest, len(rest) == 0 || rest[0] == '/'
}

// LocateFD is Locate for what the descriptor fd refers to. Both buffers hold
// 2*PathMax bytes; the result lies in out.
func (t *Table) LocateFD(fd int, hint *Mount, host, out []byte) ([]byte, *Mount) {
	n, e := HostPath(fd, host)
	if e != 0 || n == 0 || host[0] != '/' {
		return nil, nil
	}
	return t.Locate(host[:n], hint, out)
}

// Gone reports that the file at fd has no name any more, and cuts the
// kernel's " (deleted)" mark off its path.
func Gone(fd int, path []byte) ([]byte, bool) {
	cut, marked := bytes.CutSuffix(path, deleted)
	if !marked {
		return path, false
	}
	var st unix.Stat_t
	if rawsys.Fstat(fd, &st) != 0 || st.Nlink != 0 {
		return path, false
	}
	return cut, true
}

// Within cuts the guest root at loc root off the outer guest path loc.
func Within[S string | []byte](root S, loc []byte) ([]byte, bool) {
	if string(root) == "/" {
		return loc, true
	}
	rest, ok := below(root, loc)
	if ok && len(rest) == 0 {
		return slash, true
	}
	return rest, ok
}
