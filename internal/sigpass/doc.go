// Package sigpass passes signals that this process gets on to another, without
// waking anything of the Go runtime: a few instructions take the place of the
// runtime's handler and make the kill(2) themselves. They also see who sent the
// signal, which os/signal keeps to itself: what the kernel sends for a key at
// the terminal goes to the whole foreground group and is not passed on.
package sigpass
