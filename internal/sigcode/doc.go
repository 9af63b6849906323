// Package sigcode tells who sent a signal that this process got through
// os/signal: the kernel, as for a key typed at the terminal, or a process.
// os/signal itself keeps that to itself, so a few instructions in front of the
// Go runtime's handler note si_code (sigaction(2)) and go on to it.
package sigcode
