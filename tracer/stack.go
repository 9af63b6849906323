package tracer

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"uproot/arch"
)

var le = binary.LittleEndian

// Keys of the auxiliary vector, see getauxval(3).
const (
	atNull   = 0
	atPhdr   = 3
	atPhent  = 4
	atPhnum  = 5
	atBase   = 7
	atEntry  = 9
	atExecfn = 31
)

// stack is what execve leaves at the stack pointer of a new program: argc,
// argv, envp and the auxiliary vector, in words of the ABI.
type stack struct {
	word  int
	sp    uint64
	block []byte // from sp to the end of the auxiliary vector
	argc  int
	envp  int // index of the first word of envp
	auxv  int // index of the first word of the auxiliary vector
}

const maxStack = 8 << 20 // what argv and envp may take is limited by the kernel to less

// readStack reads the stack of a tracee at its exec stop.
func readStack(tr *tracee, abi arch.ABI, sp uint64) (*stack, unix.Errno) {
	s := &stack{word: abi.PointerSize(), sp: sp}
	for size := 2048; size <= maxStack; size *= 2 {
		s.block = make([]byte, size)
		n, e := tr.Read(sp, s.block)
		if e != 0 {
			return nil, e
		}
		s.block = s.block[:n]
		if s.parse() {
			return s, 0
		}
		if n < size && size > 4096 {
			break
		}
	}
	return nil, unix.E2BIG
}

// parse finds the parts, and cuts the block off behind the last. It is false
// if the block is too short.
func (s *stack) parse() bool {
	words := len(s.block) / s.word
	if words == 0 {
		return false
	}
	if s.get(0) > uint64(words) {
		return false
	}
	s.argc = int(s.get(0))
	i := 1 + s.argc + 1
	s.envp = i
	for ; i < words && s.get(i) != 0; i++ {
	}
	s.auxv = i + 1
	for i = s.auxv; i+1 < words; i += 2 {
		if s.get(i) == atNull {
			s.block = s.block[:(i+2)*s.word]
			return true
		}
	}
	return false
}

func (s *stack) get(i int) uint64 {
	if s.word == 4 {
		return uint64(le.Uint32(s.block[4*i:]))
	}
	return le.Uint64(s.block[8*i:])
}

func (s *stack) set(i int, v uint64) {
	if s.word == 4 {
		le.PutUint32(s.block[4*i:], uint32(v))
	} else {
		le.PutUint64(s.block[8*i:], v)
	}
}

// aux returns the index of the value of an auxiliary vector key, or -1.
func (s *stack) aux(key uint64) int {
	for i := s.auxv; i+1 < len(s.block)/s.word; i += 2 {
		if s.get(i) == key {
			return i + 1
		}
	}
	return -1
}

// auxValue returns the value of a key, or 0.
func (s *stack) auxValue(key uint64) uint64 {
	if i := s.aux(key); i >= 0 {
		return s.get(i)
	}
	return 0
}

func (s *stack) setAux(key, value uint64) {
	if i := s.aux(key); i >= 0 {
		s.set(i, value)
	}
}

// auxvAddr returns where in the guest the auxiliary vector is, and its size.
func (s *stack) auxvAddr() (addr uint64, size int) {
	return s.sp + uint64(s.auxv*s.word), len(s.block) - s.auxv*s.word
}

// replaceArgv0 puts the given pointers in the place of argv[0] and moves the
// whole so that it ends at or below limit.
func (s *stack) replaceArgv0(pointers []uint64, limit uint64) {
	old := *s
	skip := min(old.argc, 1) // argv may be empty
	s.argc = old.argc - skip + len(pointers)
	shift := s.argc - old.argc
	s.block = make([]byte, len(old.block)+shift*s.word)
	s.set(0, uint64(s.argc))
	for i, p := range pointers {
		s.set(1+i, p)
	}
	copy(s.block[(1+len(pointers))*s.word:], old.block[(1+skip)*s.word:])
	s.envp, s.auxv = old.envp+shift, old.auxv+shift
	s.moveTo(limit)
}

// moveTo moves the whole so that it ends at or below limit.
func (s *stack) moveTo(limit uint64) {
	s.sp = (limit - uint64(len(s.block))) &^ 15 // both ABIs want 16
}
