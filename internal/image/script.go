package image

import (
	"bytes"

	"golang.org/x/sys/unix"
)

// parseScript splits the first line as fs/binfmt_script.c does. There a NUL
// before the newline makes the line end with the buffer. Name and argument end
// at the NUL either way, so the newline may be looked for behind it.
func (im *Image) parseScript() unix.Errno {
	end := lineEnd(im.head[:])
	if end < 0 {
		return unix.ENOEXEC
	}
	for blank(im.head[end-1]) {
		end--
	}
	name := skipBlanks(im.head[:end+1], 2)
	if name < 0 || name == end {
		return unix.ENOEXEC
	}
	line := im.head[:end]
	sep := terminator(im.head[:end+1], name)
	if sep < 0 || im.head[sep] == 0 {
		im.Interp = cString(line[name:])
		return 0
	}
	im.Interp = line[name:sep]
	// A blank at the end of an unfinished last line is not trimmed, since the
	// NULs of the padding follow it; the argument is then the empty string.
	if arg := skipBlanks(im.head[:end+1], sep); arg >= 0 {
		im.Arg, im.HasArg = cString(line[arg:]), true
	}
	return 0
}

// lineEnd returns where the interpreter line ends, before blanks are trimmed,
// or -1 if the interpreter's name may be cut off. A cut argument is accepted.
func lineEnd(head []byte) int {
	if newline := bytes.IndexByte(head, '\n'); newline >= 0 {
		return newline
	}
	name := skipBlanks(head, 2)
	if name < 0 || terminator(head, name) < 0 {
		return -1
	}
	return len(head) - 1
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// skipBlanks returns the first index from i on that holds no blank, or -1.
func skipBlanks(b []byte, i int) int {
	for ; i < len(b); i++ {
		if !blank(b[i]) {
			return i
		}
	}
	return -1
}

// terminator returns the first index from i on that holds a blank or NUL, or -1.
func terminator(b []byte, i int) int {
	for ; i < len(b); i++ {
		if blank(b[i]) || b[i] == 0 {
			return i
		}
	}
	return -1
}

// cString returns b up to its first NUL.
func cString(b []byte) []byte {
	if nul := bytes.IndexByte(b, 0); nul >= 0 {
		return b[:nul]
	}
	return b
}
