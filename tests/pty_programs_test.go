package tests

import (
	"strings"
	"testing"
)

func TestTerminalVim(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	term.send("vim.tiny -u NONE file\r")
	term.expect(`"file" \[New`)
	term.send("ifirst line\rsecond\x1b")
	term.send(":wq\r")
	term.expect(prompt)
	if got := term.ask("cat file | tr '\\n' /"); got != "first line/second/" {
		t.Errorf("vim wrote %q", got)
	}
	term.send("vim.tiny -u NONE file\r")
	term.expect("first line")
	term.send(":%%s/line/LINE/\r:r !echo filtered\r:x\r")
	term.expect(prompt)
	if got := term.ask("tr '\\n' / < file"); got != "first LINE/filtered/second/" {
		t.Errorf("vim wrote %q", got)
	}
	term.leave()
}

func TestTerminalLess(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	term.send("seq -f 'line %%g.' 1000 > file; less file\r")
	term.expect(`line 23\.`)
	term.send("G")
	term.expect(`line 1000\.`)
	term.send("?line 500\r")
	term.expect(`line 500[^0-9]`)
	term.send("q")
	term.expect(prompt)
	term.send("git --paginate --version; seq 100 | less\r")
	term.expect("git version")
	term.send("q")
	term.expect(prompt)
	term.leave()
}

func TestTerminalTop(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	term.send("top -d 0.2 -p $$\r")
	term.expect(`load average`)
	term.expect(`COMMAND`)
	term.expect(`bash`)
	term.send("q")
	term.expect(prompt)
	term.leave()
}

func TestTerminalTmux(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in.withEnv("TMUX_TMPDIR="+in.cwd()))
	term.send("tmux -f /dev/null new-session -s one bash --norc\r")
	term.expect(`\[one\]`)
	term.send("echo inside-$((40+2))-$TERM\r")
	term.expect(`inside-42-(screen|tmux)`)
	term.send("\x02\"")
	term.send("echo second-$((50+2))-; tty\r")
	term.expect(`second-52-`)
	term.resize(40, 120)
	term.send("until stty size | grep ' 120'; do sleep 0.05; done; echo wide-$((60+2))-\r")
	term.expect(`wide-62-`)
	term.send("\x02d")
	term.expect(`\[detached \(from session one\)\]`)
	if got := term.ask("tmux list-panes -s -t one | wc -l"); got != "2" {
		t.Errorf("%s panes", got)
	}
	if got := term.ask("tmux display-message -p '#{session_name}'"); got != "one" {
		t.Errorf("session %q", got)
	}
	term.send("tmux attach\r")
	term.expect(`\[one\]`)
	term.send("tmux kill-server\r")
	term.expect(`\[server exited\]`)
	term.leave()
}

// Programs that make their own terminal, and a shell's own terminal by name.
func TestTerminalNested(t *testing.T) {
	t.Parallel()
	in, _ := debian(t).scratch(t)
	term := bash(t, in)
	if got := term.ask("tty"); !strings.HasPrefix(got, "/dev/pts/") {
		t.Errorf("tty: %q", got)
	}
	term.send("echo by-name-$((1+1))- > $(tty); echo by-dev-$((2+2))- > /dev/tty\r")
	term.expect(`by-name-2-`)
	term.expect(`by-dev-4-`)
	term.send("script -qc 'bash --norc' log\r")
	term.send("tty; echo in-script-$((3+3))-; exit\r")
	term.expect(`in-script-6-`)
	term.expect(prompt)
	if got := term.ask("grep -c in-script-6- log"); got != "1" {
		t.Errorf("the log has it %s times", got)
	}
	term.leave()
}
