// Execat executes through descriptors: of directories, programs, scripts,
// deleted and unnamed files.
#include "execs.h"

static int opened(const char *name, int flags) { return must(open(name, flags, 0), name); }

static void directories(void) {
	int bin = opened("/bin", O_DIRECTORY), path = opened("/bin", O_PATH), w = opened("/w", O_PATH | O_CLOEXEC), file = opened("/bin/pie", O_RDONLY);
	static const char *const names[] = {"pie", "static", "/bin/pie", "../bin/pie", "missing", "", ".", "../w/one-arg", "../w/to-pie"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		title("directory, \"%s\"", names[i]);
		try_at(bin, names[i], 0);
		title("O_PATH directory, \"%s\"", names[i]);
		try_at(path, names[i], 0);
	}
	title("no follow, program");
	try_at(w, "../bin/pie", AT_SYMLINK_NOFOLLOW);
	title("no follow, link");
	try_at(w, "to-pie", AT_SYMLINK_NOFOLLOW);
	title("no follow, script");
	try_at(bin, "../w/one-arg", AT_SYMLINK_NOFOLLOW);
	title("script below a descriptor that is closed by exec");
	try_at(w, "one-arg", 0);
	title("AT_FDCWD");
	try_at(AT_FDCWD, "to-pie", 0);
	title("a file for a directory");
	try_at(file, "pie", 0);
	title("bad descriptor");
	try_at(99, "pie", 0);
	title("bad descriptor, absolute path");
	try_at(99, "/bin/pie", 0);
	title("unknown flag");
	try_at(bin, "pie", 1);
	title("check only");
	try_at(bin, "pie", 0x10000);
	title("check only, refused");
	try_at(w, "plain", 0x10000);
	close(bin), close(path), close(w), close(file);
}

static void empty(const char *what, int fd) {
	title("%s", what);
	try_at(fd, "", AT_EMPTY_PATH);
	close(fd);
}

static void programs(void) {
	empty("static", opened("/bin/static", O_RDONLY));
	empty("dynamic", opened("/bin/pie", O_RDONLY));
	empty("dynamic, closed by exec", opened("/bin/pie", O_RDONLY | O_CLOEXEC));
	empty("dynamic, O_PATH", opened("/bin/pie", O_PATH));
	empty("static, O_PATH, closed by exec", opened("/bin/static", O_PATH | O_CLOEXEC));
	empty("through a link", opened("/w/to-pie", O_PATH));
	empty("a link itself", opened("/w/to-pie", O_PATH | O_NOFOLLOW));
	empty("in a binding", opened("/mnt/pie", O_PATH));
	empty("script", opened("/w/one-arg", O_RDONLY));
	empty("script, closed by exec", opened("/w/one-arg", O_RDONLY | O_CLOEXEC));
	empty("script, O_PATH", opened("/w/one-arg", O_PATH));
	empty("directory", opened("/w", O_RDONLY));
	empty("text", opened("/w/plain", O_RDONLY));
	empty("the working directory", dup(AT_FDCWD));
	empty("32 bits", opened("/bin/pie-32", O_RDONLY));
	title("empty path without the flag");
	int fd = opened("/bin/pie", O_RDONLY);
	try_at(fd, "", 0);
	close(fd);
	title("AT_FDCWD and an empty path");
	try_at(AT_FDCWD, "", AT_EMPTY_PATH);
	title("null path");
	try_at(AT_FDCWD, NULL, AT_EMPTY_PATH);
}

static void by_proc(const char *name, int flags) {
	char path[64];
	int fd = opened(name, flags);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	title("%s by %s", name, path);
	try_exec(path, plain_argv, plain_env);
	close(fd);
}

static void deleted(void) {
	static const char *const names[] = {"/bin/static", "/bin/pie", "/w/one-arg"};
	for (int i = 0; i < 3; i++) {
		copied(names[i], "/w/doomed", 0755);
		int fd = opened("/w/doomed", O_RDONLY);
		must(unlink("/w/doomed"), "unlink");
		empty("deleted", fd);
		copied(names[i], "/w/doomed", 0755);
		fd = opened("/w/doomed", O_RDONLY);
		must(rename("/w/doomed", "/w/renamed"), "rename");
		empty("renamed", fd);
		must(unlink("/w/renamed"), "unlink");
	}
}

// in_memory makes a file that has no path at all.
static int in_memory(const char *name, unsigned flags) {
	char buf[1 << 16];
	int in = opened(name, O_RDONLY | O_CLOEXEC), fd = must(syscall(SYS_memfd_create, "memory", flags), "memfd_create");
	ssize_t n;
	while ((n = must(read(in, buf, sizeof buf), name)) > 0)
		must(write(fd, buf, n), "memfd");
	close(in);
	return fd;
}

static void memory(void) {
	static const char *const names[] = {"/bin/static", "/bin/pie", "/bin/static-pie", "/w/one-arg", "/w/plain", "/bin/static-32"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[64];
		title("%s in memory:", names[i]);
		empty("kept", in_memory(names[i], 0));
		empty("closed by exec", in_memory(names[i], 1));
		int fd = in_memory(names[i], 0);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		title("by %s", path);
		try_exec(path, plain_argv, plain_env);
		close(fd);
	}
}

int main(void) {
	struct rlimit files = {512, 512}, stack = {8 << 20, 8 << 20};
	must(setrlimit(RLIMIT_NOFILE, &files), "RLIMIT_NOFILE");
	must(setrlimit(RLIMIT_STACK, &stack), "RLIMIT_STACK");
	directories();
	programs();
	by_proc("/bin/pie", O_RDONLY);
	by_proc("/bin/static", O_PATH);
	by_proc("/w/one-arg", O_RDONLY);
	by_proc("/w/one-arg", O_RDONLY | O_CLOEXEC);
	deleted();
	memory();
	return 0;
}
