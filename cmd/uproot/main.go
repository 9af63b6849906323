package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"uproot/tracer"
)

// The doors to the tracer, in one place so that tests can stand in for it.
var (
	run    = tracer.Run
	doctor = tracer.Doctor
)

// statusFailed is the exit status when uproot itself failed and the error does
// not say otherwise, as in chroot(1), env(1) and timeout(1).
const statusFailed = 125

func main() {
	os.Exit(uproot(os.Args[1:], thisHost(), os.Stdout, os.Stderr))
}

// uproot does what words say and returns the exit status.
func uproot(words []string, h host, stdout, stderr io.Writer) int {
	out := &output{w: stdout}
	status, err := dispatch(words, h, out)
	if err == nil {
		err = out.err
	}
	if err == nil {
		return status
	}
	fmt.Fprintf(stderr, "uproot: %s\n", strings.ReplaceAll(err.Error(), "\n", `\n`))
	return exitStatus(err)
}

// dispatch lets the flag parser loose on words. A subcommand counts only as
// the very first word; everywhere else its name is a command of the guest.
func dispatch(words []string, h host, stdout io.Writer) (status int, err error) {
	line := &commandLine{root: "/"}
	app := newApp(stdout)
	app.Flags = flags(optionTable, line)
	app.Action = func(c *cli.Context) (err error) {
		status, err = act(c, line, h)
		return err
	}
	if len(words) > 0 && isSubcommand(words[0]) {
		app.Commands = subcommands(h)
	} else if words, err = normalise(optionTable, words); err != nil {
		return 0, err
	}
	err = app.Run(append([]string{app.Name}, words...))
	return status, err
}

// act carries out a command line without a subcommand.
func act(c *cli.Context, line *commandLine, h host) (status int, err error) {
	switch {
	case line.help:
		return 0, cli.ShowAppHelp(c)
	case line.version:
		_, err := io.WriteString(c.App.Writer, versionText())
		return 0, err
	}
	config, err := line.config(h, c.Args().Slice())
	if err != nil {
		return 0, err
	}
	return run(config)
}

// exitStatus returns the status that err asks for.
func exitStatus(err error) int {
	var e interface{ ExitStatus() int }
	if errors.As(err, &e) {
		return e.ExitStatus()
	}
	return statusFailed
}

// output remembers the first failure to write, which the help printer drops.
type output struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("cannot write the output: %w", err)
	}
	return n, err
}
