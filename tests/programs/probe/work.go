package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// work does the three things Go programs are made of, below a directory.
func work(args []string) error {
	if len(args) != 1 {
		return errors.New("work needs a directory")
	}
	for _, step := range []func(dir string) error{goroutines, children, conversations} {
		if err := step(args[0]); err != nil {
			return err
		}
	}
	fmt.Println("work done")
	return nil
}

// inParallel runs f for 0 to count-1 in as many goroutines.
func inParallel(count int, f func(i int) error) error {
	errs := make([]error, count)
	var wg sync.WaitGroup
	for i := range count {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func goroutines(dir string) error {
	return inParallel(50, func(i int) error {
		sub := filepath.Join(dir, fmt.Sprint("g", i))
		if err := os.Mkdir(sub, 0o755); err != nil {
			return err
		}
		for n := range 20 {
			path := filepath.Join(sub, fmt.Sprint(n))
			if err := os.WriteFile(path, []byte(path), 0o644); err != nil {
				return err
			}
			if data, err := os.ReadFile(path); err != nil || string(data) != path {
				return fmt.Errorf("read back %s: %q, %w", path, data, err)
			}
		}
		return os.RemoveAll(sub)
	})
}

// children starts probe again, found by way of /proc/self/exe or argv[0].
func children(dir string) error {
	return inParallel(10, func(i int) error {
		cmd := exec.Command(os.Args[0], "child", fmt.Sprint(i))
		cmd.Dir = dir
		out, err := cmd.Output()
		want := fmt.Sprintf("child %d in %s\n", i, dir)
		if err != nil || string(out) != want {
			return fmt.Errorf("child said %q, want %q: %w", out, want, err)
		}
		return nil
	})
}

func child(args []string) error {
	dir, err := os.Getwd()
	fmt.Println("child", args[0], "in", dir)
	return err
}

// conversations exchanges lines over TCP and over a named unix socket.
func conversations(dir string) error {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := converse(tcp); err != nil {
		return err
	}
	unixSocket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		return err
	}
	return converse(unixSocket)
}

func converse(listener net.Listener) error {
	defer listener.Close()
	go echo(listener)
	return inParallel(10, func(i int) error {
		conn, err := net.Dial(listener.Addr().Network(), listener.Addr().String())
		if err != nil {
			return err
		}
		defer conn.Close()
		fmt.Fprintln(conn, "line", i)
		line, err := bufio.NewReader(conn).ReadString('\n')
		if want := fmt.Sprintln("line", i); err != nil || line != want {
			return fmt.Errorf("%v answered %q, want %q: %w", listener.Addr(), line, want, err)
		}
		return nil
	})
}

// echo sends back the first line of every connection.
func echo(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			line, _ := bufio.NewReader(conn).ReadString('\n')
			_, _ = conn.Write([]byte(line))
		}()
	}
}
