package syscalls

import "uproot/translate"

// procView is a Call as a lookup on procfs sees it.
type procView Call

var _ translate.ProcView = (*procView)(nil)

func (v *procView) Self() (tgid, tid int) { return v.Task.Process.ID, v.Task.TID }

func (v *procView) Guest(pid int) bool { return v.Find(pid) != nil }

func (v *procView) RootOf(pid int) *translate.Dir {
	if t := v.Find(pid); t != nil {
		return t.FS.Root
	}
	return v.Task.FS.Root
}

func (v *procView) ExeOf(pid int) int {
	if t := v.Find(pid); t != nil {
		return t.Image.FD
	}
	return -1
}
