package main

import (
	"path"
	"path/filepath"

	"uproot/translate"
)

// What -R and -S bind before $HOME and the root itself, as in PRoot.
var (
	recommendedR = []string{
		"/etc/host.conf", "/etc/hosts", "/etc/hosts.equiv", "/etc/mtab",
		"/etc/netgroup", "/etc/networks", "/etc/passwd", "/etc/group",
		"/etc/nsswitch.conf", "/etc/resolv.conf", "/etc/localtime",
		"/dev", "/sys", "/proc", "/tmp", "/run",
		"/var/run/dbus/system_bus_socket",
	}
	recommendedS = []string{
		"/etc/host.conf", "/etc/hosts", "/etc/nsswitch.conf",
		"/etc/resolv.conf", "/dev", "/sys", "/proc", "/tmp", "/run/shm",
	}
)

// recommendedBindings returns the bindings that -R and -S stand for: the paths
// of their list, the user's home directory, and the root under the path that
// the host knows it by, so that host paths into the root stay valid. None has
// to exist.
func recommendedBindings(paths []string, root string, h host) []translate.Binding {
	var list []translate.Binding
	for _, p := range paths {
		list = append(list, optionalBinding(p))
	}
	if home, _ := h.getenv("HOME"); filepath.IsAbs(home) {
		list = appendBelowRoot(list, home)
	}
	return appendBelowRoot(list, root)
}

// appendBelowRoot binds p unless it is "/": that would hide the guest's root.
func appendBelowRoot(list []translate.Binding, p string) []translate.Binding {
	if path.Clean(p) == "/" {
		return list
	}
	return append(list, optionalBinding(p))
}

func optionalBinding(p string) translate.Binding {
	return translate.Binding{Host: tidy(p), Guest: path.Clean(p), Optional: true}
}
