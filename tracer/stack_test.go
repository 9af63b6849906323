package tracer

import (
	"bytes"
	"slices"
	"testing"
)

// frame is what a stack says.
type frame struct {
	argv, envp []uint64
	auxv       [][2]uint64 // without its end
}

// block lays a frame out as execve does.
func (f *frame) block(word int) []byte {
	s := &stack{word: word}
	words := append([]uint64{uint64(len(f.argv))}, f.argv...)
	words = append(append(append(words, 0), f.envp...), 0)
	for _, a := range f.auxv {
		words = append(words, a[0], a[1])
	}
	words = append(words, 0, 0)
	s.block = make([]byte, len(words)*word)
	for i, w := range words {
		s.set(i, w)
	}
	return s.block
}

func frameOf(s *stack) *frame {
	f := &frame{}
	for i := range s.argc {
		f.argv = append(f.argv, s.get(1+i))
	}
	for i := s.envp; s.get(i) != 0; i++ {
		f.envp = append(f.envp, s.get(i))
	}
	for i := s.auxv; s.get(i) != atNull; i += 2 {
		f.auxv = append(f.auxv, [2]uint64{s.get(i), s.get(i + 1)})
	}
	return f
}

func (f *frame) equal(g *frame) bool {
	return slices.Equal(f.argv, g.argv) && slices.Equal(f.envp, g.envp) && slices.Equal(f.auxv, g.auxv)
}

var frames = []frame{
	{[]uint64{0x100, 0x200, 0x300}, []uint64{0x400, 0x500}, [][2]uint64{{atPhdr, 0x40}, {atEntry, 0x1000}, {atExecfn, 0x600}}},
	{nil, nil, [][2]uint64{{atExecfn, 0x600}}},
	{[]uint64{0x100}, nil, nil},
	{nil, []uint64{0x400}, [][2]uint64{{atBase, 0}, {atPhnum, 9}}},
}

func TestParse(t *testing.T) {
	for _, word := range []int{4, 8} {
		for i, want := range frames {
			block := want.block(word)
			s := &stack{word: word, sp: 0x7000, block: append(bytes.Clone(block), 1, 2, 3, 4, 5, 6, 7, 8)}
			if !s.parse() || len(s.block) != len(block) {
				t.Fatalf("frame %d: %d of %d bytes", i, len(s.block), len(block))
			}
			if got := frameOf(s); !got.equal(&want) {
				t.Errorf("frame %d: got %+v, want %+v", i, got, want)
			}
			addr, size := s.auxvAddr()
			if tail := block[addr-0x7000:]; len(tail) != size || size != (2*len(want.auxv)+2)*word {
				t.Errorf("frame %d: the vector has %d bytes at %#x", i, size, addr)
			}
			for n := range len(block) / word {
				if short := (&stack{word: word, block: bytes.Clone(block[:n*word])}); short.parse() {
					t.Errorf("frame %d: %d of %d words are enough", i, n, len(block)/word)
				}
			}
		}
	}
}

func TestAux(t *testing.T) {
	for _, word := range []int{4, 8} {
		s := &stack{word: word, block: frames[0].block(word)}
		if !s.parse() {
			t.Fatal("no stack")
		}
		s.setAux(atEntry, 0x2000)
		s.setAux(atBase, 0x3000) // is not there
		if s.auxValue(atEntry) != 0x2000 || s.auxValue(atBase) != 0 || s.auxValue(atPhdr) != 0x40 || s.aux(atPhnum) != -1 {
			t.Errorf("got %+v", frameOf(s))
		}
	}
}

// Whatever takes the place of argv[0], all else stays what it was, and the
// stack pointer is aligned below the limit.
func checkReplace(t *testing.T, word int, f *frame, pointers []uint64, limit uint64) {
	t.Helper()
	s := &stack{word: word, sp: limit, block: f.block(word)}
	if !s.parse() {
		t.Fatal("no stack")
	}
	s.replaceArgv0(pointers, limit)
	want := *f
	want.argv = append(slices.Clone(pointers), f.argv[min(1, len(f.argv)):]...)
	if got := frameOf(s); !got.equal(&want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if s.sp%16 != 0 || s.sp+uint64(len(s.block)) > limit || s.sp+uint64(len(s.block))+16 <= limit {
		t.Errorf("%d bytes at %#x, the limit is %#x", len(s.block), s.sp, limit)
	}
	again := &stack{word: word, block: bytes.Clone(s.block)}
	if !again.parse() || again.envp != s.envp || again.auxv != s.auxv || again.argc != s.argc {
		t.Errorf("parses as %+v, is %+v", again, s)
	}
}

func TestReplaceArgv0(t *testing.T) {
	for _, word := range []int{4, 8} {
		for i := range frames {
			for _, pointers := range [][]uint64{{0x9000}, {0x9000, 0x9100}, {0x9000, 0x9100, 0x9200, 0x9300}} {
				for limit := range uint64(17) {
					checkReplace(t, word, &frames[i], pointers, 0x70000+limit)
				}
			}
		}
	}
}

func FuzzStack(f *testing.F) {
	f.Add([]byte{3, 1, 2, 3, 9, 9, 7, 1}, uint8(2), uint8(1), true)
	f.Add([]byte{}, uint8(0), uint8(0), false)
	f.Fuzz(func(t *testing.T, b []byte, argc, envc uint8, wide bool) {
		word := map[bool]int{true: 8, false: 4}[wide]
		var values []uint64
		for _, v := range b {
			values = append(values, uint64(v)+1)
		}
		take := func(n int) (out []uint64) {
			n = min(n, len(values))
			out, values = values[:n:n], values[n:]
			return out
		}
		fr := &frame{argv: take(int(argc)), envp: take(int(envc))}
		for len(values) > 1 {
			pair := take(2)
			fr.auxv = append(fr.auxv, [2]uint64{pair[0], pair[1]})
		}
		checkReplace(t, word, fr, []uint64{0x9000, 0x9100}, 0x70000)
		raw := &stack{word: word, block: append([]byte(nil), b...)}
		if len(b) >= word && raw.get(0) < 1<<20 && raw.parse() {
			frameOf(raw)
		}
	})
}
