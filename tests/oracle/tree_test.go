package oracle

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// plant makes a tree from text, one object per line:
//
//	d 0755 /dir
//	f 0644 /dir/file content up to the end of the line
//	l 0777 /link target
//	p 0600 /fifo
//	x 0755 /bin/name PROGRAM, a file of the host
//
// A %q-quoted word may stand for a name or a content that needs it.
func plant(top, text string) error {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := plantLine(top, line); err != nil {
			return fmt.Errorf("tree line %q: %w", line, err)
		}
	}
	return nil
}

func plantLine(top, line string) error {
	kind, rest, _ := strings.Cut(line, " ")
	octal, rest, _ := strings.Cut(rest, " ")
	guestPath, content := word(rest)
	mode, err := strconv.ParseUint(octal, 8, 32)
	if err != nil {
		return err
	}
	hostPath := top + guestPath
	if err := os.MkdirAll(filepath.Dir(hostPath), 0o755); err != nil {
		return err
	}
	switch kind {
	case "d":
		err = os.MkdirAll(hostPath, 0o755)
	case "f":
		text, _ := word(content)
		err = os.WriteFile(hostPath, []byte(text), 0o644)
	case "l":
		target, _ := word(content)
		return os.Symlink(target, hostPath)
	case "p":
		err = unix.Mkfifo(hostPath, 0o644)
	case "x":
		err = copyProgram(content, hostPath)
	default:
		err = fmt.Errorf("no such kind: %s", kind)
	}
	if err != nil {
		return err
	}
	return unix.Chmod(hostPath, uint32(mode))
}

// word splits off the first word, or takes all of the text if it is quoted or
// a file's content.
func word(s string) (first, rest string) {
	if quoted, err := strconv.QuotedPrefix(s); err == nil {
		text, _ := strconv.Unquote(quoted)
		return text, strings.TrimPrefix(s[len(quoted):], " ")
	}
	if strings.HasPrefix(s, "/") {
		first, rest, _ = strings.Cut(s, " ")
		return first, rest
	}
	return s, ""
}

// copyProgram copies an executable. It keeps other goroutines from forking
// meanwhile: their child would hold the file open for writing, and an exec of
// it would fail with ETXTBSY.
func copyProgram(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	defer dst.Close()
	_, err = io.Copy(dst, src)
	return err
}

// give hands a tree over to a user.
func give(top string, id int) error {
	return filepath.WalkDir(top, func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		var st unix.Stat_t
		if err := unix.Lstat(name, &st); err != nil {
			return err
		}
		if err := unix.Lchown(name, id, id); err != nil {
			return err
		}
		if st.Mode&unix.S_IFMT == unix.S_IFLNK {
			return nil
		}
		return unix.Chmod(name, st.Mode&0o7777) // chown(2) drops the set-id bits
	})
}

// snapshot tells all of a tree but times and inode numbers, one object per
// line. It opens closed directories on its way: the tree is of no use
// afterwards.
func snapshot(top string) ([]string, error) {
	var lines []string
	links := map[uint64]string{}
	err := filepath.WalkDir(top, func(name string, entry fs.DirEntry, err error) error {
		var st unix.Stat_t
		if err2 := unix.Lstat(name, &st); err2 != nil {
			return err2
		}
		if err != nil && entry != nil && entry.IsDir() {
			return err
		}
		line, err := snapshotLine(top, name, &st, links)
		lines = append(lines, line)
		return err
	})
	sort.Strings(lines)
	return lines, err
}

func snapshotLine(top, name string, st *unix.Stat_t, links map[uint64]string) (string, error) {
	guestPath := strings.TrimPrefix(name, top)
	line := fmt.Sprintf("%q %06o %s", guestPath, st.Mode, owner(st))
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFDIR:
		if st.Mode&0o500 != 0o500 {
			return line, os.Chmod(name, 0o700)
		}
	case unix.S_IFLNK:
		target, err := os.Readlink(name)
		return line + fmt.Sprintf(" -> %q", target), err
	case unix.S_IFREG:
		content, err := fileContent(name, st)
		line += fmt.Sprintf(" nlink=%d %s", st.Nlink, content)
		if first, seen := links[st.Ino]; seen {
			line += " same as " + first
		} else {
			links[st.Ino] = guestPath
		}
		return line, err
	}
	return line, nil
}

func owner(st *unix.Stat_t) string {
	id := uint32(runAs())
	if st.Uid == id && st.Gid == id || os.Getuid() != 0 && st.Uid == id {
		return "me"
	}
	return fmt.Sprintf("%d:%d", st.Uid, st.Gid)
}

func fileContent(name string, st *unix.Stat_t) (string, error) {
	if st.Size > 10_000 {
		return "a program", nil // the bytes of a program differ from one machine to the next
	}
	if st.Mode&0o400 == 0 {
		if err := os.Chmod(name, 0o600); err != nil {
			return "", err
		}
	}
	data, err := os.ReadFile(name)
	if len(data) <= 64 {
		return strconv.Quote(string(data)), err
	}
	return fmt.Sprintf("%d bytes %x", len(data), sha256.Sum256(data)), err
}

// removeAll removes a tree whatever its modes, and says so if it cannot.
func removeAll(top string) {
	_ = filepath.WalkDir(top, func(name string, entry fs.DirEntry, _ error) error {
		if entry != nil && entry.IsDir() {
			return os.Chmod(name, 0o700)
		}
		return nil
	})
	if err := os.RemoveAll(top); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
