package tests

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// boundFiles is what the binding tests bind parts of.
var boundFiles = map[string]string{
	"a/file": "A\n", "a/sub/deep": "deep\n",
	"b/file": "B\n", "b/link": "-> /etc/os-release", "b/prog": "#!/bin/sh\necho from $0\n",
	"single": "single\n", "with:colon": "colon\n", "bang!": "bang\n",
}

type bindingTest struct {
	binds  []string // HOST is the directory of boundFiles
	script string
	want   string
}

var bindingTests = map[string]bindingTest{
	"directory over a directory": {
		[]string{"HOST/a:/etc"},
		"cat /etc/file; ls /etc; cat /etc/passwd 2>/dev/null || echo hidden",
		"A\nfile\nsub\nhidden",
	},
	"directory over nothing": {
		[]string{"HOST/a:/mnt/x/y"},
		"cat /mnt/x/y/file; ls /mnt /mnt/x; ls /mnt/x/y",
		"A\n/mnt:\nx\n\n/mnt/x:\ny\nfile\nsub",
	},
	"walking in and out": {
		[]string{"HOST/a:/mnt/x/y"},
		"cd /mnt/x; pwd; cd y/sub; pwd; cat deep; cd ..; pwd; cd ..; pwd; cd ../..; pwd; cd /mnt/x/y/..; pwd",
		"/mnt/x\n/mnt/x/y/sub\ndeep\n/mnt/x/y\n/mnt/x\n/\n/mnt/x",
	},
	"file over a file": {
		[]string{"HOST/single:/etc/passwd"},
		"cat /etc/passwd; ls /etc; stat -c %F /etc/passwd",
		"single\nos-release\npasswd\nregular file",
	},
	"file over nothing": {
		[]string{"HOST/single:/etc/new"},
		"cat /etc/new; ls /etc; cd /etc; stat -c '%F %s' new",
		"single\nnew\nos-release\npasswd\nregular file 7",
	},
	"same path in host and guest": {
		[]string{"HOST/a"}, "cat HOST/a/file; ls HOST; cd HOST/a; pwd", "A\na\nHOST/a",
	},
	"nested": {
		[]string{"HOST/a:/m", "HOST/b:/m/n"},
		"cat /m/file /m/n/file; ls /m; cd /m/n; cd ..; pwd; cat file",
		"A\nB\nfile\nn\nsub\n/m\nA",
	},
	"nested, inner first": {
		[]string{"HOST/b:/m/n", "HOST/a:/m"}, "cat /m/file /m/n/file; ls /m", "A\nB\nfile\nn\nsub",
	},
	"over a directory of a binding": {
		[]string{"HOST/a:/m", "HOST/b:/m/sub"},
		"cat /m/sub/file; cat /m/sub/deep 2>/dev/null || echo hidden; ls /m",
		"B\nhidden\nfile\nsub",
	},
	"the later of two at one path": {
		[]string{"HOST/a:/m", "HOST/b:/m"}, "cat /m/file; ls /m", "B\nfile\nlink\nprog",
	},
	"one directory at two paths": {
		[]string{"HOST/a:/m", "HOST/a:/n"}, "echo x > /m/new; cat /n/new; cd /m; pwd; cd /n/sub; pwd", "x\n/m\n/n/sub",
	},
	"a part of another binding": {
		[]string{"HOST:/m", "HOST/a/sub:/s"}, "cd /s; pwd; cat deep; cd /m/a/sub; pwd", "/s\ndeep\n/m/a/sub",
	},
	"absolute link inside": {
		[]string{"HOST/b:/m"}, "cat /m/link; readlink /m/link; cd /m; cat link", "NAME=busybox\n/etc/os-release\nNAME=busybox",
	},
	"links that lead in": {
		[]string{"HOST/a:/m/n"},
		"ln -s ../m/n/sub /tmp/r; ln -s /m/n /tmp/a; cat /tmp/r/deep /tmp/a/sub/deep; cd -P /tmp/a; pwd; rm /tmp/r /tmp/a",
		"deep\ndeep\n/m/n",
	},
	"program inside": {
		[]string{"HOST/b:/m"}, "/m/prog; cd /m; ./prog; PATH=/m:$PATH prog", "from /m/prog\nfrom ./prog\nfrom /m/prog",
	},
	"writes reach the host": {
		[]string{"HOST/a:/m"}, "mkdir /m/d; echo x > /m/d/f; mv /m/d/f /m/g; rm -r /m/d /m/sub; ln -s t /m/l; ls /m", "file\ng\nl",
	},
	"device": {
		[]string{"/dev/null:/dev/nothing"},
		"echo x > /dev/nothing; wc -c < /dev/nothing; stat -c %F /dev/nothing; cd /dev; ls",
		"0\ncharacter special file\nnothing\nnull",
	},
	"escaped characters": {
		[]string{`HOST/with\:colon:/m:n`, `HOST/bang\!`}, "cat /m:n; cat 'HOST/bang!'; ls -d /m*", "colon\nbang\n/m:n",
	},
	"over a link that is followed": {
		[]string{"HOST/a:/linked"}, "cat /etc/file; ls -d /linked/file; readlink /linked", "A\n/linked/file\netc",
	},
	"over a link that is not": {
		[]string{"HOST/a:/linked!"}, "cat /linked/file; cat /etc/os-release; readlink /linked || echo no link", "A\nNAME=busybox\nno link",
	},
	"missing but optional": {
		[]string{"HOST/none:/m:optional"}, "ls -d /m 2>/dev/null || echo absent", "absent",
	},
	"find goes through all": {
		[]string{"HOST/a:/m/n", "HOST/single:/m/o"},
		"find /m -type f | sort; find /m -type d | sort",
		"/m/n/file\n/m/n/sub/deep\n/m/o\n/m\n/m/n\n/m/n/sub",
	},
}

// newBound makes boundFiles and a world with a link; the test's own.
func newBound(t testing.TB) (w world, hostDir string) {
	t.Helper()
	w = busybox(t)
	files(t, w.rootfs, map[string]string{"linked": "-> etc"})
	return w, files(t, filepath.Join(tempDir(t), "bound"), boundFiles)
}

func (w world) bind(hostDir string, specs ...string) world {
	for _, spec := range specs {
		w = w.with("-b", strings.ReplaceAll(spec, "HOST", hostDir))
	}
	return w
}

func TestBinding(t *testing.T) {
	for name, test := range bindingTests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, hostDir := newBound(t)
			check := unchangedBut(t, w.rootfs, "/tmp", "/dev/null")
			fix := strings.NewReplacer("HOST", hostDir).Replace
			got := w.bind(hostDir, test.binds...).sh(t, fix(test.script))
			if strings.TrimSpace(got) != fix(test.want) {
				t.Errorf("got %q, want %q", got, fix(test.want))
			}
			check()
		})
	}
}

// What is bound over the root replaces it, without the help of anything in it.
func TestBindingOverRoot(t *testing.T) {
	t.Parallel()
	inner := busybox(t)
	w := world{rootfs: tempDir(t)}
	got := w.with("-b", inner.rootfs+":/").sh(t, "cat /etc/os-release; cd /etc; pwd; cd ..; pwd")
	if want := "NAME=busybox\n/etc\n/\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Writes through a binding are on the host, those beside it in the rootfs.
func TestBindingWritesToHost(t *testing.T) {
	t.Parallel()
	w, hostDir := newBound(t)
	w.bind(hostDir, "HOST/a:/m/n").sh(t, "echo in > /m/n/in; echo beside > /tmp/beside; cp /m/n/in /tmp/copied; mv /tmp/copied /m/n/moved || true")
	for path, want := range map[string]string{filepath.Join(hostDir, "a/in"): "in\n", w.host("/tmp/beside"): "beside\n"} {
		if data, err := os.ReadFile(path); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v; want %q", path, data, err, want)
		}
	}
}

// getdents tells the entries that bindings add, once each and with their type.
func TestBindingIsListed(t *testing.T) {
	t.Parallel()
	w, hostDir := newBound(t)
	w = w.bind(hostDir, "HOST/a:/new-directory/inner", "HOST/single:/new-file", "/dev/null:/new-device",
		"HOST/a:/etc", "HOST/a:/linked!", "HOST/b:/m/n", "HOST/single:/m/sub", "HOST/a:/m")
	for dir, want := range map[string]string{
		"/":              ". d,.. d,bin d,dev d,etc d,home d,linked d,m d,new-device c,new-directory d,new-file f,proc d,tmp d",
		"/new-directory": ". d,.. d,inner d",
		"/etc":           ". d,.. d,file f,sub d",
		"/m":             ". d,.. d,file f,n d,sub f",
	} {
		got := strings.Fields(strings.ReplaceAll(w.run(t, "/bin/probe", "readdir", dir).exits(t, 0).stdout, " ", "="))
		if wanted := strings.Split(strings.ReplaceAll(want, " ", "="), ","); !slices.Equal(got, wanted) {
			t.Errorf("%s lists %q, want %q", dir, got, wanted)
		}
	}
}

// A directory too large for one getdents call is listed whole, once, together
// with the bindings in it.
func TestBindingInLargeDirectory(t *testing.T) {
	t.Parallel()
	w, hostDir := newBound(t)
	tree, want := map[string]string{}, []string{".", ".."}
	for _, a := range "abcdefghijklmnopqrst" {
		for _, b := range "abcdefghijklmnopqrst" {
			name := "entry-" + string(a) + string(b)
			tree["many/"+name] = ""
			want = append(want, name)
		}
	}
	files(t, w.rootfs, tree)
	w = w.bind(hostDir, "HOST/a:/many/entry-cc", "HOST/a:/many/new", "HOST/single:/many/entry-zz")
	want = append(want, "entry-zz", "new")
	slices.Sort(want)
	out := w.run(t, "/bin/probe", "readdir", "/many").exits(t, 0).stdout
	var got []string
	for line := range strings.Lines(out) {
		name, kind, _ := strings.Cut(strings.TrimSpace(line), " ")
		got = append(got, name)
		if isDir := kind == "d"; isDir != (name == "new" || name == "entry-cc" || name[0] == '.') {
			t.Errorf("%s has type %s", name, kind)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("differs: %q", difference(want, got))
	}
}

func TestReadOnlyBinding(t *testing.T) {
	t.Parallel()
	w := busybox(t)
	hostDir := files(t, filepath.Join(tempDir(t), "ro"), map[string]string{"file": "text\n", "dir/inner": ""})
	check := unchanged(t, hostDir)
	for _, spec := range []string{hostDir + ":/ro:ro", hostDir + ":ro"} {
		dir := "/ro"
		if !strings.Contains(spec, ":/ro") {
			dir = hostDir
		}
		out := w.with("-b", spec).run(t, "/bin/probe", "change", dir).exits(t, 0).stdout
		for line := range strings.Lines(out) {
			if !strings.HasSuffix(line, " EROFS\n") {
				t.Errorf("%s: %s", spec, line)
			}
		}
		if count := strings.Count(out, "\n"); count < 20 {
			t.Errorf("only %d calls were tried", count)
		}
		check()
	}
}

// Reading a read-only binding works, and so does writing around it.
func TestReadOnlyBindingIsReadable(t *testing.T) {
	t.Parallel()
	w, hostDir := newBound(t)
	got := w.bind(hostDir, "HOST/a:/ro:ro", "HOST/b:/ro/rw").sh(t, `
		cat /ro/file; ls /ro; cd /ro/sub; cat deep; [ -r deep ] && echo readable
		echo x > /ro/rw/new; cat /ro/rw/new; echo x > /tmp/new; cp /ro/file /tmp/copy; ln -s /ro/file /tmp/l
		echo x 2>/dev/null > /tmp/l || echo refused
		mv /ro/file /tmp/moved 2>/dev/null || echo not moved
		mv /tmp/new /ro/new 2>/dev/null || echo not moved`)
	if want := "A\nfile\nrw\nsub\ndeep\nreadable\nx\nrefused\nnot moved\nnot moved\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What uproot needs to show mount points that are missing goes when it ends.
func TestBindingLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	w, hostDir := newBound(t)
	temporary := tempDir(t)
	w = w.bind(hostDir, "HOST/a:/m/n/o", "HOST/single:/x/y").withEnv("TMPDIR=" + temporary)
	w.sh(t, "ls /m/n/o /x/y")
	w.with("-b", "/no/such/source").run(t, "/bin/true").exits(t, 125)
	w.run(t, "/bin/missing").exits(t, 127)
	w.run(t, "/bin/sh", "-c", "kill -KILL $$").exits(t, 137)
	left, err := os.ReadDir(temporary)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
