package tests

import (
	"testing"
	"time"
)

// scenario is a piece of a day's work in the Debian tree. It gets a world whose
// working directory is an empty one of its own.
type scenario struct {
	name     string
	run      func(t *testing.T, w world)
	quick    bool // part of go test -short
	fallback bool // run once more for every kernel feature that is forced off
}

// scripted makes a scenario of a bash script that must succeed and print want.
func scripted(script, want string) func(t *testing.T, w world) {
	const tell = "trap 'echo failed: $BASH_COMMAND >&2' ERR\n"
	return func(t *testing.T, w world) {
		t.Helper()
		w.command("/bin/bash", "-euc", tell+script).within(longTimeout).do(t).exits(t, 0).prints(t, want)
	}
}

var scenarios = []scenario{
	{name: "bash", run: scripted(bashScript, bashOutput), quick: true, fallback: true},
	{name: "processes", run: scripted(processesScript, "ok"), quick: true, fallback: true},
	{name: "gcc", run: scripted(gccScript, "hello from C 1.4142\nhello from C++\nhello from both"), quick: true, fallback: true},
	{name: "configure and make zlib", run: buildZlib},
	{name: "configure and make dash", run: buildDash},
	{name: "git", run: scripted(gitScript, gitOutput), quick: true, fallback: true},
	{name: "python", run: pythonScenario("python.py"), quick: true, fallback: true},
	{name: "python multiprocessing", run: pythonScenario("multi.py"), fallback: true},
	{name: "python asyncio", run: pythonScenario("asyncio_children.py"), fallback: true},
	{name: "python venv", run: scripted(venvScript, "ok")},
	{name: "python compileall", run: scripted(compileallScript, "ok")},
	{name: "perl", run: perlScenario, quick: true, fallback: true},
	{name: "node", run: nodeScenario, fallback: true},
	{name: "sqlite", run: scripted(sqliteScript, sqliteOutput), quick: true, fallback: true},
	{name: "ten thousand files", run: scripted(manyFilesScript, "ok")},
	{name: "some files", run: scripted("COUNT=3\n"+manyFilesScript, "ok"), quick: true, fallback: true},
	{name: "ldd", run: lddScenario, quick: true, fallback: true},
	{name: "dpkg", run: scripted(dpkgScript, "ok"), quick: true},
	{name: "ssh-keygen", run: scripted(sshScript, "ok"), quick: true},
	{name: "file and compressors", run: scripted(fileScript, "ok"), quick: true},
}

func TestDebian(t *testing.T) {
	w := debian(t)
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			if !s.quick {
				long(t)
			}
			t.Parallel()
			in, _ := w.scratch(t)
			started := time.Now()
			s.run(t, in)
			t.Logf("took %v", time.Since(started).Round(time.Millisecond))
		})
	}
}
