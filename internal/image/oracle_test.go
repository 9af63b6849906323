package image_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"uproot/internal/image"
)

// The verdicts on a program, apart from an errno.
var (
	errLoaded = errors.New("loaded")
	errKilled = errors.New("killed while loading")
)

// kernel executes files for real, in a directory of its own, as nobody if the
// tests run as root. A program never gets to its first instruction.
type kernel struct {
	dir  string
	runs image.Machines
}

func newKernel(t *testing.T) *kernel {
	t.Helper()
	if emulated() {
		t.Skip("needs ptrace(2), which user-mode emulators do not have")
	}
	runtime.LockOSThread() // ptrace(2) takes its requests from the parent thread alone
	t.Cleanup(runtime.UnlockOSThread)
	k := &kernel{dir: openDir(t), runs: machines()}
	if verdict := k.execute(t, executable(t, k.dir, "probe64", native().bytes())); verdict != errLoaded {
		t.Fatalf("a sound program: %v", verdict)
	}
	if k.execute(t, executable(t, k.dir, "probe32", compat().bytes())) == unix.ENOEXEC {
		k.runs.Compat = [2]uint16{}
	}
	return k
}

// emulated reports whether the kernel is one that has no ptrace(2), as only
// emulators are. No process is asked for: a kernel says ESRCH.
func emulated() bool {
	_, _, errno := unix.RawSyscall6(unix.SYS_PTRACE, unix.PTRACE_PEEKTEXT, 0, 0, 0, 0, 0)
	return errno == unix.ENOSYS
}

// execute returns what the kernel made of path: an errno, errLoaded or
// errKilled.
func (k *kernel) execute(t *testing.T, path string) error {
	t.Helper()
	pid, err := syscall.ForkExec(path, []string{path}, &syscall.ProcAttr{Dir: k.dir, Sys: k.child()})
	if err != nil {
		return err
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil {
		t.Fatal(err)
	}
	if !status.Stopped() {
		return errKilled
	}
	stop := status.StopSignal()
	_ = syscall.Kill(pid, syscall.SIGKILL)
	if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil {
		t.Fatal(err)
	}
	if stop != syscall.SIGTRAP { // what execve(2) sends a tracee when it is done
		return errKilled
	}
	return errLoaded
}

func (k *kernel) child() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Ptrace: true}
	if os.Getuid() == 0 {
		attr.Credential = &syscall.Credential{Uid: 65534, Gid: 65534}
	}
	return attr
}

// predict returns what this package makes of path, when it is put to the use
// it is meant for.
func (k *kernel) predict(path string) error {
	for depth := 0; depth <= image.MaxRewrites; depth++ {
		var im image.Image
		file, errno := k.open(path)
		if errno != 0 {
			return errno
		}
		errno = im.Parse(file, k.runs)
		file.Close()
		switch {
		case errno != 0:
			return errno
		case im.Format == image.ELF:
			return k.predictELF(&im)
		}
		path = string(im.Interp)
	}
	return unix.ELOOP
}

func (k *kernel) predictELF(im *image.Image) error {
	taskSize := uint64(1)<<47 - pageSize
	if im.Class == image.Class32 {
		taskSize = 1<<32 - pageSize
	}
	fits := im.Loadable(pageSize, taskSize)
	if im.Interp != nil {
		file, errno := k.open(string(im.Interp))
		if errno != 0 {
			return errno
		}
		defer file.Close()
		var interp image.Image
		if errno := interp.ParseInterp(file, im, k.runs); errno != 0 {
			return errno
		}
		fits = fits && interp.Loadable(pageSize, taskSize)
	}
	if !fits {
		return errKilled
	}
	return errLoaded
}

// open is the opening that execve(2) does: a regular file with an x bit.
func (k *kernel) open(path string) (*os.File, unix.Errno) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(k.dir, path)
	}
	file, err := os.Open(path)
	if err != nil {
		var errno unix.Errno
		errors.As(err, &errno)
		return nil, errno
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Mode()&0o111 == 0 {
		file.Close()
		return nil, unix.EACCES
	}
	return file, 0
}

// check compares the verdicts on each variant.
func (k *kernel) check(t *testing.T, variants []variant) {
	t.Helper()
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			path := executable(t, k.dir, "program", v.content)
			got, want := k.predict(path), k.execute(t, path)
			if got != want {
				t.Errorf("predicted %v, the kernel says: %v", got, want)
			}
		})
	}
}

func TestKernelELF(t *testing.T) {
	k := newKernel(t)
	for _, class := range []struct {
		name  string
		fresh func() *sample
	}{{"64", native}, {"32", compat}} {
		t.Run(class.name, func(t *testing.T) {
			k.check(t, headerVariants(class.fresh))
			k.check(t, tableVariants(class.fresh))
			k.check(t, segmentVariants(class.fresh))
		})
	}
}

func TestKernelProgramWithInterpreter(t *testing.T) {
	k := newKernel(t)
	interp64 := executable(t, k.dir, "interp", native().shared().bytes())
	interp32 := executable(t, k.dir, "interp32", compat().shared().bytes())
	t.Run("64", func(t *testing.T) { k.check(t, interpVariants(native, interp64, interp32)) })
	t.Run("32", func(t *testing.T) { k.check(t, interpVariants(compat, interp32, interp64)) })
}

// TestKernelInterpreter puts every kind of file in the interpreter's place.
func TestKernelInterpreter(t *testing.T) {
	k := newKernel(t)
	for _, fresh := range []func() *sample{native, compat} {
		path := executable(t, k.dir, "program", fresh().dynamic(filepath.Join(k.dir, "interp")).bytes())
		variants := slices.Concat(headerVariants(fresh), tableVariants(fresh),
			segmentVariants(fresh), interpVariants(fresh, path, path), scriptVariants(path))
		for _, v := range variants {
			t.Run(v.name, func(t *testing.T) {
				executable(t, k.dir, "interp", v.content)
				got, want := k.predict(path), k.execute(t, path)
				if got != want {
					t.Errorf("predicted %v, the kernel says: %v", got, want)
				}
			})
		}
	}
}

func TestKernelScript(t *testing.T) {
	k := newKernel(t)
	interp := executable(t, k.dir, "interp", native().bytes())
	k.check(t, scriptVariants(interp))
}

// TestKernelScriptChain has scripts name scripts.
func TestKernelScriptChain(t *testing.T) {
	k := newKernel(t)
	next := executable(t, k.dir, "interp", native().bytes())
	for depth := 1; depth <= image.MaxRewrites+2; depth++ {
		next = executable(t, k.dir, fmt.Sprint("script", depth), []byte("#!"+next+"\n"))
		if got, want := k.predict(next), k.execute(t, next); got != want {
			t.Errorf("%d scripts: predicted %v, the kernel says: %v", depth, got, want)
		}
	}
}

// TestKernelMutations changes sound files at random. Where the package can
// only say that the kernel will go on, it is no matter how far.
func TestKernelMutations(t *testing.T) {
	k := newKernel(t)
	interp := executable(t, k.dir, "interp", native().shared().bytes())
	seeds := [][]byte{
		native().bytes(), compat().bytes(), native().dynamic(interp).stack(0).bytes(),
		[]byte("#! " + interp + " -x y \n" + strings.Repeat("\x00", 300)),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 1200 {
		content := slices.Clone(seeds[i%len(seeds)])
		mutate(random, content)
		path := executable(t, k.dir, "program", content)
		got, want := passed(k.predict(path)), passed(k.execute(t, path))
		if got != want {
			t.Fatalf("mutation %d: predicted %v, the kernel says: %v\n%q", i, got, want, content[:256])
		}
	}
}

// passed makes one of the verdicts that come after the point of no return.
func passed(verdict error) error {
	if verdict == errKilled {
		return errLoaded
	}
	return verdict
}

// mutate changes a few of the bytes that matter.
func mutate(random *rand.Rand, content []byte) {
	for range 1 + random.IntN(3) {
		at := random.IntN(min(len(content), 240))
		switch random.IntN(4) {
		case 0:
			content[at] = byte(random.Uint32())
		case 1:
			content[at] ^= 1 << random.IntN(8)
		case 2:
			content[at] = " \t\n\x00"[random.IntN(4)]
		default:
			content[at]++
		}
	}
}

// TestScriptArguments compares what the interpreter of a script is handed. The
// interpreter is this test's own binary.
func TestScriptArguments(t *testing.T) {
	k := newKernel(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	interp := filepath.Join(k.dir, "interp")
	if err := copyFile(interp, self); err != nil {
		t.Fatal(err)
	}
	for _, v := range scriptVariants(interp) {
		t.Run(v.name, func(t *testing.T) {
			path := executable(t, k.dir, "program", v.content)
			if k.predict(path) != errLoaded {
				return // judged by TestKernelScript
			}
			want, err := printedArguments(k.dir, path)
			if err != nil {
				t.Fatal(err)
			}
			if got := predictedArguments(t, path); !slices.Equal(got, want) {
				t.Errorf("predicted %q, the kernel gave %q", got, want)
			}
		})
	}
}

func predictedArguments(t *testing.T, path string) []string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var im image.Image
	if errno := im.Parse(file, machines()); errno != 0 {
		t.Fatal(errno)
	}
	arguments := []string{string(im.Interp)}
	if im.HasArg {
		arguments = append(arguments, string(im.Arg))
	}
	return append(arguments, path)
}

func copyFile(to, from string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, fs.FileMode(0o755))
}
