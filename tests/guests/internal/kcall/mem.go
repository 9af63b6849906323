package kcall

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PageEnd is a string whose NUL is the last byte before an unmapped page.
func PageEnd(s string) Arg {
	a := atPageEnd(append([]byte(s), 0))
	a.text = "at the page's end " + quote(s)
	return a
}

// PageCut is a string without its NUL: an unmapped page follows.
func PageCut(s string) Arg {
	a := atPageEnd([]byte(s))
	a.text = "cut by the page's end " + quote(s)
	return a
}

// PageSpan is a string that begins in one page and ends in the next.
func PageSpan(s string) Arg {
	page := os.Getpagesize()
	m := Must1(unix.Mmap(-1, 0, 2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON))
	at := m[page-len(s)/2:]
	copy(at, s)
	return Arg{word: uintptr(unsafe.Pointer(&at[0])), text: "across pages " + quote(s), keep: m}
}

// Protected is a pointer into a page that nobody may read.
func Protected() Arg {
	m := Must1(unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON))
	return Arg{word: uintptr(unsafe.Pointer(unsafe.SliceData(m))), text: "PROT_NONE", keep: m}
}

// ReadOnly is a page that may be read and not written.
func ReadOnly() Arg {
	m := Must1(unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_ANON))
	return Arg{word: uintptr(unsafe.Pointer(unsafe.SliceData(m))), text: "PROT_READ", keep: m}
}

// BadPointers are the addresses at which the kernel finds nothing to read.
func BadPointers() []Arg {
	high := ^uintptr(0)
	return []Arg{
		Null, Ptr(1, "1"), Ptr(high, "-1"), Ptr(high-4095, "-4096"),
		Ptr(uintptr(1)<<(unsafe.Sizeof(high)*8-1), "sign bit"), Protected(), PageCut("file"),
	}
}

// atPageEnd puts bytes right before a page that it unmaps again. The Go
// library would keep a mapping whole, hence the raw munmap.
func atPageEnd(b []byte) Arg {
	page := os.Getpagesize()
	pages := (len(b)+page-1)/page + 1
	m := Must1(unix.Mmap(-1, 0, pages*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON))
	end := (pages - 1) * page
	copy(m[end-len(b):], b)
	last := uintptr(unsafe.Pointer(&m[end]))
	_, errno := Quiet("munmap", Hidden(last), Hidden(uintptr(page)))
	if errno != 0 {
		Must(errno)
	}
	return Arg{word: last - uintptr(len(b)), keep: m}
}
