package kcall

import (
	"fmt"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Cwd is AT_FDCWD. Its bits are those of the C int, as the kernel gets them.
var Cwd = Arg{word: ^uintptr(0) - 99, text: "AT_FDCWD"}

// Str is a pointer to a NUL-terminated string.
func Str(s string) Arg {
	b := append([]byte(s), 0)
	return Arg{word: uintptr(unsafe.Pointer(&b[0])), text: quote(s), keep: b}
}

// quote shows a string, a long one by its ends and its length.
func quote(s string) string {
	if len(s) <= 64 {
		return strconv.Quote(s)
	}
	return strconv.Quote(s[:12]) + "..." + strconv.Quote(s[len(s)-12:]) + "[" + strconv.Itoa(len(s)) + "]"
}

// Int is a number.
func Int(n int) Arg { return Arg{word: uintptr(n), text: strconv.Itoa(n)} }

// Oct is a number that the line shows in octal: a mode.
func Oct(n int) Arg { return Arg{word: uintptr(n), text: fmt.Sprintf("%#o", n)} }

// Fd is a descriptor; the line shows what it stands for, not its number.
func Fd(n int, what string) Arg { return Arg{word: uintptr(n), text: "<" + what + ">"} }

// Flag is a number with a name.
func Flag(n int, name string) Arg { return Arg{word: uintptr(n), text: name} }

// Hidden is a word that the line does not show.
func Hidden(n uintptr) Arg { return Arg{word: n} }

// Null is a null pointer.
var Null = Arg{text: "NULL"}

// Ptr is an address that stands for itself: a bad one, mostly.
func Ptr(addr uintptr, name string) Arg { return Arg{word: addr, text: name} }

// In is a buffer that the kernel reads.
func In(b []byte, name string) Arg {
	if len(b) == 0 {
		return Arg{text: name}
	}
	return Arg{word: uintptr(unsafe.Pointer(&b[0])), text: name, keep: b}
}

// Out is a buffer that the kernel writes and show tells of.
func Out(b []byte, show func(ret int) string) Arg {
	a := Arg{keep: b, show: show}
	if len(b) > 0 {
		a.word = uintptr(unsafe.Pointer(&b[0]))
	}
	return a
}

// Text is a buffer of n bytes that receives a string: the result is its
// length, and a guard byte behind it must stay as it was.
func Text(n int) Arg {
	b := make([]byte, n+1)
	for i := range b {
		b[i] = 0xa5
	}
	a := Out(b, func(ret int) string {
		if ret > n {
			return "longer than its buffer"
		}
		s := quote(strings.TrimSuffix(string(b[:ret]), "\x00"))
		if ret < len(b) && b[ret] != 0xa5 {
			s += " wrote past its end"
		}
		return s
	})
	return a
}

// Ptrs is a NULL-terminated array of strings, as execve(2) wants it.
func Ptrs(strs []string, name string) Arg {
	keep := make([][]byte, len(strs))
	words := make([]uintptr, len(strs)+1)
	for i, s := range strs {
		keep[i] = append([]byte(s), 0)
		words[i] = uintptr(unsafe.Pointer(&keep[i][0]))
	}
	return Arg{word: uintptr(unsafe.Pointer(&words[0])), text: name, keep: [2]any{keep, words}}
}

// Words is a struct or an array that is a row of words.
func Words(name string, words ...uintptr) Arg {
	return Arg{word: uintptr(unsafe.Pointer(&words[0])), text: name, keep: words}
}

// How is a struct open_how and its size, two arguments.
func How(flags, mode, resolve uint64, name string) (Arg, Arg) {
	h := &unix.OpenHow{Flags: flags, Mode: mode, Resolve: resolve}
	return Arg{word: uintptr(unsafe.Pointer(h)), text: "{" + name + "}", keep: h}, Hidden(unsafe.Sizeof(*h))
}

// Value is the number in an argument.
func Value(a Arg) int { return int(a.word) }
