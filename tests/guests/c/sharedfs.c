// Sharedfs shares the working directory and the umask with CLONE_FS, parts
// from it with unshare, and shares descriptors with CLONE_FILES.
#include "execs.h"

static char stack[3][1 << 16];

static void where(const char *who) {
	char cwd[200] = "";
	syscall(SYS_getcwd, cwd, sizeof cwd);
	mode_t mask = umask(0);
	umask(mask);
	struct stat st;
	printf("%s: cwd %s, umask %o, ./mark %s, ../w %s\n", who, cwd, mask, stat("mark", &st) ? strerrorname_np(errno) : "0", stat("../w", &st) ? strerrorname_np(errno) : "0");
	fflush(stdout);
}

static int moves(void *to) {
	where("child at first");
	if (chdir(to))
		printf("chdir %s\n", strerrorname_np(errno));
	umask(0111);
	where("child");
	return 0;
}

static int parts(void *to) {
	if (unshare(CLONE_FS))
		printf("unshare %s\n", strerrorname_np(errno));
	return moves(to);
}

static int opens(void *name) {
	int fd = open(name, O_RDONLY | O_DIRECTORY);
	printf("opened %d\n", fd);
	fflush(stdout);
	return fd;
}

static int execs(void *to) {
	if (chdir(to))
		printf("chdir %s\n", strerrorname_np(errno));
	execve("/bin/sharedfs", (char *[]){"sharedfs", "show", NULL}, plain_env);
	failed();
	return 0;
}

static int nested(void *to) {
	pid_t pid = must(clone(moves, stack[1] + sizeof stack[1], CLONE_FS | CLONE_VM | SIGCHLD, to), "clone");
	must(waitpid(pid, NULL, __WALL), "waitpid");
	where("child after its own child");
	return 0;
}

static int run(const char *what, int (*f)(void *), int flags, void *arg) {
	int status;
	title("%s", what);
	pid_t pid = must(clone(f, stack[0] + sizeof stack[0], flags | SIGCHLD, arg), "clone");
	must(waitpid(pid, &status, __WALL), "waitpid");
	where("parent");
	return WEXITSTATUS(status);
}

static void home(void) {
	must(chdir("/w"), "chdir");
	umask(022);
}

int main(int argc, char **argv) {
	if (argc > 1) {
		where("executed");
		return 0;
	}
	static const struct {
		int flags;
		const char *name;
	} ways[] = {{0, "0"}, {CLONE_FS, "FS"}, {CLONE_VM, "VM"}, {CLONE_FS | CLONE_VM, "FS|VM"}, {CLONE_FS | CLONE_VM | CLONE_VFORK, "FS|VM|VFORK"}, {CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_VM, "FS|FILES|SIGHAND|VM"}};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		char what[60];
		home();
		snprintf(what, sizeof what, "%s, chdir", ways[i].name);
		run(what, moves, ways[i].flags, "/w/a");
		home();
		snprintf(what, sizeof what, "%s, unshare, chdir", ways[i].name);
		run(what, parts, ways[i].flags, "/w/b");
		home();
		snprintf(what, sizeof what, "%s, exec", ways[i].name);
		run(what, execs, ways[i].flags & ~(CLONE_VM | CLONE_SIGHAND), "/mnt");
		home();
		snprintf(what, sizeof what, "%s, nested", ways[i].name);
		run(what, nested, ways[i].flags, "/mnt");
	}
	home();
	int fd = run("descriptor without sharing", opens, 0, "/w/a");
	printf("fchdir %s\n", fchdir(fd) ? strerrorname_np(errno) : "0");
	fd = run("shared descriptor", opens, CLONE_FILES, "/w/b");
	printf("fchdir %s\n", fchdir(fd) ? strerrorname_np(errno) : "0");
	where("parent");
	return 0;
}
