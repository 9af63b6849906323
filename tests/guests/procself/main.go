// Procself looks at itself and at its child through /proc: every name there
// must be the guest's, and nobody must seem to trace it.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sort"
	"strings"

	"golang.org/x/sys/unix"

	"uproot/tests/guests/internal/kcall"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		kcall.Println("here")
		_, _ = os.Stdin.Read(make([]byte, 1))
		return
	}
	runtime.LockOSThread()
	kcall.Must(unix.Chdir("/w"))
	pid := fmt.Sprint(os.Getpid())
	tid := fmt.Sprint(unix.Gettid())
	for _, p := range []string{"/proc/self", "/proc/thread-self", "/proc/" + pid, "/proc/" + pid + "/task/" + tid, "/proc/self/task/" + tid, "/proc/self/../self"} {
		say(strings.ReplaceAll(p, pid, "PID"))
		process(p)
	}
	itself(pid, tid)
	descriptors()
	opening()
	status("/proc/self")
	mounts()
	maps()
	child()
	others()
}

func say(title string) { kcall.Println("--", title) }

// link prints where a magic link leads, with the process's number taken out.
func link(name string) {
	to, err := os.Readlink(name)
	if err != nil {
		to = kcall.Result(err.(*os.PathError).Err)
	}
	kcall.Printf("%s -> %s", numberless(name), numberless(to))
}

func numberless(s string) string {
	return strings.NewReplacer(fmt.Sprint(os.Getpid()), "PID", fmt.Sprint(unix.Gettid()), "TID").Replace(s)
}

func process(p string) {
	link(p + "/exe")
	link(p + "/cwd")
	link(p + "/root")
	link(p + "/fd/0")
	for _, name := range []string{"/exe", "/cwd", "/root", "/cwd/file", "/root/w/file", "/root/..", "/cwd/../w/file", "/fd", "/root/proc/self/cwd/file"} {
		var st unix.Stat_t
		err := unix.Stat(p+name, &st)
		kcall.Printf("stat %s = %s %s", name, kcall.Result(err), kcall.Mode(st.Mode))
		err = unix.Lstat(p+name, &st)
		kcall.Printf("lstat %s = %s %s", name, kcall.Result(err), kcall.Mode(st.Mode&unix.S_IFMT))
	}
	data, err := os.ReadFile(p + "/cmdline")
	kcall.Printf("cmdline %q %v", data, err)
	data, err = os.ReadFile(p + "/comm")
	kcall.Printf("comm %q %v", data, err)
	data, err = os.ReadFile(p + "/cwd/file")
	kcall.Printf("cwd/file %q %v", data, err)
	data, err = os.ReadFile(p + "/root/w/file")
	kcall.Printf("root/w/file %q %v", data, err)
}

// itself reads the links that carry the reader's own number.
func itself(pid, tid string) {
	self, err := os.Readlink("/proc/self")
	kcall.Println("self is me:", self == pid, err)
	self, err = os.Readlink("/proc/thread-self")
	kcall.Println("thread-self is me:", self == pid+"/task/"+tid, err)
	done := make(chan bool)
	go func() {
		runtime.LockOSThread()
		self, err := os.Readlink("/proc/thread-self")
		kcall.Println("thread-self of a thread:", self == fmt.Sprintf("%s/task/%d", pid, unix.Gettid()), err)
		data, err := os.ReadFile("/proc/thread-self/comm")
		kcall.Printf("its comm %q %v", data, err)
		done <- true
	}()
	<-done
}

func descriptors() {
	say("descriptors")
	var fds []int
	for _, name := range []string{"/w/file", "/w", "/", "/mnt/in", "/w/link", "/bin/procself"} {
		fd := kcall.Must1(unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC, 0))
		fds = append(fds, fd)
	}
	fd := kcall.Must1(unix.Open("/w/link", unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0))
	deleted := kcall.Must1(unix.Open("/w/deleted", unix.O_CREAT|unix.O_RDWR|unix.O_CLOEXEC, 0o600))
	kcall.Must(unix.Unlink("/w/deleted"))
	for _, fd := range append(fds, fd, deleted) {
		link(fmt.Sprintf("/proc/self/fd/%d", fd))
	}
	kcall.Must(unix.Rename("/w/file", "/w/renamed"))
	link(fmt.Sprintf("/proc/self/fd/%d", fds[0]))
	kcall.Must(unix.Rename("/w/renamed", "/w/file"))
	for _, fd := range append(fds, fd, deleted) {
		name := fmt.Sprintf("/proc/self/fd/%d", fd)
		var st unix.Stat_t
		kcall.Println("stat", kcall.Result(unix.Stat(name, &st)), kcall.Mode(st.Mode))
		again, err := unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		kcall.Println("open", kcall.Result(err))
		if err == nil {
			link(fmt.Sprintf("/proc/self/fd/%d", again))
			kcall.Must(unix.Close(again))
		}
	}
	pipe := make([]int, 2)
	kcall.Must(unix.Pipe2(pipe, unix.O_CLOEXEC))
	to := kcall.Must1(os.Readlink(fmt.Sprintf("/proc/self/fd/%d", pipe[0])))
	kcall.Println("pipe:", strings.HasPrefix(to, "pipe:["))
	for _, fd := range append(fds, fd, deleted, pipe[0], pipe[1]) {
		kcall.Must(unix.Close(fd))
	}
}

// opening uses the magic links as what they are: a way to the inode.
func opening() {
	say("opening")
	for _, name := range []string{
		"/proc/self/exe", "/proc/self/cwd/file", "/proc/self/root/w/file", "/proc/self/root", "/proc/self/cwd", "/proc/self/cwd/..", "/proc/self/root/../..",
		"/proc/self/fd/0", "/proc/self/fd/77", "/proc/self/nothing", "/proc/self/exe/", "/proc/self/exe/x", "/proc/self/cwd/", "/dev/fd", "/proc/1/root", "/proc/1/cwd", "/proc/1/exe",
	} {
		fd, errno := kcall.Do("openat", kcall.Cwd, kcall.Str(name), kcall.Flag(unix.O_PATH, "PATH"), kcall.Int(0))
		if errno == 0 {
			link(fmt.Sprintf("/proc/self/fd/%d", fd))
			kcall.Must(unix.Close(fd))
		}
		kcall.Do("faccessat", kcall.Cwd, kcall.Str(name), kcall.Flag(4, "R_OK"))
		kcall.Do("chdir", kcall.Str(name))
		kcall.Do("getcwd", kcall.Text(99), kcall.Int(99))
		kcall.Must(unix.Chdir("/w"))
	}
}

// status prints the lines that must not give the tracer away.
func status(p string) {
	say("status")
	data, err := os.ReadFile(p + "/status")
	kcall.Println(kcall.Result(err))
	for line := range strings.Lines(string(data)) {
		for _, key := range []string{"Name:", "Umask:", "TracerPid:", "Uid:", "Gid:", "SigBlk:", "SigIgn:", "CapEff:"} {
			if strings.HasPrefix(line, key) {
				kcall.Printf("%q", numberless(strings.ReplaceAll(line, fmt.Sprint(os.Getuid()), "ME")))
			}
		}
	}
}

// mounts prints the guest's mount points; the root itself is a mount point
// under one of the two only.
func mounts() {
	say("mounts")
	for _, file := range []struct {
		name  string
		field int
	}{{"/proc/self/mountinfo", 4}, {"/proc/self/mounts", 1}, {"/proc/mounts", 1}, {"/proc/thread-self/mountinfo", 4}, {"/proc/self/mountstats", 4}} {
		data, err := os.ReadFile(file.name)
		kcall.Println(file.name, err)
		var points []string
		for line := range strings.Lines(string(data)) {
			fields := strings.Fields(line)
			if len(fields) <= file.field {
				kcall.Printf("short line %q", line)
				continue
			}
			if p := fields[file.field]; p != "/" && !strings.HasPrefix(p, "/proc/") {
				points = append(points, p)
			}
		}
		sort.Strings(points)
		kcall.Println("  ", points)
	}
}

// maps prints the files that are mapped.
func maps() {
	say("maps")
	fd := kcall.Must1(unix.Open("/mnt/in", unix.O_RDONLY|unix.O_CLOEXEC, 0))
	kcall.Must1(unix.Mmap(fd, 0, 4096, unix.PROT_READ, unix.MAP_PRIVATE))
	kcall.Must(unix.Close(fd))
	for _, name := range []string{"/proc/self/maps", "/proc/self/smaps", "/proc/thread-self/maps", "/proc/self/numa_maps"} {
		data, err := os.ReadFile(name)
		if err != nil {
			kcall.Println(name, kcall.Result(err.(*os.PathError).Err))
			continue
		}
		files := map[string]bool{}
		for line := range strings.Lines(string(data)) {
			if at := strings.Index(line, "/"); at >= 0 {
				files[strings.Fields(line[at:])[0]] = true
			}
		}
		kcall.Println(name, strings.Join(sorted(files), " "))
	}
	entries, err := os.ReadDir("/proc/self/map_files")
	found := map[string]bool{}
	for _, e := range entries {
		to, _ := os.Readlink("/proc/self/map_files/" + e.Name())
		if strings.Contains(to, "uproot-slots") {
			continue // uproot's own mapping, see docs/differences.md
		}
		found[to] = true
	}
	kcall.Println("map_files", err, strings.Join(sorted(found), " "))
}

func sorted(set map[string]bool) []string {
	var list []string
	for s := range set {
		list = append(list, s)
	}
	sort.Strings(list)
	return list
}

func child() {
	say("child")
	cmd := exec.Command("/bin/procself", "child", "two")
	cmd.Dir = "/mnt"
	stdin := kcall.Must1(cmd.StdinPipe())
	stdout := kcall.Must1(cmd.StdoutPipe())
	kcall.Must(cmd.Start())
	kcall.Must1(stdout.Read(make([]byte, 5)))
	p := fmt.Sprintf("/proc/%d", cmd.Process.Pid)
	for _, name := range []string{"/exe", "/cwd", "/root", "/task/" + fmt.Sprint(cmd.Process.Pid) + "/cwd"} {
		to, err := os.Readlink(p + name)
		kcall.Println(strings.ReplaceAll(name, fmt.Sprint(cmd.Process.Pid), "PID"), to, err == nil)
	}
	data, err := os.ReadFile(p + "/cwd/in")
	kcall.Printf("%q %t", data, err == nil)
	data, err = os.ReadFile(p + "/cmdline")
	kcall.Printf("%q %t", data, err == nil)
	data, err = os.ReadFile(p + "/root/w/file")
	kcall.Printf("%q %t", data, err == nil)
	status(p)
	kcall.Must(stdin.Close())
	kcall.Must(cmd.Wait())
	_, err = os.Readlink(p + "/exe")
	kcall.Println("after its end:", err != nil)
}

// others reads what is no process.
func others() {
	say("others")
	for _, name := range []string{"/proc/version", "/proc/sys/kernel/ostype", "/proc/uptime", "/proc/cpuinfo", "/proc/filesystems", "/proc/self/limits", "/proc/self/stat", "/proc/net/unix", "/proc/self/net/unix"} {
		data, err := os.ReadFile(name)
		kcall.Println(name, len(data) > 0, err == nil)
	}
	fd := kcall.Must1(unix.Open("/proc/self/fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0))
	buf := make([]byte, 4096)
	n := kcall.Must1(unix.Getdents(fd, buf))
	_, _, names := unix.ParseDirent(buf[:n], -1, nil)
	sort.Strings(names)
	kcall.Println("my descriptors:", names)
}
