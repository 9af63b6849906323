package tracer

import (
	"bytes"

	"golang.org/x/sys/unix"
)

// argText returns the strings of the new argv, one behind the other as the
// kernel lays them, and where each begins. Without a script argv stays.
func (l *loader) argText() (text []byte, starts []int, e unix.Errno) {
	if len(l.plan.Args) == 0 {
		return nil, nil, 0
	}
	for _, word := range l.plan.Args {
		starts = append(starts, len(text))
		text = append(append(text, word...), 0)
	}
	rest, e := l.restOfArgv()
	if e != 0 {
		return nil, nil, e
	}
	for len(rest) > 0 {
		n := bytes.IndexByte(rest, 0) + 1
		if n == 0 {
			break
		}
		starts = append(starts, len(text))
		text = append(text, rest[:n]...)
		rest = rest[n:]
	}
	return text, starts, 0
}

// restOfArgv reads the strings behind argv[0].
func (l *loader) restOfArgv() ([]byte, unix.Errno) {
	s := l.stack
	if s.argc < 2 {
		return nil, 0
	}
	from := s.get(2)
	b := make([]byte, l.args[1]-from)
	return b, l.tr.readAll(from, b)
}

// setArgv keeps the pointers of the new argv for replaceArgv0: all that follow
// the first are of strings that have moved, too.
func (l *loader) setArgv(pointers []uint64) {
	s := l.stack
	tail := pointers[len(l.plan.Args):]
	for i, p := range tail {
		if 2+i <= s.argc {
			s.set(2+i, p)
		}
	}
	l.head = pointers[:len(l.plan.Args)]
}

// headPointers returns what takes the place of argv[0].
func (l *loader) headPointers() []uint64 {
	if l.head != nil {
		return l.head
	}
	if l.stack.argc == 0 {
		return nil
	}
	return []uint64{l.stack.get(1)}
}

// stringAt reads a string of the guest's.
func (t *tracee) stringAt(addr uint64) ([]byte, unix.Errno) {
	var b [4096]byte
	n := 0
	for n < len(b) {
		got, e := t.Read(addr+uint64(n), b[n:min(n+256, len(b))])
		if e != 0 {
			return nil, e
		}
		if i := bytes.IndexByte(b[n:n+got], 0); i >= 0 {
			return bytes.Clone(b[:n+i]), 0
		}
		n += got
	}
	return nil, unix.ENAMETOOLONG
}

func (t *tracee) readAll(addr uint64, b []byte) unix.Errno {
	for len(b) > 0 {
		n, e := t.Read(addr, b)
		if e != 0 {
			return e
		}
		addr, b = addr+uint64(n), b[n:]
	}
	return 0
}
