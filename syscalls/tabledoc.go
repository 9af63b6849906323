package syscalls

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"golang.org/x/sys/unix"
)

const docIntro = `# Syscalls

<!-- Made from the syscall table by internal/gendocs; changes belong there. -->

What uproot does with every syscall of the four ABIs. A number that no row has
gets ENOSYS. The policies:

* answer: uproot does the call itself and writes the result into the guest;
* rewrite: the guest does it, with arguments that uproot has resolved;
* watch: the guest does it as it is, and uproot takes note of it;
* pass: never stopped;
* refuse: answered with an error, without asking uproot.

The last column gives the reason for pass and refuse, otherwise the arguments
that matter, counted from 0. A name is a path whose last component is made,
moved or removed.
`

var policyNames = [...]string{Answer: "answer", Rewrite: "rewrite", Watch: "watch", Pass: "pass", Refuse: "refuse"}

var kindNames = [...]string{
	Path:         "path",
	PathNoFollow: "path (not following)",
	PathCreate:   "name",
	Content:      "link content",
	DirFD:        "directory",
	FD:           "descriptor",
	OpenFlags:    "open flags",
	OpenHow:      "open_how",
	AtFlags:      "AT flags",
	Mode:         "mode",
	OutStat:      "stat written",
	OutStat64:    "stat64 written",
	OutOldStat:   "old stat written",
	OutStatx:     "statx written",
	OutStatfs:    "statfs written",
	OutStatfs64:  "statfs64 written",
	OutPath:      "path written",
	Sockaddr:     "address",
	OutSockaddr:  "address written",
	SockLen:      "address length",
	MsgHdr:       "message with address",
	OutMsgHdr:    "message with address written",
	MMsgHdr:      "messages with addresses",
	OutMMsgHdr:   "messages with addresses written",
	ArgV:         "argv",
	EnvP:         "envp",
	Times:        "times",
}

// WriteDoc writes docs/syscalls.md, the readable form of Table. The error is
// that of w.
func WriteDoc(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString(docIntro)
	for _, f := range families {
		fmt.Fprintf(b, "\n## %s\n\n", f.title)
		b.WriteString("| name | x86_64 | aarch64 | i386 | arm | policy | why, or which arguments |\n")
		b.WriteString("|---|---|---|---|---|---|---|\n")
		for i := range f.rows {
			writeDocRow(b, &f.rows[i])
		}
	}
	return b.Flush()
}

func writeDocRow(b *bufio.Writer, r *Row) {
	fmt.Fprintf(b, "| %s |", r.Name)
	for _, n := range r.Nr {
		fmt.Fprintf(b, " %s |", docNumber(n))
	}
	fmt.Fprintf(b, " %s | %s |\n", docPolicy(r), strings.ReplaceAll(docReason(r), "|", `\|`))
}

func docNumber(n int) string {
	switch {
	case n < 0:
		return ""
	case n >= armPrivate:
		return fmt.Sprintf("%#x", n)
	}
	return fmt.Sprint(n)
}

func docPolicy(r *Row) string {
	if r.Policy == Refuse {
		return policyNames[r.Policy] + " " + docErrno(unix.Errno(r.Errno))
	}
	return policyNames[r.Policy]
}

// docErrno names an errno as the manual does: of the two names of one number
// ErrnoName prefers the one that Linux does not use.
func docErrno(e unix.Errno) string {
	if e == unix.EOPNOTSUPP {
		return "EOPNOTSUPP"
	}
	return unix.ErrnoName(e)
}

func docReason(r *Row) string {
	if r.Why != "" {
		return r.Why
	}
	var parts []string
	for i, k := range r.Args {
		if k != Other {
			parts = append(parts, fmt.Sprintf("%d %s", i, kindNames[k]))
		}
	}
	if r.When != nil {
		parts = append(parts, docWhen(r.When))
	}
	return strings.Join(parts, ", ")
}

func docWhen(w *When) string {
	if w.Mask == anyBit {
		return fmt.Sprintf("only if argument %d is not 0", w.Arg)
	}
	return fmt.Sprintf("only if argument %d has a bit of %#x", w.Arg, w.Mask)
}
