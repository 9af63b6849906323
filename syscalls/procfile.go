package syscalls

import (
	"bytes"
	"io"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"uproot/internal/rawsys"
	"uproot/translate"
)

// memfdMark is how the kernel's name of a file that stands in for one on procfs
// begins; what follows is the guest's name.
const memfdMark = "/memfd:uproot:"

// SlotsName is the name of the memory that uproot maps into guests.
const SlotsName = "uproot-slots"

// A procWriter renders a file of a process for the guest: from the host's own
// text of it, for the guest thread task, or nil if the process is none.
type procWriter func(c *Call, task *Task, host []byte) []byte

func procFileWriter(name []byte) procWriter {
	switch string(name) {
	case "status":
		return guestStatus
	case "stat":
		return guestStat
	case "maps", "smaps", "numa_maps":
		return guestMaps
	case "mounts":
		return guestMounts
	case "mountinfo":
		return guestMountinfo
	case "mountstats":
		return guestMountstats
	case "unix":
		return guestSockets
	}
	return nil
}

// openProcFile makes the guest open a rendered copy where a file on procfs
// would tell host paths or the tracer. Like the file itself, the copy is what
// was true at the time; unlike it, it is not made anew when read again.
func (c *Call) openProcFile(p *translate.Place) (bool, unix.Errno) {
	if !c.Table.HasProc() {
		return false, 0
	}
	write := procFileWriter(c.walkers[0].LastName())
	if write == nil || !c.onProc(p) {
		return false, 0
	}
	dir, name := c.procEntry(p)
	if pid := translate.ProcID(dir); pid < 0 {
		return false, 0
	}
	guestName := "/proc" + string(dir) + "/" + string(name)
	task := c.Find(translate.ProcID(dir))
	if task == nil && string(name) == "stat" {
		return false, 0
	}
	host, e := c.readPlace(p)
	if e != 0 {
		return false, e
	}
	fd, e := textFile(guestName, write(c, task, host))
	if e != 0 {
		return false, e
	}
	c.Task.hold(fd)
	b := rawsys.AppendInt(append(c.host[:0], c.fdDir...), fd)
	return true, c.setPath(int(c.Row.layout.paths[0].path), append(b, 0))
}

// readPlace reads all of the file p.
func (c *Call) readPlace(p *translate.Place) ([]byte, unix.Errno) {
	path, dir := p.Path(), p.FD
	if len(p.Name) == 0 {
		path, dir = c.selfPath(p), rawsys.AtFDCWD
	}
	fd, e := rawsys.Openat(dir, path, unix.O_RDONLY, 0)
	if e != 0 {
		return nil, e
	}
	f := os.NewFile(uintptr(fd), "proc")
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, unix.EIO
	}
	return b, 0
}

// textFile returns a descriptor of a read-only file with the given contents.
func textFile(name string, text []byte) (int, unix.Errno) {
	const nameMax = 249 - len("uproot:") // see memfd_create(2)
	fd, err := unix.MemfdCreate("uproot:"+name[:min(len(name), nameMax)], unix.MFD_CLOEXEC)
	if err != nil {
		return -1, unix.ENOMEM
	}
	if _, err := unix.Write(fd, text); err != nil && len(text) > 0 {
		unix.Close(fd)
		return -1, unix.ENOMEM
	}
	unix.Fchmod(fd, 0o444)
	return fd, 0
}

// guestStatus hides the tracer, and that its stops are not the guest's.
func guestStatus(c *Call, task *Task, host []byte) []byte {
	own := strconv.AppendInt([]byte("\nTracerPid:\t"), int64(c.TracerThread), 10)
	host = bytes.Replace(host, append(own, '\n'), []byte("\nTracerPid:\t0\n"), 1)
	state := []byte("\nState:\tR (running)\n")
	if task != nil && task.Stopped {
		state = []byte("\nState:\tT (stopped)\n")
	}
	return bytes.Replace(host, []byte("\nState:\tt (tracing stop)\n"), state, 1)
}

// guestStat does so in the one line of stat, where the state follows the name
// in parentheses.
func guestStat(_ *Call, task *Task, host []byte) []byte {
	state := byte('R')
	if task.Stopped {
		state = 'T'
	}
	if i := bytes.LastIndex(host, []byte(") t ")); i >= 0 {
		host[i+2] = state
	}
	return host
}

// guestMaps gives the mapped files their guest names, and leaves out the memory
// that is uproot's.
func guestMaps(c *Call, task *Task, host []byte) []byte {
	var out []byte
	var room [2 * translate.PathMax]byte
	hidden := false
	for line := range bytes.Lines(host) {
		if isMapping(line) {
			hidden = bytes.Contains(line, []byte("/memfd:"+SlotsName))
		}
		if hidden {
			continue
		}
		start, end := pathInMaps(line)
		if task == nil || start < 0 {
			out = append(out, line...)
			continue
		}
		out = append(out, line[:start]...)
		out = append(out, c.guestText(line[start:end], room[:])...)
		out = append(out, line[end:]...)
	}
	return out
}

// isMapping reports that a line of smaps begins a mapping: it starts with an
// address, in small hexadecimal digits, where the others have a title.
func isMapping(line []byte) bool {
	return len(line) > 0 && (line[0] >= '0' && line[0] <= '9' || line[0] >= 'a' && line[0] <= 'f')
}

// pathInMaps returns where the path in a line of maps or numa_maps is.
func pathInMaps(line []byte) (start, end int) {
	if i := bytes.Index(line, []byte(" file=/")); i >= 0 {
		start = i + len(" file=")
		end = start + bytes.IndexAny(line[start:], " \n")
		return start, end
	}
	if !isMapping(line) {
		return -1, -1
	}
	start = bytes.Index(line, []byte(" /")) + 1
	if start == 0 {
		return -1, -1
	}
	return start, start + len(bytes.TrimSuffix(line[start:], []byte("\n")))
}

// hostMountinfo returns the host's mount table.
func hostMountinfo() []byte {
	b, _ := os.ReadFile("/proc/self/mountinfo")
	return b
}

// guestSockets gives the sockets of /proc/net/unix their guest names, which come
// after seven fields.
func guestSockets(c *Call, _ *Task, host []byte) []byte {
	var out []byte
	for line := range bytes.Lines(host) {
		i := bytes.IndexByte(line, '/')
		if i < 0 {
			out = append(out, line...)
			continue
		}
		name := bytes.TrimSuffix(line[i:], []byte("\n"))
		out = append(append(append(out, line[:i]...), c.guestSunPath(name)...), '\n')
	}
	return out
}
