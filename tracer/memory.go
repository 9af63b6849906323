package tracer

import (
	"encoding/binary"
	"os"

	"golang.org/x/sys/unix"
)

var pageSize = uint64(os.Getpagesize())

// Read implements syscalls.Tracee.
func (t *tracee) Read(addr uint64, buf []byte) (int, unix.Errno) {
	if t.features.ProcessVM {
		n, e := readVM(t.tid, addr, buf)
		if e == 0 && n > 0 {
			return n, 0
		}
		if e == unix.EFAULT {
			return 0, e
		}
	}
	return t.readWords(addr, buf)
}

// Write implements syscalls.Tracee.
func (t *tracee) Write(addr uint64, buf []byte) unix.Errno {
	if t.features.ProcessVM {
		for len(buf) > 0 {
			n, e := writeVM(t.tid, addr, buf)
			if e == unix.EFAULT {
				return e
			}
			if e != 0 || n == 0 {
				break
			}
			addr, buf = addr+uint64(n), buf[n:]
		}
	}
	return t.writeWords(addr, buf)
}

// readWords reads by PTRACE_PEEKDATA: what a kernel without process_vm_readv
// has, and what works on a process that is not dumpable.
func (t *tracee) readWords(addr uint64, buf []byte) (int, unix.Errno) {
	n := 0
	for n < len(buf) {
		at := (addr + uint64(n)) &^ 7
		word, e := peek(t.tid, at)
		if e != 0 {
			break
		}
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], word)
		n += copy(buf[n:], b[addr+uint64(n)-at:])
	}
	if n == 0 {
		return 0, unix.EFAULT
	}
	return n, 0
}

// writeWords writes by PTRACE_POKEDATA. Unlike process_vm_writev that goes
// through read-only mappings too.
func (t *tracee) writeWords(addr uint64, buf []byte) unix.Errno {
	for len(buf) > 0 {
		at := addr &^ 7
		var b [8]byte
		if addr != at || len(buf) < 8 {
			word, e := peek(t.tid, at)
			if e != 0 {
				return unix.EFAULT
			}
			binary.LittleEndian.PutUint64(b[:], word)
		}
		n := copy(b[addr-at:], buf)
		if poke(t.tid, at, binary.LittleEndian.Uint64(b[:])) != 0 {
			return unix.EFAULT
		}
		addr, buf = addr+uint64(n), buf[n:]
	}
	return 0
}

// Lend implements syscalls.Tracee: in the thread's slot, which guests can only
// read, or else below its stack.
func (t *tracee) Lend(b []byte) (uint64, unix.Errno) {
	if addr, ok := t.lendInSlot(b); ok {
		return addr, 0
	}
	const redZone = 128 // of the amd64 ABI; leaf functions use it
	t.lent += (uint64(len(b)) + 15) &^ 15
	addr := t.sp - redZone - t.lent
	return addr, t.Write(addr, b)
}
