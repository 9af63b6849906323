package image_test

import (
	"debug/elf"
	"strings"
)

// variant is one file that execve(2) is to judge.
type variant struct {
	name    string
	content []byte
}

// edited returns a sample after a change.
func edited(s *sample, change func(*sample)) []byte {
	change(s)
	return s.bytes()
}

// headerVariants are files whose ELF header is at fault, or only looks so.
func headerVariants(fresh func() *sample) []variant {
	set := func(change func(*sample)) []byte { return edited(fresh(), change) }
	return []variant{
		{"sound", fresh().bytes()},
		{"shared", fresh().shared().bytes()},
		{"magic", set(func(s *sample) { s.Header.Ident[3] = 'f' })},
		{"class 0", set(func(s *sample) { s.Header.Ident[elf.EI_CLASS] = 0 })},
		{"big-endian by its own word", set(func(s *sample) { s.Header.Ident[elf.EI_DATA] = 2 })},
		{"version 0", set(func(s *sample) { s.Header.Ident[elf.EI_VERSION], s.Header.Version = 0, 0 })},
		{"ehsize 0", set(func(s *sample) { s.Header.Ehsize = 0 })},
		{"type none", set(func(s *sample) { s.Header.Type = 0 })},
		{"type rel", set(func(s *sample) { s.Header.Type = uint16(elf.ET_REL) })},
		{"type core", set(func(s *sample) { s.Header.Type = uint16(elf.ET_CORE) })},
		{"machine 0", set(func(s *sample) { s.Header.Machine = 0 })},
		{"machine mips", set(func(s *sample) { s.Header.Machine = uint16(elf.EM_MIPS) })},
		{"machine 486", set(func(s *sample) { s.Header.Machine = 6 })},
		{"flags 0", set(func(s *sample) { s.Header.Flags = 0 })},
		{"phentsize 0", set(func(s *sample) { s.Header.Phentsize = 0 })},
		{"phentsize +1", set(func(s *sample) { s.Header.Phentsize++ })},
		{"phoff beyond", set(func(s *sample) { s.Header.Phoff = 1 << 30 })},
		{"phoff negative", set(func(s *sample) { s.Header.Phoff = 1 << 63 })},
		{"phoff odd", set(func(s *sample) { s.Header.Phoff = 301 })},
		{"phoff at the end", set(func(s *sample) { s.Header.Phoff = uint64(s.Size) - 8 })},
		{"entry 0", set(func(s *sample) { s.Header.Entry = 0 })},
		{"header only", fresh().bytes()[:52]},
		{"cut header", fresh().bytes()[:40]},
		{"magic only", fresh().bytes()[:4]},
		{"half a magic", fresh().bytes()[:3]},
		{"empty", nil},
		{"zeros", make([]byte, 300)},
		{"text", []byte("exit 0\n")},
	}
}

// tableVariants are files whose program header table is at fault.
func tableVariants(fresh func() *sample) []variant {
	count := func(n int) []byte {
		return edited(fresh(), func(s *sample) {
			s.Header.Phnum, s.KeepPhnum = uint16(n), true
			s.Size = 1 << 18 // the entries after the first are PT_NULL
		})
	}
	return []variant{
		{"phnum 0", count(0)},
		{"phnum 2", count(2)},
		{"phnum 65", count(65)},
		{"phnum 74", count(74)},
		{"phnum 1170", count(1170)},
		{"phnum 1171", count(1171)},
		{"phnum 2048", count(2048)},
		{"phnum 2049", count(2049)},
		{"phnum 65535", count(65535)},
		{"phnum beyond the file", edited(fresh(), func(s *sample) {
			s.Header.Phnum, s.KeepPhnum = 500, true
		})},
		{"no load", edited(fresh(), func(s *sample) { s.Progs[0].Type = uint32(elf.PT_NOTE) })},
		{"no load, shared", edited(fresh().shared(), func(s *sample) { s.Progs[0].Type = uint32(elf.PT_NOTE) })},
		{"stack", fresh().stack(elf.PF_R | elf.PF_W).bytes()},
		{"executable stack", fresh().stack(elf.PF_R | elf.PF_W | elf.PF_X).bytes()},
		{"two stacks", fresh().stack(elf.PF_X).stack(0).bytes()},
	}
}

// segmentVariants are files that the kernel refuses, if at all, when it is too
// late for an errno.
func segmentVariants(fresh func() *sample) []variant {
	set := func(change func(*elf.Prog64)) []byte {
		return edited(fresh(), func(s *sample) { change(&s.Progs[0]) })
	}
	shared := func(change func(*elf.Prog64)) []byte {
		return edited(fresh().shared(), func(s *sample) { change(&s.Progs[0]) })
	}
	return []variant{
		{"more in the file than in memory", set(func(p *elf.Prog64) { p.Memsz-- })},
		{"nothing in the file", set(func(p *elf.Prog64) { p.Filesz = 0 })},
		{"nothing at all", set(func(p *elf.Prog64) { p.Filesz, p.Memsz = 0, 0 })},
		{"nothing at all, shared", shared(func(p *elf.Prog64) { p.Filesz, p.Memsz = 0, 0 })},
		{"offset off the page", set(func(p *elf.Prog64) { p.Off = 1 })},
		{"address off the page", set(func(p *elf.Prog64) { p.Vaddr++ })},
		{"both off the page", set(func(p *elf.Prog64) { p.Vaddr += 16; p.Off += 16 })},
		{"offset negative", set(func(p *elf.Prog64) { p.Off = 1<<64 - pageSize })},
		{"beyond the file", set(func(p *elf.Prog64) { p.Off = 1 << 20 })},
		{"address beyond the task", set(func(p *elf.Prog64) { p.Vaddr = 0xfffffffffffff000 })},
		{"end beyond the task", set(func(p *elf.Prog64) { p.Memsz = 0xffffffffff000000 })},
		{"read only, zeros behind", set(func(p *elf.Prog64) { p.Flags = 4; p.Filesz = 100 })},
		{"writable, zeros behind", set(func(p *elf.Prog64) { p.Flags = 6; p.Filesz, p.Memsz = 100, 3*pageSize })},
		{"alignment no power of two", shared(func(p *elf.Prog64) { p.Align = 3 })},
		{"alignment of 2 MiB", shared(func(p *elf.Prog64) { p.Align = 2 << 20 })},
	}
}

// interpVariants are dynamic programs. interp is a sound interpreter and other
// is one for the CPU's other word size.
func interpVariants(fresh func() *sample, interp, other string) []variant {
	set := func(change func(*elf.Prog64)) []byte {
		return edited(fresh().dynamic(interp), func(s *sample) { change(&s.Progs[0]) })
	}
	return []variant{
		{"sound", fresh().dynamic(interp).bytes()},
		{"sound, shared", fresh().shared().bytes()},
		{"missing", fresh().dynamic("/no/such/interpreter").bytes()},
		{"a directory", fresh().dynamic("/").bytes()},
		{"relative", fresh().dynamic("interp").bytes()},
		{"of the other word size", fresh().dynamic(other).bytes()},
		{"empty string", set(func(p *elf.Prog64) { p.Off = pageSize - 2; p.Filesz = 2 })},
		{"size 0", set(func(p *elf.Prog64) { p.Filesz = 0 })},
		{"size 1", set(func(p *elf.Prog64) { p.Filesz = 1 })},
		{"size 1, a NUL", set(func(p *elf.Prog64) { p.Off, p.Filesz = pageSize-1, 1 })},
		{"size 4096", set(func(p *elf.Prog64) { p.Filesz = 4096 })},
		{"size 4097", set(func(p *elf.Prog64) { p.Filesz = 4097 })},
		{"NUL cut off", set(func(p *elf.Prog64) { p.Filesz-- })},
		{"NUL early", set(func(p *elf.Prog64) { p.Filesz += 10 })},
		{"beyond the file", set(func(p *elf.Prog64) { p.Off = 1 << 20 })},
		{"across the end", set(func(p *elf.Prog64) { p.Off = 2*pageSize - 1 })},
		{"negative offset", set(func(p *elf.Prog64) { p.Off = 1 << 63 })},
		{"offset that wraps", set(func(p *elf.Prog64) { p.Off = 1<<63 - 2 })},
		{"two of them", fresh().dynamic("/no/such").dynamic(interp).bytes()},
		{"two of them, the other way", fresh().dynamic(interp).dynamic("/no/such").bytes()},
		{"after the load", edited(fresh().dynamic(interp), func(s *sample) {
			s.Progs[0], s.Progs[1] = s.Progs[1], s.Progs[0]
		})},
	}
}

// scriptVariants are scripts whose interpreter is interp.
func scriptVariants(interp string) []variant {
	fill := func(n int) string { return strings.Repeat("x", n-len("#!")-len(interp)) }
	blanks := func(n int) string { return strings.Repeat(" ", n) }
	lines := []struct{ name, line string }{
		{"plain", "#!" + interp + "\n"},
		{"blank before", "#! \t" + interp + "\n"},
		{"blank after", "#!" + interp + " \t\n"},
		{"argument", "#!" + interp + " -a\n"},
		{"two words", "#!" + interp + " -a  b\tc \t\n"},
		{"tab between", "#!" + interp + "\t\t-a\n"},
		{"carriage return", "#!" + interp + "\r\n"},
		{"carriage return in the argument", "#!" + interp + " -a\r\n"},
		{"no newline", "#!" + interp},
		{"no newline, blank", "#!" + interp + "  "},
		{"no newline, argument", "#!" + interp + " -a"},
		{"no newline, argument and blank", "#!" + interp + " -a "},
		{"newline only", "#!\n"},
		{"nothing", "#!"},
		{"blank only", "#! "},
		{"blank and newline", "#! \t \n"},
		{"one byte", "#"},
		{"NUL", "#!\x00"},
		{"NUL in the name", "#!" + interp + "\x00sh\n"},
		{"NUL in the argument", "#!" + interp + " -a\x00b\n"},
		{"NUL as the argument", "#!" + interp + " \x00b\n"},
		{"NUL before the name", "#!\x00" + interp + "\n"},
		{"missing", "#!/no/such/interpreter\n"},
		{"a directory", "#!/\n"},
		{"relative", "#!interp\n"},
		{"blank before the mark", " #!" + interp + "\n"},
		{"high bytes", "#!" + interp + " \xff\xfe\n"},
		{"name cut", "#!" + interp + fill(300)},
		{"name of 253 bytes, newline", "#!" + interp + fill(255) + "\n"},
		{"name of 254 bytes, newline cut", "#!" + interp + fill(256) + "\n"},
		{"argument to byte 254", "#!" + interp + " " + fill(254) + "\n"},
		{"argument to byte 255", "#!" + interp + " " + fill(255) + "\n"},
		{"argument cut", "#!" + interp + " " + fill(300) + "\n"},
		{"argument cut in blanks", "#!" + interp + " " + fill(200) + blanks(300) + "\n"},
		{"only blanks", "#!" + blanks(300) + "\n"},
		{"only blanks to byte 254", "#!" + blanks(253) + interp + "\n"},
		{"name at the end of the buffer", "#!" + blanks(254-len(interp)) + interp + "\n"},
		{"name ends before the buffer does", "#!" + blanks(253-len(interp)) + interp + "\n"},
		{"blank ends the buffer", "#!" + blanks(253-len(interp)) + interp + " \n"},
		{"argument in the last byte", "#!" + interp + blanks(253-len(interp)) + "x\n"},
	}
	var out []variant
	for _, l := range lines {
		out = append(out, variant{l.name, []byte(l.line)})
	}
	return out
}
