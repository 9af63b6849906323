package oracle

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

var (
	update   = flag.Bool("update", false, "record what the real chroot gives (needs root)")
	subject  = flag.String("subject", "uproot", "what is compared with the real chroot: uproot or native")
	keep     = flag.String("keep", "", "directory for both outcomes of every test that fails")
	steps    = flag.Int("steps", 2000, "how many random calls to compare")
	patience = flag.Duration("patience", time.Minute, "how long one guest may take before it counts as hanging")
	seed     = flag.Uint64("seed", 0, "where the random calls start; 0 picks one")
)

// guestID is the user and group that guests run as when root starts the
// tests: an ordinary one, and above 65535.
const guestID = 100124

// home is where everything that the tests make lives.
var home string

func TestMain(m *testing.M) {
	if plan := os.Getenv(planEnv); plan != "" {
		fmt.Fprintln(os.Stderr, "cannot enter the chroot:", enter(plan))
		os.Exit(125)
	}
	flag.Parse()
	// What this process inherited is no business of the guests.
	if err := unix.CloseRange(3, ^uint(0)>>1, unix.CLOSE_RANGE_CLOEXEC); err != nil {
		fmt.Fprintln(os.Stderr, "cannot keep descriptors from the guests:", err)
		os.Exit(1)
	}
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "oracle")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	home = dir
	defer removeAll(home)
	if err := prepare(); err != nil {
		fmt.Fprintln(os.Stderr, "cannot prepare the tests:", err)
		return 1
	}
	return m.Run()
}

// prepare opens the way to home for the guests and builds uproot.
func prepare() error {
	if err := os.Chmod(home, 0o755); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(home, "bin"), 0o755); err != nil {
		return err
	}
	if other := os.Getenv("UPROOT_TEST_BIN"); other != "" || *subject == "native" {
		uproot = other
		return nil
	}
	uproot = filepath.Join(home, "bin", "uproot")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", uproot, "uproot/cmd/uproot")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build uproot/cmd/uproot: %w\n%s", err, out)
	}
	return nil
}
