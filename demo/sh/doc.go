// Command sh is the shell of the demonstration: mvdan.cc/sh's interpreter with
// a prompt, or fed with a script.
//
//	sh [-c COMMAND] [SCRIPT [ARGUMENT...]]
//
// It forks and executes every program that is no builtin, as any shell does.
// It has no job control.
package main
