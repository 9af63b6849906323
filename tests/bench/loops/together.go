package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// member is one of several looping processes.
type member struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// loopTogether has several processes loop at once and returns their mean.
func loopTogether(name, dir string, duration time.Duration, procs int) (float64, error) {
	var members []*member
	for range procs {
		m, err := startMember(name, dir, duration)
		if err != nil {
			return 0, err
		}
		members = append(members, m)
	}
	for _, m := range members {
		if _, err := m.in.Write([]byte("\n")); err != nil {
			return 0, err
		}
	}
	sum := 0.0
	for _, m := range members {
		micros, err := m.result()
		if err != nil {
			return 0, err
		}
		sum += micros
	}
	return sum / float64(procs), nil
}

// startMember starts a process and waits until it is ready to loop.
func startMember(name, dir string, duration time.Duration) (*member, error) {
	cmd := exec.Command(os.Args[0], "-member", "-time", duration.String(), name, dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	m := &member{cmd, in, bufio.NewReader(out)}
	_, err = m.out.ReadString('\n')
	return m, err
}

// result returns what the process measured.
func (m *member) result() (float64, error) {
	line, readErr := m.out.ReadString('\n')
	if err := m.cmd.Wait(); err != nil {
		return 0, err
	}
	if readErr != nil {
		return 0, fmt.Errorf("no result: %w", readErr)
	}
	return strconv.ParseFloat(strings.TrimSpace(line), 64)
}
