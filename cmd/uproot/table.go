package main

import "strings"

// hint tells a shell what to offer where a value is due.
type hint int

const (
	hintNone hint = iota
	hintDirectory
	hintFile
	hintCommand
	hintVariable
	hintLevel
)

// The headings of the options, in the order of the table.
const (
	groupFiles = "The guest's files"
	groupView  = "What the guest is told"
	groupRun   = "How it runs"
	groupAbout = "About uproot"
)

// optionTable holds every option, in the order in which help shows them.
var optionTable = []option{
	{
		short: "r", long: []string{"rootfs"}, arg: "DIR", group: groupFiles,
		usage: "directory to use as the guest's / (default: /)",
		manual: "Use the host's directory <DIR> as the guest's */*. " +
			"The default is */*: the host's own files, which makes sense together with *-b*.",
		brief:  "directory to use as /",
		values: hintDirectory,
		set:    func(l *commandLine, v string) { l.root = v },
	},
	{
		short: "R", arg: "DIR", group: groupFiles,
		usage: "-r DIR, and bind what programs want of the host:\n" +
			"/dev /proc /sys /tmp /run, $HOME, users, network",
		manual: "Like *-r* <DIR>, and bind what programs often want of the host: " +
			strings.Join(recommendedR, ", ") + ", *$HOME*, and <DIR> itself at the path that the host knows it by. " +
			"Each of them only where the host has it.",
		brief:  "root directory, with bindings to live in it",
		values: hintDirectory,
		set:    func(l *commandLine, v string) { l.root, l.recommended = v, recommendedR },
	},
	{
		short: "S", arg: "DIR", group: groupFiles,
		usage: "like -R with fewer bindings, to install packages\n" +
			"(without root's identity yet)",
		manual: "Like *-R*, with the bindings that a package manager does not write to: " +
			strings.Join(recommendedS, ", ") + ", *$HOME* and <DIR>. " +
			"It does not make the user look like root yet.",
		brief:  "root directory, with bindings to install packages",
		values: hintDirectory,
		set:    func(l *commandLine, v string) { l.root, l.recommended = v, recommendedS },
	},
	{
		short: "bm", long: []string{"bind", "mount"}, arg: "HOST[:GUEST]", group: groupFiles,
		usage: "show the host's HOST at GUEST (default: at the\n" +
			"same path); may end in ! (do not follow GUEST if\n" +
			"it is a symlink), :ro (read-only), :optional (no\n" +
			"error if HOST is missing)",
		manual: "Show the host's file or directory <HOST> in the guest at <GUEST>, by default at the same path. " +
			"May be given many times; a later binding covers an earlier one. " +
			"See BINDINGS below for the suffixes and for colons in a path.",
		brief:  "show a host file or directory in the guest",
		values: hintFile,
		set:    func(l *commandLine, v string) { l.bindings = append(l.bindings, v) },
	},
	{
		short: "w", long: []string{"cwd", "pwd"}, arg: "DIR", group: groupFiles,
		usage: "start in the guest's directory DIR (default: the\n" +
			"current one if the guest sees it, or /)",
		manual: "Start the command in the guest's directory <DIR>. " +
			"A relative <DIR> counts from the directory in which uproot was started. " +
			"Without this option the command starts in the current directory if the guest sees it, otherwise in */*.",
		brief:  "directory to start in",
		values: hintDirectory,
		set:    func(l *commandLine, v string) { l.cwd = &v },
	},
	{
		short: "e", long: []string{"env"}, arg: "NAME[=VALUE]", group: groupView,
		usage: "set a variable; without =VALUE, copy the host's",
		manual: "Set an environment variable of the command. With a <NAME> alone, copy the host's, " +
			"which is of use after *--clear-env*; nothing happens if the host has none. May be given many times.",
		brief:  "set or copy an environment variable",
		values: hintVariable,
		set:    func(l *commandLine, v string) { l.env = append(l.env, v) },
	},
	{
		long: []string{"clear-env"}, group: groupView,
		usage: "start from no more than PATH, HOME=/ and TERM",
		manual: "Do not pass the host's environment on: start with *HOME=/*, " +
			"a *PATH* of the six usual directories and the host's *TERM*, wherever this option stands, " +
			"then apply every *-e*.",
		brief: "do not pass the host's environment on",
		set:   func(l *commandLine, _ string) { l.clearEnv = true },
	},
	{
		long: []string{"hostname"}, arg: "NAME", group: groupView,
		usage:  "tell NAME as the host name (uname -n)",
		manual: "Make *uname*(2) tell <NAME>, of at most 64 bytes, as the name of this host.",
		brief:  "host name to tell",
		set:    func(l *commandLine, v string) { l.hostname = &v },
	},
	{
		short: "k", long: []string{"kernel-release"}, arg: "REL", group: groupView,
		usage: "tell REL as the kernel's (uname -r)",
		manual: "Make *uname*(2) tell <REL>, of at most 64 bytes, as the kernel's release. " +
			"For programs that refuse to run on the one that is there; no system call is added by it.",
		brief: "kernel release to tell",
		set:   func(l *commandLine, v string) { l.kernelRelease = &v },
	},
	{
		short: "q", long: []string{"qemu"}, arg: "COMMAND", group: groupRun,
		usage: "run programs for another CPU by COMMAND, such as\n" +
			"qemu-aarch64-static",
		manual: "Run programs that were built for another CPU by <COMMAND>, a user-mode emulator of the host such as " +
			"*qemu-aarch64-static*. It is found in the host's *$PATH* and may have options, split at spaces as " +
			"*sh*(1) does, quotes included: *-q \"qemu-arm -cpu cortex-a8\"*.",
		brief:  "emulator for programs of another CPU",
		values: hintCommand,
		set:    func(l *commandLine, v string) { l.qemu = &v },
	},
	{
		long: []string{"kill-on-exit"}, group: groupRun,
		usage: "kill what COMMAND leaves running, do not wait",
		manual: "When the command ends, kill the processes that it left behind. " +
			"Without this option uproot waits for them.",
		brief: "kill what the command leaves running",
		set:   func(l *commandLine, _ string) { l.killOnExit = true },
	},
	{
		short: "v", long: []string{"verbose"}, arg: "N", group: groupRun,
		usage: "say more on stderr: 0 errors only (default),\n" +
			"1 what was set up, 2 every stop of the guest",
		manual: "How much to say on standard error: 0, the default, errors only; 1, what was set up; " +
			"2, every stop of the guest. A negative <N> is 0.",
		brief:  "how much to say",
		values: hintLevel,
		set:    func(l *commandLine, v string) { l.verbose = &v },
	},
	{
		short: "h", long: []string{"help", "usage"}, group: groupAbout,
		usage:  "print this help",
		manual: "Print a summary of this page and exit.",
		brief:  "print the help",
		set:    func(l *commandLine, _ string) { l.help = true },
	},
	{
		short: "V", long: []string{"version", "about"}, group: groupAbout,
		usage:  "print the version",
		manual: "Print the version and exit.",
		brief:  "print the version",
		set:    func(l *commandLine, _ string) { l.version = true },
	},
}
