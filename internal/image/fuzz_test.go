package image_test

import (
	"bytes"
	"debug/elf"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/internal/image"
)

// counting notes how much is read of a file.
type counting struct {
	*bytes.Reader
	calls, size int
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	c.calls++
	c.size += len(p)
	return c.Reader.ReadAt(p, off)
}

// FuzzParse feeds any bytes to both readers: no panic, no more read than the
// kernel would, and nothing found that the verdict contradicts.
func FuzzParse(f *testing.F) {
	for _, fresh := range []func() *sample{native, compat} {
		f.Add(fresh().bytes())
		f.Add(fresh().shared().dynamic("/lib/ld.so").stack(elf.PF_X).bytes())
		f.Add(fresh().dynamic("/lib/ld.so").bytes()[:200])
	}
	for _, v := range scriptVariants("/bin/sh") {
		f.Add(v.content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, runs := range []image.Machines{image.AMD64, image.ARM64} {
			var im, interp image.Image
			file := &counting{Reader: bytes.NewReader(content)}
			errno := im.Parse(file, runs)
			checkRead(t, file)
			checkParsed(t, &im, errno)
			if errno == 0 && im.Format == image.ELF {
				file = &counting{Reader: bytes.NewReader(content)}
				interp.ParseInterp(file, &im, runs)
				checkRead(t, file)
				interp.Loadable(pageSize, 1<<47)
			}
		}
	})
}

// checkRead: the head, the program headers and the interpreter's name, once.
func checkRead(t *testing.T, file *counting) {
	t.Helper()
	if file.calls > 3 || file.size > image.HeadSize+65536+unix.PathMax {
		t.Errorf("%d reads of %d bytes in all", file.calls, file.size)
	}
}

func checkParsed(t *testing.T, im *image.Image, errno unix.Errno) {
	t.Helper()
	switch {
	case errno != 0:
		return
	case im.Format == image.Other:
		t.Error("passed a file of no format")
	case im.Interp != nil && (len(im.Interp) == 0 || bytes.IndexByte(im.Interp, 0) >= 0):
		t.Errorf("interpreter %q", im.Interp)
	case im.Format == image.Script && (im.Interp == nil || len(im.Interp)+len(im.Arg) > image.HeadSize-2):
		t.Errorf("script of interpreter %q, argument %q", im.Interp, im.Arg)
	case im.Format == image.Script && bytes.ContainsAny(im.Interp, " \t\n"):
		t.Errorf("interpreter %q", im.Interp)
	case im.Format == image.ELF && len(im.Loads) > int(im.Phnum):
		t.Errorf("%d segments of %d headers", len(im.Loads), im.Phnum)
	}
	if im.Loadable(pageSize, 1<<47) {
		for _, s := range im.Loads {
			if s.Vaddr+s.Memsz > 1<<47 || s.Filesz > s.Memsz {
				t.Errorf("loadable: %+v", s)
			}
		}
	}
}
