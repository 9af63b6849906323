package kcall

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// The runtime opens two descriptors of its own with its first timer, which
// may be one that the garbage collector sets: do it now, or the numbers of the
// program's descriptors differ from run to run.
var _ = time.AfterFunc(1<<62, func() {})

// The guests try acct(2), mount(2), swapon(2) and the like on everything. They
// are meant to be refused: nobody may start them with real privileges.
func init() {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if unix.Capget(&header, &data[0]) == nil && data[0].Effective != 0 {
		Println("this program is for ordinary users: it would harm the machine")
		os.Exit(97)
	}
}
