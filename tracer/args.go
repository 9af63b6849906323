package tracer

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/arch"
)

// maxMoved is how many bytes may be put below the stack without more ado: execve
// makes room for 128 KiB there (stack_expand in fs/exec.c).
const maxMoved = 64 << 10

// room returns how many bytes below the stack a script's words may want: room
// for all strings and vectors once more.
func (l *loader) room() uint64 {
	vectors := uint64(len(l.stack.block)) // the kernel has used as much of that room
	if len(l.plan.Args) == 0 {
		return vectors
	}
	text, _ := l.words()
	strings := l.stack.auxValue(atExecfn) - l.firstKept()
	return uint64(len(text)) + strings + 2*vectors
}

// growStack has the tracee itself touch the stack as far down as is needed: the
// kernel extends a stack only for its owner. As there may be no room at all, the
// batch lies where the vectors are meanwhile.
func (l *loader) growStack(need uint64) unix.Errno {
	b := l.newBatch()
	b.at = l.stack.sp
	b.add(arch.BatchCall{uint64(l.nr().Getrandom), l.stack.sp - need - 2*batchRoom, 1})
	b.done = func() unix.Errno {
		if e := l.tr.Write(l.stack.sp, l.stack.block[:len(b.what)]); e != 0 {
			return e
		}
		return l.arrange()
	}
	return l.run(b)
}

// rebuild lays strings and vectors out anew below the old ones: the words that
// take the place of argv[0], then all other strings as the kernel orders them.
func (l *loader) rebuild() unix.Errno {
	s := l.stack
	l.moved = true
	text, starts := l.words()
	from := l.firstKept()
	name := s.auxValue(atExecfn)
	kept := make([]byte, name-from)
	if e := l.tr.readAll(from, kept); e != 0 {
		return e
	}
	text = append(text, kept...)
	nameAt := uint64(len(text))
	text = append(append(text, l.plan.Name...), 0)
	base := (s.sp - uint64(len(text))) &^ 15
	l.shift(base + nameAt - name)
	l.args = [2]uint64{base, s.auxValue(atExecfn)}
	if s.get(s.envp) != 0 {
		l.args[1] = s.get(s.envp)
	}
	return l.write(base, text, starts)
}

// words returns the strings that take the place of argv[0], and where each
// begins; none if argv[0] stays.
func (l *loader) words() (text []byte, starts []uint64) {
	for _, word := range l.plan.Args {
		starts = append(starts, uint64(len(text)))
		text = append(append(text, word...), 0)
	}
	return text, starts
}

// firstKept returns the address of the first string that stays: argv[1], or
// argv[0] if there are no words for it, or what follows them.
func (l *loader) firstKept() uint64 {
	s := l.stack
	first := 0
	if len(l.plan.Args) > 0 {
		first = 1
	}
	if first < s.argc {
		return s.get(1 + first)
	}
	if p := s.get(s.envp); p != 0 {
		return p
	}
	return s.auxValue(atExecfn)
}

// shift adds delta to all pointers to strings.
func (l *loader) shift(delta uint64) {
	s := l.stack
	for i := 1; i < s.auxv; i++ {
		if v := s.get(i); v != 0 {
			s.set(i, v+delta)
		}
	}
	s.setAux(atExecfn, s.auxValue(atExecfn)+delta)
}

// write puts text at base and the vectors below it.
func (l *loader) write(base uint64, text []byte, starts []uint64) unix.Errno {
	s := l.stack
	for i := range starts {
		starts[i] += base
	}
	if len(l.plan.Args) > 0 {
		s.replaceArgv0(starts, base)
	} else {
		s.moveTo(base)
	}
	if e := l.tr.Write(base, text); e != 0 {
		return e
	}
	return l.tr.Write(s.sp, s.block)
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
