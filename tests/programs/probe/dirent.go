package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// typeNames are the values of d_type, as find -type writes them.
var typeNames = map[byte]string{
	unix.DT_REG: "f", unix.DT_DIR: "d", unix.DT_LNK: "l", unix.DT_CHR: "c",
	unix.DT_BLK: "b", unix.DT_FIFO: "p", unix.DT_SOCK: "s", unix.DT_UNKNOWN: "?",
}

// rawEntries lists a directory as "name type" without the help of os.ReadDir,
// which would ask for the type again where getdents did not know it.
func rawEntries(dir string) ([]string, error) {
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	defer unix.Close(fd)
	var entries []string
	buf := make([]byte, 1024)
	for {
		n, err := unix.Getdents(fd, buf)
		if err != nil {
			return nil, fmt.Errorf("getdents %s: %w", dir, err)
		}
		if n == 0 {
			return entries, nil
		}
		entries = append(entries, parseEntries(buf[:n])...)
	}
}

func parseEntries(buf []byte) []string {
	const (
		lengthAt = int(unsafe.Offsetof(unix.Dirent{}.Reclen))
		typeAt   = int(unsafe.Offsetof(unix.Dirent{}.Type))
		nameAt   = int(unsafe.Offsetof(unix.Dirent{}.Name))
	)
	var entries []string
	for len(buf) > 0 {
		length := binary.NativeEndian.Uint16(buf[lengthAt:])
		name, _, _ := bytes.Cut(buf[nameAt:length], []byte{0})
		entries = append(entries, string(name)+" "+typeNames[buf[typeAt]])
		buf = buf[length:]
	}
	return entries
}
