package syscalls

import (
	"bytes"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// emulate has a program for another CPU run by the emulator that the user
// named: emulator, its options, -0 and argv[0], the program. The emulator is a
// file of the host.
func (c *Call) emulate(plan *Plan, name []byte) (*translate.Place, []byte, unix.Errno) {
	plan.Emulated = true
	argv0, e := c.firstArg(plan, name)
	if e != 0 {
		return nil, nil, e
	}
	var words [][]byte
	for _, w := range c.Qemu {
		words = append(words, []byte(w))
	}
	words = append(words, []byte("-0"), argv0, name)
	plan.Args = append(words, plan.rest()...)
	fd, e := rawsys.Openat(rawsys.AtFDCWD, append([]byte(c.Qemu[0]), 0), unix.O_PATH, 0)
	if e != 0 {
		return nil, nil, e
	}
	c.Task.hold(fd)
	return &translate.Place{FD: fd}, words[0], 0
}

// firstArg returns argv[0] as the program is to see it.
func (c *Call) firstArg(plan *Plan, name []byte) ([]byte, unix.Errno) {
	if len(plan.Args) > 0 {
		return plan.Args[0], 0
	}
	argv := c.Args[1]
	if c.Row.layout.paths[0].dir >= 0 {
		argv = c.Args[2]
	}
	size := c.ABI.PointerSize()
	b := c.buf[:size]
	if e := c.readAll(argv, b); e != 0 {
		return nil, e
	}
	addr := uint64(le.Uint32(b))
	if size == 8 {
		addr = le.Uint64(b)
	}
	if addr == 0 {
		return bytes.Clone(name), 0
	}
	arg, e := c.readString(addr, c.buf[:])
	return bytes.Clone(arg), e
}
