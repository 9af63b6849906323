// What the programs share that execute others and tell how it went.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static char *const plain_env[] = {"A=1", "B=two words", NULL};
static char *const plain_argv[] = {"argv0", "one", NULL};

// title prints what comes next.
static inline void title(const char *format, ...) {
	va_list args;
	va_start(args, format);
	printf("-- ");
	vprintf(format, args);
	puts("");
	fflush(stdout);
	va_end(args);
}

// must ends the program if its preparation failed.
static inline long must(long ret, const char *what) {
	if (ret >= 0)
		return ret;
	printf("cannot prepare: %s: %s\n", what, strerrorname_np(errno));
	fflush(stdout);
	_exit(98);
}

// failed tells why an exec returned and ends the child.
static inline void failed(void) {
	printf("= %s\n", strerrorname_np(errno));
	fflush(stdout);
	_exit(0);
}

// ended waits for a child and tells how it ended.
static inline void ended(pid_t pid) {
	int status;
	must(waitpid(pid, &status, __WALL), "waitpid");
	if (WIFSIGNALED(status))
		printf("killed by signal %d\n", WTERMSIG(status));
	else if (WEXITSTATUS(status))
		printf("exit %d\n", WEXITSTATUS(status));
	fflush(stdout);
}

static inline long execveat_raw(int dir, const char *path, char *const argv[], char *const envp[], int flags) {
	return syscall(SYS_execveat, dir, path, argv, envp, flags);
}

// try_exec executes a path in a child.
static inline void try_exec(const char *path, char *const argv[], char *const envp[]) {
	fflush(stdout);
	pid_t pid = must(fork(), "fork");
	if (pid == 0) {
		syscall(SYS_execve, path, argv, envp);
		failed();
	}
	ended(pid);
}

// try_at executes a path from a directory descriptor in a child.
static inline void try_at(int dir, const char *path, int flags) {
	fflush(stdout);
	pid_t pid = must(fork(), "fork");
	if (pid == 0) {
		execveat_raw(dir, path, plain_argv, plain_env, flags);
		failed();
	}
	ended(pid);
}

// copied copies a program, so that it can be spoilt.
static inline void copied(const char *from, const char *to, mode_t mode) {
	char buf[1 << 16];
	int in = must(open(from, O_RDONLY | O_CLOEXEC), from), out = must(open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755), to);
	ssize_t n;
	while ((n = must(read(in, buf, sizeof buf), from)) > 0)
		must(write(out, buf, n), to);
	close(in);
	close(out);
	must(chmod(to, mode), to);
}

// written makes a file with some bytes.
static inline void written(const char *name, const char *bytes, size_t n, mode_t mode) {
	int fd = must(open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755), name);
	must(write(fd, bytes, n), name);
	close(fd);
	must(chmod(name, mode), name);
}
