package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/sys/unix"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

func main() {
	command := flag.String("c", "", "run `COMMAND` instead of a script")
	flag.Parse()
	err := shell(*command, flag.Args())
	if status, ok := errors.AsType[interp.ExitStatus](err); ok {
		os.Exit(int(status))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sh:", err)
		os.Exit(2)
	}
}

func shell(command string, args []string) error {
	prompting := command == "" && len(args) == 0 && isTerminal(os.Stdin)
	runner, err := newRunner(prompting, args)
	if err != nil {
		return err
	}
	switch {
	case command != "":
		return run(runner, strings.NewReader(command), "-c")
	case len(args) > 0:
		return runFile(runner, args[0])
	case prompting:
		return converse(runner)
	}
	return run(runner, os.Stdin, "stdin")
}

func newRunner(prompting bool, args []string) (*interp.Runner, error) {
	params := []string{"--"}
	if len(args) > 1 {
		params = append(params, args[1:]...)
	}
	return interp.New(
		interp.Interactive(prompting),
		interp.Params(params...),
		interp.StdIO(os.Stdin, os.Stdout, os.Stderr),
		interp.ExecHandlers(undisturbed),
	)
}

// undisturbed keeps the interpreter from killing a child when the user types
// Ctrl-C: the terminal has sent the child the signal already, and it may live
// on.
func undisturbed(next interp.ExecHandlerFunc) interp.ExecHandlerFunc {
	return func(ctx context.Context, args []string) error {
		return next(context.WithoutCancel(ctx), args)
	}
}

func isTerminal(f *os.File) bool {
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}

func runFile(runner *interp.Runner, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return run(runner, f, path)
}

func run(runner *interp.Runner, r io.Reader, name string) error {
	program, err := syntax.NewParser().Parse(r, name)
	if err != nil {
		return err
	}
	return runner.Run(context.Background(), program)
}

// converse runs what is typed, line by line, until exit or the end of input.
// It returns the status of the last command.
func converse(runner *interp.Runner) error {
	// Caught rather than ignored, since children inherit only the latter.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, unix.SIGQUIT)
	// Ignored, by children too: nobody could bring a stopped one back.
	signal.Ignore(unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU)
	var last error
	for {
		err := converseUntilError(runner, &last)
		if err == nil {
			return last
		}
		fmt.Fprintln(os.Stderr, "sh:", err)
		if _, ok := errors.AsType[syntax.ParseError](err); !ok {
			return err
		}
	}
}

// converseUntilError returns nil when the conversation is over. After an error
// of syntax it can be taken up again.
func converseUntilError(runner *interp.Runner, last *error) error {
	parser := syntax.NewParser()
	prompt(runner, false)
	for statements, err := range parser.InteractiveSeq(os.Stdin) {
		if err != nil {
			return err
		}
		for _, statement := range statements {
			var exited bool
			if *last, exited = runInterruptibly(runner, statement); exited {
				return nil
			}
		}
		prompt(runner, parser.Incomplete())
	}
	fmt.Println()
	return nil
}

// interrupted is the status of what was ended by Ctrl-C.
const interrupted = interp.ExitStatus(128 + unix.SIGINT)

// runInterruptibly runs a statement until Ctrl-C. exited tells that it was the
// last one.
func runInterruptibly(runner *interp.Runner, statement *syntax.Stmt) (status error, exited bool) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := runner.Run(ctx, statement)
	_, isStatus := errors.AsType[interp.ExitStatus](err)
	switch {
	case ctx.Err() != nil: // to the interpreter, a reason to exit
		fmt.Println()
		return interrupted, false
	case err != nil && !isStatus:
		fmt.Fprintln(os.Stderr, "sh:", err)
		return interp.ExitStatus(1), runner.Exited()
	}
	return err, runner.Exited()
}

func prompt(runner *interp.Runner, incomplete bool) {
	if incomplete {
		fmt.Print("> ")
		return
	}
	fmt.Printf("demo:%s$ ", runner.Dir)
}
