package syscalls

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"uproot/translate"
)

// mountLine is one line of mountinfo (proc_pid_mountinfo(5)).
type mountLine struct {
	id, parent   int
	device, root string
	point        string // guest path
	options      string
	tail         string // optional fields
	kind, source string
	super        string
	hostPoint    string
}

// guestMountLines returns the mount table as the guest sees it: its root, the
// bindings, and the host's mounts below either.
func (c *Call) guestMountLines(hostInfo []byte) []mountLine {
	host := parseMountinfo(hostInfo)
	var out []mountLine
	for i, m := range c.Table.Mounts {
		l := bindLine(host, m)
		l.id = 1<<20 + i
		l.parent = 1 << 20
		out = append(out, l)
	}
	var room [2 * translate.PathMax]byte
	for _, l := range host {
		loc, _ := c.Table.Locate([]byte(l.hostPoint), nil, room[:])
		if loc == nil || slices.ContainsFunc(out, func(o mountLine) bool { return o.point == string(loc) }) {
			continue
		}
		l.point = string(loc)
		out = append(out, l)
	}
	out = c.withinRoot(out)
	for i := range out {
		out[i].parent = parentOf(out, i)
	}
	return out
}

// withinRoot keeps what the caller's root shows.
func (c *Call) withinRoot(lines []mountLine) []mountLine {
	var out []mountLine
	for _, l := range lines {
		if in, ok := translate.Within(c.rootLoc(), []byte(l.point)); ok {
			l.point = string(in)
			out = append(out, l)
		}
	}
	return out
}

// parentOf returns the id of the closest mount above line i, or its own.
func parentOf(lines []mountLine, i int) int {
	best := -1
	for j, l := range lines {
		above := l.point == "/" || strings.HasPrefix(lines[i].point, l.point+"/")
		if j != i && above && (best < 0 || len(l.point) > len(lines[best].point)) {
			best = j
		}
	}
	if best < 0 {
		return lines[i].id
	}
	return lines[best].id
}

// bindLine makes up the line of a binding from the host's mount it lies on.
func bindLine(host []mountLine, m *translate.Mount) mountLine {
	var best mountLine
	for _, l := range host {
		on := l.hostPoint == "/" || m.Host == l.hostPoint || strings.HasPrefix(m.Host, l.hostPoint+"/")
		if on && len(l.hostPoint) >= len(best.hostPoint) {
			best = l
		}
	}
	rest := strings.TrimPrefix(m.Host, strings.TrimSuffix(best.hostPoint, "/"))
	best.root = strings.TrimSuffix(best.root, "/") + rest
	if best.root == "" || m.Guest == "/" {
		best.root = "/"
	}
	best.point = m.Guest
	if m.ReadOnly {
		best.options = "ro" + strings.TrimPrefix(strings.TrimPrefix(best.options, "rw"), "ro")
	}
	return best
}

// octal undoes the escapes of mountinfo.
var octal = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

// escape makes the escapes of mountinfo.
var escape = strings.NewReplacer(" ", `\040`, "\t", `\011`, "\n", `\012`, `\`, `\134`)

func parseMountinfo(text []byte) []mountLine {
	var out []mountLine
	for line := range bytes.Lines(text) {
		head, tail, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), " - ")
		f, g := strings.Fields(head), strings.Fields(tail)
		if !ok || len(f) < 6 || len(g) < 3 {
			continue
		}
		l := mountLine{
			device: f[2], root: octal.Replace(f[3]), hostPoint: octal.Replace(f[4]), options: f[5],
			tail: strings.Join(f[6:], " "), kind: g[0], source: g[1], super: g[2],
		}
		fmt.Sscan(f[0], &l.id)
		out = append(out, l)
	}
	return out
}

func guestMountinfo(c *Call, _ *Task, host []byte) []byte {
	var out []byte
	for _, l := range c.guestMountLines(host) {
		tail := ""
		if l.tail != "" {
			tail = " " + l.tail
		}
		out = fmt.Appendf(out, "%d %d %s %s %s %s%s - %s %s %s\n", l.id, l.parent, l.device,
			escape.Replace(l.root), escape.Replace(l.point), l.options, tail, l.kind, l.source, l.super)
	}
	return out
}

func guestMounts(c *Call, _ *Task, _ []byte) []byte {
	var out []byte
	for _, l := range c.guestMountLines(hostMountinfo()) {
		out = fmt.Appendf(out, "%s %s %s %s 0 0\n", l.source, escape.Replace(l.point), l.kind, mergedOptions(l))
	}
	return out
}

// mergedOptions are those of the mount, then those of the file system, as in
// mounts.
func mergedOptions(l mountLine) string {
	_, super, _ := strings.Cut(l.super, ",")
	if super == "" {
		return l.options
	}
	return l.options + "," + super
}

func guestMountstats(c *Call, _ *Task, _ []byte) []byte {
	var out []byte
	for _, l := range c.guestMountLines(hostMountinfo()) {
		out = fmt.Appendf(out, "device %s mounted on %s with fstype %s\n", l.source, escape.Replace(l.point), l.kind)
	}
	return out
}
