package syscalls

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"uproot/arch"
)

// pathFacts is what section 2 of the manual and the kernel's own prototypes
// say of the calls that have to do with paths, kept apart from the table so
// that one mistake cannot be made in both at once. The columns are name,
// amd64, arm64, i386, arm and the arguments:
//
//	follow:1@0    path in argument 1, relative to directory 0, last link followed
//	nofollow:     the last link is not followed
//	name:         the last component is what is made, moved or removed
//	content:      a link's content
//	sometimes:    a path with some commands or in a structure: must be refused
//	label: own:   a string that is no path, flags that are not AT_*
//	flags: oflags: how:          AT_*, O_*, struct open_how
//	sock: msg: mmsg:             addresses read by the kernel
//	sockout: msgout: mmsgout:    addresses written by the kernel
//	out:          receives a path
//	mux:          which of the arguments is an address, argument 0 decides
const pathFacts = `
open               2    -    5    5    follow:0 oflags:1
creat              85   -    8    8    follow:0
openat             257  56   295  322  follow:1@0 oflags:2
openat2            437  437  437  437  follow:1@0 how:2
stat               4    -    106  106  follow:0
lstat              6    -    107  107  nofollow:0
oldstat            -    -    18   -    follow:0
oldlstat           -    -    84   -    nofollow:0
stat64             -    -    195  195  follow:0
lstat64            -    -    196  196  nofollow:0
newfstatat         262  79   -    -    follow:1@0 flags:3
fstatat64          -    -    300  327  follow:1@0 flags:3
statx              332  291  383  397  follow:1@0 flags:2
access             21   -    33   33   follow:0
faccessat          269  48   307  334  follow:1@0
faccessat2         439  439  439  439  follow:1@0 flags:3
readlink           89   -    85   85   nofollow:0 out:1
readlinkat         267  78   305  332  nofollow:1@0 out:2
chdir              80   49   12   12   follow:0
chroot             161  51   61   61   follow:0
execve             59   221  11   11   follow:0 argv:1 envp:2
execveat           322  281  358  387  follow:1@0 flags:4 argv:2 envp:3
mkdir              83   -    39   39   name:0
mkdirat            258  34   296  323  name:1@0
mknod              133  -    14   14   name:0
mknodat            259  33   297  324  name:1@0
rmdir              84   -    40   40   name:0
unlink             87   -    10   10   name:0
unlinkat           263  35   301  328  name:1@0 flags:2
rename             82   -    38   38   name:0 name:1
renameat           264  38   302  329  name:1@0 name:3@2
renameat2          316  276  353  382  name:1@0 name:3@2 own:4
link               86   -    9    9    nofollow:0 name:1
linkat             265  37   303  330  nofollow:1@0 name:3@2 flags:4
symlink            88   -    83   83   content:0 name:1
symlinkat          266  36   304  331  content:0 name:2@1
chmod              90   -    15   15   follow:0
fchmodat           268  53   306  333  follow:1@0
fchmodat2          452  452  452  452  follow:1@0 flags:3
chown              92   -    182  182  follow:0
lchown             94   -    16   16   nofollow:0
chown32            -    -    212  212  follow:0
lchown32           -    -    198  198  nofollow:0
fchownat           260  54   298  325  follow:1@0 flags:4
utime              132  -    30   -    follow:0
utimes             235  -    271  269  follow:0
futimesat          261  -    299  326  follow:1@0
utimensat          280  88   320  348  follow:1@0 flags:3
utimensat_time64   -    -    412  412  follow:1@0 flags:3
truncate           76   45   92   92   follow:0
truncate64         -    -    193  193  follow:0
statfs             137  43   99   99   follow:0
statfs64           -    -    268  266  follow:0
setxattr           188  5    226  226  follow:0
lsetxattr          189  6    227  227  nofollow:0
getxattr           191  8    229  229  follow:0
lgetxattr          192  9    230  230  nofollow:0
listxattr          194  11   232  232  follow:0
llistxattr         195  12   233  233  nofollow:0
removexattr        197  14   235  235  follow:0
lremovexattr       198  15   236  236  nofollow:0
setxattrat         463  463  463  463  follow:1@0 flags:2
getxattrat         464  464  464  464  follow:1@0 flags:2
listxattrat        465  465  465  465  follow:1@0 flags:2
removexattrat      466  466  466  466  follow:1@0 flags:2
file_getattr       468  468  468  468  follow:1@0 flags:4
file_setattr       469  469  469  469  follow:1@0 flags:4
name_to_handle_at  303  264  341  370  nofollow:1@0 flags:4
open_by_handle_at  304  265  342  371  oflags:2
inotify_add_watch  254  27   292  317  follow:1 own:2
fanotify_mark      301  263  -    -    follow:4@3 own:1
fanotify_mark      -    -    339  368  follow:5@4 own:1
mount              165  40   21   21   follow:1 sometimes:0
umount             -    -    22   -    follow:0
umount2            166  39   52   52   follow:0 own:1
pivot_root         155  41   217  218  follow:0 follow:1
open_tree          428  428  428  428  follow:1@0 flags:2
open_tree_attr     467  467  467  467  follow:1@0 flags:2
move_mount         429  429  429  429  follow:1@0 follow:3@2 own:4
fspick             433  433  433  433  follow:1@0 own:2
mount_setattr      442  442  442  442  follow:1@0 flags:2
fsconfig           431  431  431  431  sometimes:3
fsopen             430  430  430  430
fsmount            432  432  432  432
statmount          457  457  457  457
listmount          458  458  458  458
swapon             167  224  87   87   follow:0
swapoff            168  225  115  115  follow:0
acct               163  89   51   51   follow:0
quotactl           179  60   131  131  follow:1 sometimes:3
uselib             134  -    86   86   follow:0
mq_open            240  180  277  274  label:0
mq_unlink          241  181  278  275  label:0
bind               49   200  361  282  sock:1
connect            42   203  362  283  sock:1
sendto             44   206  369  290  sock:4
sendmsg            46   211  370  296  msg:1
sendmmsg           307  269  345  374  mmsg:1
accept             43   202  -    285  sockout:1
accept4            288  242  364  366  sockout:1
getsockname        51   204  367  286  sockout:1
getpeername        52   205  368  287  sockout:1
recvfrom           45   207  371  292  sockout:4
recvmsg            47   212  372  297  msgout:1
recvmmsg           299  243  337  365  mmsgout:1
recvmmsg_time64    -    -    417  417  mmsgout:1
socketcall         -    -    102  -    mux:1
getcwd             79   17   183  183  out:0
bpf                321  280  357  386  sometimes:1
io_uring_setup     425  425  425  425
io_uring_enter     426  426  426  426
io_uring_register  427  427  427  427
ioctl              16   29   54   54
prctl              157  167  172  172
kexec_load         246  104  283  347
lookup_dcookie     212  18   -    -    out:1
lookup_dcookie     -    -    253  249  out:2
sysfs              139  -    135  135
landlock_add_rule  445  445  445  445
memfd_create       319  279  356  385  label:0
perf_event_open    298  241  336  364  sometimes:0
`

// factKinds are the kinds that stand for the words of pathFacts; label and own
// are no business of uproot's.
var factKinds = map[string]Kind{
	"follow": Path, "nofollow": PathNoFollow, "name": PathCreate, "content": Content,
	"flags": AtFlags, "oflags": OpenFlags, "how": OpenHow, "out": OutPath,
	"sock": Sockaddr, "msg": MsgHdr, "mmsg": MMsgHdr,
	"sockout": OutSockaddr, "msgout": OutMsgHdr, "mmsgout": OutMMsgHdr,
	"argv": ArgV, "envp": EnvP,
	"sometimes": Other, "label": Other, "own": Other, "mux": Other,
}

// pathFact is a line of pathFacts.
type pathFact struct {
	name  string
	nr    [arch.ABIs]int
	args  [6]Kind
	words map[string]bool
}

func parsePathFact(line string) (pathFact, error) {
	columns := strings.Fields(line)
	if len(columns) < 1+arch.ABIs {
		return pathFact{}, fmt.Errorf("%q: too few columns", line)
	}
	f := pathFact{name: columns[0], words: map[string]bool{}}
	for abi, n := range columns[1 : 1+arch.ABIs] {
		f.nr[abi] = -1
		if n == "-" {
			continue
		}
		var err error
		if f.nr[abi], err = strconv.Atoi(n); err != nil {
			return f, err
		}
	}
	for _, arg := range columns[1+arch.ABIs:] {
		if err := f.addArgument(arg); err != nil {
			return f, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return f, nil
}

func (f *pathFact) addArgument(arg string) error {
	word, place, _ := strings.Cut(arg, ":")
	kind, known := factKinds[word]
	if !known {
		return fmt.Errorf("unknown word %q", arg)
	}
	path, dir, hasDir := strings.Cut(place, "@")
	i, err := strconv.Atoi(path)
	if err != nil {
		return err
	}
	f.args[i] = kind
	f.words[word] = true
	if hasDir {
		if i, err = strconv.Atoi(dir); err != nil {
			return err
		}
		f.args[i] = DirFD
	}
	return nil
}

func readPathFacts(t *testing.T) []pathFact {
	t.Helper()
	var facts []pathFact
	for line := range strings.Lines(strings.TrimSpace(pathFacts)) {
		f, err := parsePathFact(line)
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, f)
	}
	return facts
}

// factKind reduces a row's kind to what pathFacts has words for.
func factKind(k Kind) Kind {
	if k == DirFD || slices.Contains(slices.Collect(maps.Values(factKinds)), k) {
		return k
	}
	return Other
}

func TestPathFacts(t *testing.T) {
	for _, f := range readPathFacts(t) {
		for abi, n := range f.nr {
			if n >= 0 {
				checkPathFact(t, f, arch.ABI(abi), n)
			}
		}
	}
}

func checkPathFact(t *testing.T, f pathFact, abi arch.ABI, n int) {
	t.Helper()
	r, _ := Lookup(abi, n)
	if r == nil || r.Name != f.name {
		t.Errorf("%v %d: want the row of %s, got %v", abi, n, f.name, r)
		return
	}
	for i, k := range r.Args {
		if factKind(k) != f.args[i] {
			t.Errorf("%v %s: argument %d is %q, want %q", abi, f.name, i, kindNames[k], kindNames[f.args[i]])
		}
	}
	if f.words["sometimes"] && r.Policy != Refuse {
		t.Errorf("%s passes a path that its row cannot tell", f.name)
	}
	if f.words["mux"] && r.Handle == nil {
		t.Errorf("%s has no handler for its addresses", f.name)
	}
}

// A path argument that the facts do not know is a mistake in one of the two.
func TestPathFactsAreComplete(t *testing.T) {
	known := map[string]bool{}
	for _, f := range readPathFacts(t) {
		for abi, n := range f.nr {
			known[fmt.Sprint(f.name, abi, n)] = true
		}
	}
	for i := range Table {
		r := &Table[i]
		if factArguments(r) == 0 {
			continue
		}
		for abi, n := range r.Nr {
			if !known[fmt.Sprint(r.Name, abi, n)] && n >= 0 {
				t.Errorf("%v %s has path arguments, but no fact says so", arch.ABI(abi), r.Name)
			}
		}
	}
}

func factArguments(r *Row) (n int) {
	for _, k := range r.Args {
		if factKind(k) != Other {
			n++
		}
	}
	return n
}
