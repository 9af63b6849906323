package kcall

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Arg is one argument of a call: the word that the kernel gets, how the line
// shows it, and what to tell of it when the call has succeeded.
type Arg struct {
	word uintptr
	text string
	keep any
	show func(ret int) string
}

// Has tells whether this CPU has a call of that name.
func Has(name string) bool {
	_, ok := numbers[name]
	return ok
}

// Do makes one call and prints its line. It returns the result, or -1 and the
// error. A call that this CPU does not have is ENOSYS and prints nothing, so
// that one program serves every CPU.
func Do(name string, args ...Arg) (int, unix.Errno) {
	if !Has(name) {
		return -1, unix.ENOSYS
	}
	ret, errno := Quiet(name, args...)
	line := fmt.Sprintf("%s(%s) = ", name, texts(args))
	if errno != 0 {
		Println(line + unix.ErrnoName(errno))
		return ret, errno
	}
	Println(line + fmt.Sprint(ret) + outputs(args, ret))
	return ret, errno
}

// Quiet makes one call and prints nothing.
func Quiet(name string, args ...Arg) (int, unix.Errno) {
	nr, ok := numbers[name]
	if !ok {
		return -1, unix.ENOSYS
	}
	var w [6]uintptr
	for i, a := range args {
		w[i] = a.word
	}
	// Raw: a call that tells the scheduler costs the program tens of
	// microseconds, and its other threads a processor.
	r, _, errno := unix.RawSyscall6(nr, w[0], w[1], w[2], w[3], w[4], w[5])
	runtime.KeepAlive(args)
	if errno != 0 {
		return -1, errno
	}
	return int(r), 0
}

// Println writes one line to standard output, unbuffered: what a program said
// before it died is the best clue to why.
func Println(parts ...any) {
	line := []byte(strings.TrimRight(fmt.Sprintln(parts...), "\n") + "\n")
	for len(line) > 0 {
		n, err := unix.Write(1, line)
		if err != nil {
			os.Exit(99)
		}
		line = line[n:]
	}
}

// Printf is [Println] with a format.
func Printf(format string, args ...any) { Println(fmt.Sprintf(format, args...)) }

// Result names the outcome of a call that was made in another way.
func Result(err error) string {
	if err == nil {
		return "0"
	}
	if errno, ok := err.(unix.Errno); ok {
		return unix.ErrnoName(errno)
	}
	return err.Error()
}

// Must ends the program if the preparation of a test failed.
func Must(err error) {
	if err != nil {
		Println("cannot prepare:", err)
		os.Exit(98)
	}
}

// Must1 is [Must] for a function that also returns a value.
func Must1[T any](v T, err error) T {
	Must(err)
	return v
}

func texts(args []Arg) string {
	var t []string
	for _, a := range args {
		if a.text != "" {
			t = append(t, a.text)
		}
	}
	return strings.Join(t, ", ")
}

func outputs(args []Arg, ret int) string {
	var b strings.Builder
	for _, a := range args {
		if a.show != nil {
			b.WriteString(" " + a.show(ret))
		}
	}
	return b.String()
}
