package tracer

import (
	"math/rand/v2"

	"golang.org/x/sys/unix"

	"uproot/arch"
	"uproot/internal/image"
	"uproot/internal/rawsys"
)

const mapFixedNoreplace = 0x100000 // MAP_FIXED_NOREPLACE (4.17); a mere hint before

func random(n int) int { return rand.IntN(max(n, 1)) }

// openFirst opens the files in a batch of its own: the 32-bit batch code cannot
// pass a descriptor on.
func (l *loader) openFirst() unix.Errno {
	b := l.newBatch()
	b.add(l.openCall(b, l.slots.fd))
	if l.plan.Dynamic {
		b.add(l.openCall(b, l.plan.File))
	}
	b.done = func() unix.Errno {
		fds := [2]uint64{b.calls[0][0], 0}
		if l.plan.Dynamic {
			fds[1] = b.calls[1][0]
		}
		return l.load(fds[0], fds[1])
	}
	return l.run(b)
}

// openCall opens the tracer's descriptor fd in the guest.
func (l *loader) openCall(b *batch, fd int) arch.BatchCall {
	path := rawsys.AppendInt([]byte("/proc/"), l.kernel.TracerID)
	path = append(rawsys.AppendInt(append(path, "/fd/"...), fd), 0)
	return arch.BatchCall{
		uint64(l.nr().Openat), rawsys.AtFDCWD & 0xffffffff, b.data(path),
		unix.O_RDONLY | unix.O_CLOEXEC,
	}
}

func (l *loader) nr() *arch.NumberSet { return &arch.Numbers[l.plan.ABI] }

// load maps the slots and the program and finishes what execve began. The
// descriptors are LastFD where they are opened in the same batch.
func (l *loader) load(slotsFD, programFD uint64) unix.Errno {
	b := l.newBatch()
	nr := l.nr()
	if slotsFD == arch.LastFD {
		b.add(l.openCall(b, l.slots.fd))
	}
	slots := b.add(l.mmap(arch.SlotsBase(l.plan.ABI), slotSize*slotCount, unix.PROT_READ|unix.PROT_EXEC,
		unix.MAP_SHARED|mapFixedNoreplace, slotsFD, 0))
	b.add(arch.BatchCall{uint64(nr.Close), slotsFD})
	first := len(b.calls)
	if l.plan.Dynamic {
		if programFD == arch.LastFD {
			b.add(l.openCall(b, l.plan.File))
			first++
		}
		l.mapProgram(b, programFD)
		b.add(arch.BatchCall{uint64(nr.Close), programFD})
	}
	last := len(b.calls)
	b.add(arch.BatchCall{uint64(nr.Prctl), unix.PR_SET_NAME, b.data(append(l.plan.Comm, 0))})
	heap := -1
	switch {
	case l.brk != 0:
		b.add(l.layoutCall(b))
	case l.moved:
		heap = b.add(arch.BatchCall{uint64(nr.Brk), 0})
	}
	b.done = func() unix.Errno {
		l.tr.mm.slots = b.calls[slots][0] == arch.SlotsBase(l.plan.ABI)
		for _, c := range b.calls[first:last] {
			if failed(c[0]) {
				return unix.Errno(-int64(c[0]))
			}
		}
		if heap >= 0 {
			l.brk = b.calls[heap][0]
			return l.tellLayout()
		}
		return l.finish()
	}
	return l.run(b)
}

func failed(ret uint64) bool { return int64(ret) < 0 && int64(ret) >= -4095 }

// tellLayout tells the kernel of a stack that was rebuilt, in a batch of its
// own, when the kernel's choice of the heap had to be asked for first.
func (l *loader) tellLayout() unix.Errno {
	b := l.newBatch()
	b.add(l.layoutCall(b))
	b.done = l.finish
	return l.run(b)
}

// finish lets the program go, with its first pages' rests cleared.
func (l *loader) finish() unix.Errno {
	if l.plan.Dynamic {
		l.clearRests()
	}
	l.regs.NoSyscall()
	l.regs.Set(l.tr.tid)
	l.tr.task.Executed(l.kernel.TakeImage(l.plan))
	l.tr.batch = nil
	l.resume(l.tr, 0)
	return 0
}

func (l *loader) mmap(addr, size uint64, prot, flags int, fd, offset uint64) arch.BatchCall {
	nr := l.nr()
	if nr.PageMmap {
		offset /= 4096
	}
	return arch.BatchCall{uint64(nr.Mmap), addr, size, uint64(prot), uint64(flags), fd, offset}
}

// mapProgram maps the segments of the program as load_elf_binary does.
func (l *loader) mapProgram(b *batch, fd uint64) {
	for _, s := range l.plan.Program.Loads {
		prot := protection(s.Flags)
		start := (l.bias + s.Vaddr) &^ (pageSize - 1)
		inPage := (l.bias + s.Vaddr) - start
		fileEnd := start
		if s.Filesz > 0 {
			fileEnd = alignUp(l.bias+s.Vaddr+s.Filesz, pageSize)
			b.add(l.mmap(start, fileEnd-start, prot, unix.MAP_PRIVATE|mapFixedNoreplace, fd, s.Off-inPage))
		}
		if end := alignUp(l.bias+s.Vaddr+s.Memsz, pageSize); end > fileEnd {
			b.add(l.mmap(fileEnd, end-fileEnd, prot, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS|mapFixedNoreplace,
				arch.LastFD, 0))
		}
	}
}

func protection(flags uint32) (prot int) {
	const execute, write, read = 1, 2, 4 // PF_X, PF_W, PF_R
	if flags&read != 0 {
		prot |= unix.PROT_READ
	}
	if flags&write != 0 {
		prot |= unix.PROT_WRITE
	}
	if flags&execute != 0 {
		prot |= unix.PROT_EXEC
	}
	return prot
}

// clearRests clears what follows a segment's file bytes in their last page.
func (l *loader) clearRests() {
	for _, s := range l.plan.Program.Loads {
		if s.Memsz <= s.Filesz || s.Flags&2 == 0 {
			continue
		}
		end := l.bias + s.Vaddr + s.Filesz
		rest := min(alignUp(end, pageSize)-end, s.Memsz-s.Filesz)
		if s.Filesz > 0 && rest > 0 {
			l.tr.Write(end, make([]byte, rest))
		}
	}
}

// layoutCall tells the kernel where code, data, heap, arguments, environment
// and auxiliary vector are (PR_SET_MM_MAP, prctl(2), 3.18; the kernel must be
// built for checkpoint and restore). procfs shows them, and brk(2) goes by it.
func (l *loader) layoutCall(b *batch) arch.BatchCall {
	im := &l.plan.Program
	code, data := codeAndData(im, l.bias)
	auxv, auxvSize := l.stack.auxvAddr()
	envStart, envEnd := l.envBounds()
	var m []byte
	for _, v := range [12]uint64{
		code[0], code[1], data[0], data[1], l.brk, l.brk, l.stack.sp,
		l.args[0], l.args[1], envStart, envEnd, auxv,
	} {
		m = le.AppendUint64(m, v)
	}
	m = le.AppendUint32(m, uint32(auxvSize))
	m = le.AppendUint32(m, ^uint32(0)) // no other exe_fd
	return arch.BatchCall{uint64(l.nr().Prctl), unix.PR_SET_MM, unix.PR_SET_MM_MAP, b.data(m), uint64(len(m)), 0}
}

// envBounds returns where the strings of envp begin and end; before the program's
// name, as the kernel orders them, unless that had to be put elsewhere.
func (l *loader) envBounds() (start, end uint64) {
	end = l.stack.auxValue(atExecfn)
	start = end
	if p := l.stack.get(l.stack.envp); p != 0 {
		start = p
	}
	return start, max(start, end)
}

// codeAndData returns the bounds that load_elf_binary keeps.
func codeAndData(im *image.Image, bias uint64) (code, data [2]uint64) {
	code[0], data[0] = ^uint64(0), 0
	for _, s := range im.Loads {
		end := s.Vaddr + s.Filesz
		code[0] = min(code[0], s.Vaddr)
		data[0] = max(data[0], s.Vaddr)
		if s.Flags&1 != 0 {
			code[1] = max(code[1], end)
		}
		data[1] = max(data[1], end)
	}
	for _, p := range []*uint64{&code[0], &code[1], &data[0], &data[1]} {
		*p += bias
	}
	return code, data
}
