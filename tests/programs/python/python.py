"""Files, processes, sockets, sqlite and imports, as Python programs use them."""
import contextlib, ctypes, glob, hashlib, importlib, json, os, pathlib, shutil, signal
import socket, sqlite3, subprocess, sys, tempfile, threading, zipfile

base = pathlib.Path.cwd()

# Files and directories.
with tempfile.TemporaryDirectory(dir=base) as name:
    top = pathlib.Path(name)
    for i in range(20):
        (top / f"d{i}").mkdir()
        (top / f"d{i}" / "file").write_text(str(i))
    assert sorted(int(p.read_text()) for p in top.glob("*/file")) == list(range(20))
    assert sum(len(files) for _, _, files in os.walk(top)) == 20
    with os.scandir(top) as entries:
        assert all(e.is_dir(follow_symlinks=False) for e in entries)
    shutil.copytree(top, base / "copy", symlinks=True)
    os.replace(base / "copy" / "d0" / "file", base / "copy" / "moved")
    shutil.rmtree(base / "copy")
    here = os.open(top, os.O_RDONLY)
    os.symlink("d1/file", "link", dir_fd=here)
    assert os.readlink("link", dir_fd=here) == "d1/file"
    assert os.stat("link", dir_fd=here).st_size == 1
    assert "d2" in os.listdir(here)
    os.fchdir(here)
    assert os.getcwd() == str(top)
    os.chdir(base)
    os.close(here)
assert not top.exists()

# Modules, from files and from an archive.
(base / "module.py").write_text("VALUE = 42\n")
sys.path.insert(0, str(base))
assert importlib.import_module("module").VALUE == 42
with zipfile.ZipFile("archive.zip", "w") as z:
    z.writestr("zipped.py", "VALUE = 43\n")
sys.path.insert(0, "archive.zip")
assert importlib.import_module("zipped").VALUE == 43

# Processes.
assert subprocess.run(["cat"], input=b"text", capture_output=True).stdout == b"text"
assert subprocess.run("exit 3", shell=True).returncode == 3
assert subprocess.run(["/bin/pwd"], cwd="/usr/share", capture_output=True, text=True).stdout == "/usr/share\n"
assert subprocess.run([sys.executable, "-c", "import sys; print(sys.argv)", "a b"], capture_output=True, text=True).stdout == "['-c', 'a b']\n"
with contextlib.suppress(FileNotFoundError):
    subprocess.run(["/no/such/program"])
    raise AssertionError("ran a missing program")
child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
child.send_signal(signal.SIGTERM)
assert child.wait() == -signal.SIGTERM
pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 5"], os.environ)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5

# Threads that start processes.
def start(i, results):
    results[i] = subprocess.run(["echo", str(i)], capture_output=True).stdout
results = [None] * 20
threads = [threading.Thread(target=start, args=(i, results)) for i in range(20)]
[t.start() for t in threads]
[t.join() for t in threads]
assert results == [f"{i}\n".encode() for i in range(20)]

# Unix sockets with names.
server = socket.socket(socket.AF_UNIX)
server.bind(str(base / "socket"))
server.listen()
client = socket.socket(socket.AF_UNIX)
client.connect("socket")
assert client.getpeername() == str(base / "socket"), client.getpeername()
assert server.getsockname() == str(base / "socket"), server.getsockname()
accepted, _ = server.accept()
client.sendall(b"hello")
assert accepted.recv(5) == b"hello"

# Libraries.
assert ctypes.CDLL("libc.so.6").getpid() == os.getpid()
assert ctypes.CDLL(glob.glob("/lib/*-linux-gnu/libm.so.6")[0])
with sqlite3.connect("db") as db:
    db.execute("CREATE TABLE t(x)")
    db.executemany("INSERT INTO t VALUES(?)", [(i,) for i in range(100)])
assert sqlite3.connect("db").execute("SELECT sum(x) FROM t").fetchone() == (4950,)
assert json.loads(pathlib.Path("/proc/self/cmdline").read_bytes().split(b"\0")[0] and b"1") == 1
assert os.readlink("/proc/self/exe") == os.path.realpath(sys.executable)
assert hashlib.sha256(open("/usr/bin/env", "rb").read()).hexdigest()
print("ok")
