package tests

const bashScript = `
shopt -s extglob nullglob
pwd > where; [ "$(cat where)" = "$PWD" ]
mapfile -t lines < <(printf '%s\n' one two three); echo "${#lines[@]} ${lines[2]}"
diff <(echo a) <(echo a) && echo same
exec 5<>file; echo through >&5; exec 5>&-; cat file
coproc CAT { cat; }; echo coprocess >&"${CAT[1]}"; read -r answer <&"${CAT[0]}"; echo "$answer"
eval "exec ${CAT[1]}>&-"; wait
(cd /usr/share && cd .. && pwd)
cd /; cd -P /bin; pwd; cd "$OLDPWD"; pwd
[[ -x /bin/sh && -d /etc && -L /bin && ! -e /nonexistent ]] && echo tests
type -p ls; command -v gcc
id -un; echo ~tester
false || echo "status $?"
trap 'echo bye' EXIT
`

const bashOutput = `3 three
same
through
coprocess
/usr
/usr/bin
/
tests
/usr/bin/ls
/usr/bin/gcc
tester
/home/tester
status 1
bye`

const processesScript = `
ps -o pid=,comm= -p $$ | grep -q "^ *$$ bash$"
[ "$(ps -o args= -p $$ | cut -c1-9)" = "/bin/bash" ]
sleep 1000 & child=$!
# What a failing script leaves behind would be waited for.
trap 'kill $child 2>/dev/null || :' EXIT
until [ "$(cat /proc/$child/comm)" = sleep ]; do sleep 0.01; done
pgrep -P $$ -x sleep | grep -qx $child
readlink /proc/$child/exe | grep -qx /usr/bin/sleep
[ "$(readlink /proc/$child/cwd)" = "$PWD" ]
[ "$(readlink /proc/$child/root)" = / ]
tr '\0' ' ' < /proc/$child/cmdline | grep -qx 'sleep 1000 '
grep -q '^TracerPid:.0$' /proc/$child/status
grep -q ' /usr/bin/sleep$' /proc/$child/maps
pkill -P $$ sleep
wait $child || [ $? = 143 ]
nohup true 2>/dev/null; nice -n 5 true; timeout 100 true; env -i /bin/true
timeout -s KILL 0.1 sleep 1000 || [ $? = 137 ]
seq 100 | xargs -P 4 -n 5 echo > out; [ "$(wc -w < out)" = 100 ]
flock lock -c true
free > /dev/null; uptime > /dev/null; top -b -n 1 | grep -q 'load average'
stdbuf -oL echo preloaded | grep -q preloaded
echo ok
`

const gccScript = `
cat > hello.c <<'x'
#include <math.h>
#include <stdio.h>
#include "hello.h"
int main(int argc, char **argv) { printf("hello from %s %.4f\n", NAME, sqrt(argc + 1)); return 0; }
x
echo '#define NAME "C"' > hello.h
gcc -O2 -Wall -o hello hello.c -lm
./hello
cat > hello.cc <<'x'
#include <iostream>
#include <map>
#include <string>
int main() { std::map<int, std::string> m{{1, "hello from C++"}}; std::cout << m[1] << std::endl; }
x
g++ -pipe -o hello++ hello.cc
./hello++
mkdir lib
echo 'const char *both(void) { return "hello from both"; }' > lib/both.c
printf '#include <stdio.h>\nconst char *both(void);\nint main(void) { return puts(both()) < 0; }\n' > main.c
(cd lib && gcc -g -fPIC -c both.c && ar rcs libboth.a both.o && gcc -shared -o libboth.so both.o)
gcc -flto -o static-both main.c lib/libboth.a -static
gcc -o both main.c -Llib -lboth -Wl,-rpath,"$PWD/lib"
[ "$(./static-both)" = "$(./both)" ]
./both
objdump -d lib/libboth.so | grep -q '<both>:'; nm lib/libboth.a | grep -q ' T both'; strip both; ./both > /dev/null
`

const gitScript = `
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
export HOME=$PWD GIT_CONFIG_NOSYSTEM=1
git config --global init.defaultBranch main
git init -q origin; cd origin
for i in $(seq 20); do mkdir -p d$i; echo "content $i" > d$i/file; done
git add .; git commit -qm first
git status --porcelain
git checkout -qb side; echo side > side; git add side; git commit -qm side
git checkout -q main; echo more >> d1/file; git commit -qam second
git merge -q -m merged side
git log --format=%s
git mv d2/file d2/renamed; rm d3/file; echo new > untracked; git status --porcelain
git stash -q; git status --porcelain; git stash pop -q; git reset -q --hard
cd ..
git clone -q origin clone; git clone -q --no-local "file://$PWD/origin" copied
git -C clone rev-list --count HEAD; git -C copied status --porcelain
git -C clone worktree add -q ../tree HEAD~1; cat tree/d1/file
echo pushed > copied/pushed; git -C copied add .; git -C copied commit -qm pushed; git -C copied push -q origin HEAD:pushed
git -C origin gc -q --aggressive; git -C origin fsck --strict --no-dangling; git -C origin branch
git -C origin grep -c content -- d4; git -C origin archive --format=tar HEAD | tar t | wc -l
`

const gitOutput = `merged
second
side
first
R  d2/file -> d2/renamed
 D d3/file
?? untracked
?? untracked
4
content 1
more
* main
  pushed
  side
d4/file:1
41`

const venvScript = `
python3 -m venv v
. v/bin/activate
python -c 'import sys; assert sys.prefix.endswith("/v"), sys.prefix; assert sys.executable.endswith("/v/bin/python"), sys.executable'
[ "$(command -v python)" = "$PWD/v/bin/python" ]
pip --version | grep -q "$PWD/v/lib"
pip list --format=freeze 2>/dev/null | grep -q '^pip=='
deactivate
python3 -m venv --without-pip --copies w; w/bin/python -c 'import sys; assert sys.prefix.endswith("/w")'
echo ok
`

const compileallScript = `
cp -r /usr/lib/python3.11/{json,email,http,asyncio,unittest,xml,logging,concurrent} .
find . -name __pycache__ -prune -exec rm -r {} +
python3 -m compileall -q -j 2 .
[ "$(find . -name '*.py' | wc -l)" = "$(find . -name '*.pyc' | wc -l)" ]
echo ok
`

const sqliteScript = `
sqlite3 db 'PRAGMA journal_mode=WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT);'
for i in 1 2 3 4; do
	(for j in $(seq 25); do sqlite3 -cmd '.timeout 60000' db "INSERT INTO t(text) VALUES('$i-$j')" > /dev/null; done) &
done
wait
sqlite3 db 'SELECT count(*), count(DISTINCT text) FROM t; PRAGMA integrity_check;'
sqlite3 db '.backup copy' 'VACUUM;'; sqlite3 copy 'SELECT max(id) FROM t'
sqlite3 rollback 'CREATE TABLE u(x); BEGIN; INSERT INTO u VALUES(1); ROLLBACK; SELECT count(*) FROM u;'
sqlite3 db .dump | sqlite3 again; sqlite3 again 'SELECT count(*) FROM t'
sqlite3 rollback "ATTACH 'db' AS other; INSERT INTO u SELECT id FROM other.t; SELECT sum(x) FROM u"
`

const sqliteOutput = "wal\n100|100\nok\n100\n0\n100\n5050"

// manyFilesScript works on COUNT squared files, 10,000 if it is not set.
const manyFilesScript = `
count=${COUNT:-100}
listing() { find $1 -type d -printf '%P %y %m %n %T+\n' -o -printf '%P %y %m %n %s %T+ %l\n' | sort; }
mkdir tree
for d in $(seq $count); do
	mkdir tree/d$d
	for f in $(seq $count); do echo "$d $f" > tree/d$d/f$f; done
	ln -s ../d1/f1 tree/d$d/link; ln tree/d$d/f1 tree/d$d/hard; touch -d "2001-02-03 04:05:06" tree/d$d/f1
done
chmod 600 tree/d1/f1; chmod 750 tree/d2
find tree ! -type f -exec touch -h -d "2002-03-04 05:06:07.89" {} +
[ "$(find tree -type f | wc -l)" = $((count * count + count)) ]
tar --format=posix -cf - tree | (mkdir untar; tar xf - -C untar)
cp -a tree copy
rsync -aH tree/ synced/
for other in untar/tree copy synced; do
	diff -r tree $other
	listing tree > listing.1; listing $other > listing.2; cmp listing.1 listing.2
done
[ -z "$(rsync -aHi --delete tree/ synced/)" ]
rm synced/d1/f2; echo changed > synced/d1/f3; touch synced/extra
[ "$(rsync -aHi --delete tree/ synced/ | wc -l)" -ge 3 ]; diff -r tree synced
find copy -name 'f*2' -delete; [ -z "$(find copy -name 'f*2')" ]
du -s tree > /dev/null; ls -lR tree > listing.3; chmod -R go-w copy
rm -rf tree untar copy synced
[ "$(ls)" = "$(printf 'listing.1\nlisting.2\nlisting.3')" ]
echo ok
`

const dpkgScript = `
mkdir -p p/DEBIAN p/usr/share/sample
echo data > p/usr/share/sample/data; ln -s data p/usr/share/sample/link
printf 'Package: sample\nVersion: 1.0\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: sample\n' > p/DEBIAN/control
dpkg-deb --root-owner-group --build p sample.deb > /dev/null
dpkg-deb --contents sample.deb | grep -q ' ./usr/share/sample/link -> data$'
[ "$(dpkg-deb --field sample.deb Version)" = 1.0 ]
dpkg-deb --extract sample.deb out; [ "$(cat out/usr/share/sample/link)" = data ]
dpkg-deb --control sample.deb control; grep -qx 'Package: sample' control/control
dpkg --status coreutils | grep -q '^Status: install ok installed'
dpkg --search /bin/ls | grep -q '^coreutils'
dpkg --verify coreutils
dpkg --compare-versions 1.0 lt 2.0
apt-config dump | grep -q '^APT::Architecture '
echo ok
`

const sshScript = `
for type in ed25519 rsa ecdsa; do
	ssh-keygen -q -t $type -N '' -C comment -f key-$type
	ssh-keygen -y -f key-$type | cmp - <(cut -d' ' -f1-3 key-$type.pub)
	ssh-keygen -lf key-$type.pub | grep -q comment
done
[ "$(stat -c %a key-rsa)" = 600 ]
ssh-keygen -q -p -P '' -N secret -f key-rsa > /dev/null
! ssh-keygen -y -P wrong -f key-rsa 2> /dev/null
echo data | ssh-keygen -Y sign -f key-ed25519 -n test > signature 2> /dev/null
echo "a@example.org $(cat key-ed25519.pub)" > signers
echo data | ssh-keygen -Y verify -f signers -I a@example.org -n test -s signature | grep -q '^Good'
eval "$(ssh-agent)" > /dev/null; ssh-add -q key-ed25519; ssh-add -l | grep -q comment; ssh-agent -k > /dev/null
echo ok
`

const fileScript = `
file -bL /usr/bin/gcc-12 | grep -q '^ELF 64-bit LSB'
file -b /bin/sh /bin/bash | grep -q 'symbolic link to'
file -b --mime-type /etc/passwd | grep -qx text/plain
cp -r /usr/include/linux tree
for tool in gzip bzip2 xz; do
	tar -I $tool -cf tree.tar.$tool tree
	mkdir $tool; tar -I $tool -xf tree.tar.$tool -C $tool; diff -r tree $tool/tree
done
sort -R --random-source=/dev/zero tree/*.h > sorted; split -l 1000 sorted part-; cat part-* | cmp - sorted
install -D -m 640 sorted i/n/s; [ "$(stat -c %a i/n/s)" = 640 ]; realpath i/n/../n/s | grep -qx "$PWD/i/n/s"
truncate -s 1M sparse; dd if=/dev/urandom of=sparse bs=4k count=1 conv=notrunc status=none; cp --sparse=always sparse other; cmp sparse other
mktemp -d -p . > /dev/null; mkfifo fifo; [ -p fifo ]; ln -sfn a l; ln -sfn b l; [ "$(readlink l)" = b ]
df . > /dev/null; stat -f . > /dev/null; du -sh . > /dev/null
locale -a | grep -q C; date -d @0 -u +%F | grep -qx 1970-01-01; TZ=UTC date > /dev/null
echo ok
`
