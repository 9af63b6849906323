package kcall

import (
	"fmt"
	"os"
	"sort"
	"strings"

	"golang.org/x/sys/unix"
)

// Objects are the names that [Fixture] makes, one for every kind of object a
// path can lead to.
var Objects = []string{
	"file", "dir", "empty", "tofile", "todir", "dangling", "loop", "fifo", "sock", "missing",
	"file/x", "dir/inner", "todir/inner", "missing/x", "loop/x", "dir/missing", "closed/x", "abs", "up",
}

// part is one name of the fixture and how it is made in a directory.
type part struct {
	name string
	make func(dir, name string)
}

func fileOf(content string, mode uint32) func(dir, name string) {
	return func(dir, name string) { write(dir+"/"+name, content, mode) }
}

func linkTo(to string) func(dir, name string) {
	return func(dir, name string) { Must(unix.Symlink(to, dir+"/"+name)) }
}

func nodeOf(mode uint32) func(dir, name string) {
	return func(dir, name string) { Must(unix.Mknod(dir+"/"+name, mode, 0)) }
}

// dirOf makes a directory that may hold one file.
func dirOf(mode uint32, file, content string) func(dir, name string) {
	return func(dir, name string) {
		Must(unix.Mkdir(dir+"/"+name, 0o700))
		if file != "" {
			write(dir+"/"+name+"/"+file, content, 0o600)
		}
		Must(unix.Chmod(dir+"/"+name, mode))
	}
}

var parts = []part{
	{"file", fileOf("hello", 0o644)},
	{"spare", fileOf("spare file", 0o640)},
	{"dir", dirOf(0o755, "inner", "in")},
	{"empty", dirOf(0o700, "", "")},
	{"spared", dirOf(0o750, "", "")},
	{"closed", dirOf(0, "x", "closed")},
	{"tofile", linkTo("file")},
	{"todir", linkTo("dir")},
	{"dangling", linkTo("nowhere")},
	{"loop", linkTo("loop")},
	{"up", linkTo("dir/../file")},
	{"abs", func(dir, name string) { linkTo(dir+"/dir")(dir, name) }},
	{"fifo", nodeOf(unix.S_IFIFO | 0o622)},
	{"sock", nodeOf(unix.S_IFSOCK | 0o711)},
}

// Fixture makes the objects in dir, an absolute path, anew.
func Fixture(dir string) {
	Wipe(dir)
	Must(unix.Mkdir(dir, 0o755))
	for _, p := range parts {
		p.make(dir, p.name)
	}
}

// Repair makes those objects of a fixture anew that changed, and removes what
// was added.
func Repair(dir string, changes []Change) {
	broken := map[string]bool{}
	for _, c := range changes {
		broken[c.top] = true
	}
	for name := range broken {
		Wipe(dir + "/" + name)
	}
	for _, p := range parts {
		if broken[p.name] {
			p.make(dir, p.name)
		}
	}
}

// Wipe removes a tree, whatever its modes.
func Wipe(dir string) {
	var st unix.Stat_t
	if unix.Lstat(dir, &st) != nil {
		return
	}
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		Must(unix.Unlink(dir))
		return
	}
	if st.Mode&0o700 != 0o700 {
		Must(unix.Chmod(dir, 0o700))
	}
	for _, name := range names(dir) {
		Wipe(dir + "/" + name)
	}
	Must(unix.Rmdir(dir))
}

// Entry is one object in a list: the name right below the directory that was
// listed, and all that is stable of the object.
type Entry struct{ top, text string }

// Change is an entry that came (+) or went (-).
type Change struct {
	sign string
	Entry
}

// List tells everything below dir.
func List(dir string) []Entry {
	var list []Entry
	for _, name := range names(dir) {
		list = append(list, Entry{name, entry(dir, name)})
		for _, inner := range listable(dir + "/" + name) {
			list = append(list, Entry{name, fmt.Sprintf("%q %s", name, inner.text)})
		}
	}
	return list
}

func entry(dir, name string) string {
	var st unix.Stat_t
	Must(unix.Lstat(dir+"/"+name, &st))
	return fmt.Sprintf("%q %s%s", name, ShowStat(&st), target(dir+"/"+name, &st))
}

// listable is the list of a directory that its modes let the program read.
func listable(dir string) []Entry {
	var st unix.Stat_t
	Must(unix.Lstat(dir, &st))
	if st.Mode&unix.S_IFMT != unix.S_IFDIR || st.Mode&0o500 != 0o500 {
		return nil
	}
	return List(dir)
}

// Changes tells how the list after differs from the list before.
func Changes(before, after []Entry) []Change {
	count := map[Entry]int{}
	for _, e := range before {
		count[e]--
	}
	for _, e := range after {
		count[e]++
	}
	var diff []Change
	for e, n := range count {
		if n != 0 {
			diff = append(diff, Change{fmt.Sprintf("%+d", n)[:1], e})
		}
	}
	sort.Slice(diff, func(i, j int) bool { return diff[i].sign+diff[i].text < diff[j].sign+diff[j].text })
	return diff
}

// Show puts changes in one line.
func Show(changes []Change) string {
	var b strings.Builder
	for _, c := range changes {
		b.WriteString(" " + c.sign + c.text)
	}
	return b.String()
}

func target(name string, st *unix.Stat_t) string {
	if st.Mode&unix.S_IFMT != unix.S_IFLNK {
		return ""
	}
	return fmt.Sprintf(" -> %q", Must1(os.Readlink(name)))
}

func names(dir string) []string {
	fd := Must1(unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0))
	defer unix.Close(fd)
	var all []string
	buf := make([]byte, 8192)
	for {
		n := Must1(unix.ReadDirent(fd, buf))
		if n == 0 {
			break
		}
		_, _, all = unix.ParseDirent(buf[:n], -1, all)
	}
	sort.Strings(all)
	return all
}

func write(name, content string, mode uint32) {
	fd := Must1(unix.Open(name, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL, mode))
	Must1(unix.Write(fd, []byte(content)))
	Must(unix.Close(fd))
}
