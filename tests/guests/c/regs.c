// Regs makes system calls with a pattern in every register and tells which of
// them came back changed. A call may change rax, and rcx and r11, which the
// syscall instruction itself uses; nothing else, nor the 128 bytes below the
// stack pointer, nor the strings that it read.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

// The order of the words is known to the code below.
struct state {
	uint64_t rax, rdi, rsi, rdx, r10, r8, r9, rbx, rbp, r12, r13, r14, r15, flags, rsp;
	uint8_t xmm[16][16] __attribute__((aligned(16)));
	uint64_t red[16];
};

struct state in, out;
void call(void);

__asm__(
	".text\n.globl call\ncall:\n"
	"push %rbx\npush %rbp\npush %r12\npush %r13\npush %r14\npush %r15\nsub $256, %rsp\n"
	"lea in(%rip), %rax\n"
	".set i, 0\n.rept 16\nmov 384+i*8(%rax), %rcx\nmov %rcx, -128+i*8(%rsp)\n.set i, i+1\n.endr\n"
	".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\nmovdqa 128+\\n*16(%rax), %xmm\\n\n.endr\n"
	"mov 8(%rax), %rdi\nmov 16(%rax), %rsi\nmov 24(%rax), %rdx\nmov 32(%rax), %r10\nmov 40(%rax), %r8\nmov 48(%rax), %r9\n"
	"mov 56(%rax), %rbx\nmov 64(%rax), %rbp\nmov 72(%rax), %r12\nmov 80(%rax), %r13\nmov 88(%rax), %r14\nmov 96(%rax), %r15\n"
	"mov %rsp, 112(%rax)\nmov 0(%rax), %rax\nstc\nstd\n"
	"syscall\n"
	"mov %rax, out+0(%rip)\nmov %rsp, out+112(%rip)\n"
	// From here the red zone may not be touched before it is saved.
	"lea out(%rip), %rax\nmov %rdi, 8(%rax)\nmov %rsi, 16(%rax)\nmov %rdx, 24(%rax)\nmov %r10, 32(%rax)\nmov %r8, 40(%rax)\nmov %r9, 48(%rax)\n"
	"mov %rbx, 56(%rax)\nmov %rbp, 64(%rax)\nmov %r12, 72(%rax)\nmov %r13, 80(%rax)\nmov %r14, 88(%rax)\nmov %r15, 96(%rax)\n"
	".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\nmovdqa %xmm\\n, 128+\\n*16(%rax)\n.endr\n"
	".set i, 0\n.rept 16\nmov -128+i*8(%rsp), %rcx\nmov %rcx, 384+i*8(%rax)\n.set i, i+1\n.endr\n"
	"pushfq\npopq 104(%rax)\ncld\n"
	"add $256, %rsp\npop %r15\npop %r14\npop %r13\npop %r12\npop %rbp\npop %rbx\nret\n");

static const char *const names[] = {"rax", "rdi", "rsi", "rdx", "r10", "r8", "r9", "rbx", "rbp", "r12", "r13", "r14", "r15"};

// report prints the result and what changed that must not.
static void report(const char *what) {
	int64_t ret = out.rax;
	printf("%s: %s", what, ret < 0 && ret >= -4095 ? strerrorname_np(-ret) : "ok");
	for (int i = 1; i < 13; i++)
		if ((&in.rax)[i] != (&out.rax)[i])
			printf(" %s", names[i]);
	if (in.rsp != out.rsp)
		printf(" rsp");
	if ((out.flags & 0x401) != 0x401)
		printf(" flags");
	for (int i = 0; i < 16; i++)
		if (memcmp(in.xmm[i], out.xmm[i], 16))
			printf(" xmm%d", i);
	if (memcmp(in.red, out.red, sizeof in.red))
		printf(" red zone");
	puts("");
	fflush(stdout);
}

static char strings[8192], before[8192];
static size_t used;

// text puts a string where its bytes are watched.
static uint64_t text(const char *s) {
	char *at = strings + used;
	used += strlen(s) + 1;
	return (uint64_t)strcpy(at, s);
}

// make fills the registers that the call does not use with a pattern.
static void make(const char *what, long nr, int count, const uint64_t *args) {
	memset(&out, 0, sizeof out);
	for (int i = 0; i < 16; i++) {
		in.red[i] = 0x7e57c0de00000000 + i;
		memset(in.xmm[i], 0xa0 + i, 16);
	}
	for (int i = 0; i < 13; i++)
		(&in.rax)[i] = 0xdeadbeef00000000 + i;
	in.rax = nr;
	memcpy(&in.rdi, args, count * sizeof *args);
	memcpy(before, strings, sizeof strings);
	call();
	report(what);
	if (nr == SYS_open || nr == SYS_openat)
		close(out.rax);
	if (memcmp(before, strings, sizeof strings))
		printf("%s changed a string\n", what);
}

#define CALL(name, ...) make(#name " " #__VA_ARGS__, SYS_##name, sizeof((uint64_t[]){__VA_ARGS__}) / 8, (uint64_t[]){__VA_ARGS__})

static struct stat st;
static struct statfs fs;
static char buf[4096];

static void paths(const char *path) {
	uint64_t p = text(path), cwd = (uint64_t)(int64_t)AT_FDCWD;
	printf("-- %s\n", path);
	CALL(open, p, O_RDONLY, 0);
	CALL(openat, cwd, p, O_RDONLY, 0);
	CALL(open, p, O_PATH);
	CALL(stat, p, (uint64_t)&st);
	CALL(lstat, p, (uint64_t)&st);
	CALL(newfstatat, cwd, p, (uint64_t)&st, 0);
	CALL(statx, cwd, p, 0, 0x7ff, (uint64_t)buf);
	CALL(access, p, R_OK);
	CALL(faccessat, cwd, p, R_OK);
	CALL(readlink, p, (uint64_t)buf, sizeof buf);
	CALL(readlinkat, cwd, p, (uint64_t)buf, sizeof buf);
	CALL(statfs, p, (uint64_t)&fs);
	CALL(chdir, p);
	CALL(chmod, p, 0755);
	CALL(chown, p, -1, -1);
	CALL(utimensat, cwd, p, 0, 0);
	CALL(getxattr, p, text("user.a"), (uint64_t)buf, 10);
	CALL(mkdir, p, 0755);
	CALL(mkdirat, cwd, p, 0755);
	CALL(mknod, p, S_IFIFO | 0600, 0);
	CALL(symlink, p, text("/w/d/newlink"));
	CALL(rename, p, text("/w/d/renamed"));
	CALL(rename, text("/w/d/renamed"), p);
	CALL(link, p, text("/w/d/linked"));
	CALL(unlink, text("/w/d/linked"));
	CALL(unlink, text("/w/d/newlink"));
	CALL(rmdir, p);
	CALL(truncate, p, 3);
	CALL(execve, p, 0, 0);
	CALL(execveat, cwd, p, 0, 0, 0);
	CALL(chroot, p);
	CALL(name_to_handle_at, cwd, p, 0, 0, 0);
	used = 0;
}

static void others(void) {
	struct sockaddr_un a = {AF_UNIX, "/w/d/socket"};
	socklen_t n = sizeof a;
	int s = socket(AF_UNIX, SOCK_STREAM, 0), notify = inotify_init();
	puts("-- others");
	CALL(getcwd, (uint64_t)buf, sizeof buf);
	CALL(getcwd, (uint64_t)buf, 1);
	CALL(getpid, 0);
	CALL(close, 999);
	CALL(fstat, 0, (uint64_t)&st);
	CALL(bind, s, (uint64_t)&a, sizeof a);
	CALL(bind, s, (uint64_t)&a, sizeof a);
	CALL(getsockname, s, (uint64_t)&a, (uint64_t)&n);
	CALL(connect, s, (uint64_t)&a, sizeof a);
	CALL(sendto, s, (uint64_t)"x", 1, MSG_NOSIGNAL, (uint64_t)&a, sizeof a);
	CALL(inotify_add_watch, notify, text("/w"), IN_CREATE);
	CALL(inotify_add_watch, notify, text("/w/none"), IN_CREATE);
	CALL(fchdir, 0);
	CALL(umask, 022);
	CALL(brk, 0);
	CALL(mount, text("/w"), text("/w"), 0, 0, 0);
	make("a number that no call has", 5000, 0, NULL);
	make("a negative number", -1, 0, NULL);
	CALL(open, 1, 0);
	CALL(stat, 0, 0);
	CALL(stat, text("/w"), 1);
	CALL(kill, getpid(), SIGURG);
	CALL(unlink, text("/w/d/socket"));
}

int main(void) {
	paths("/w/d/file");
	paths("/w/d/dir");
	paths("/w/d/link");
	paths("/w/d/missing");
	paths("/w/d/file/x");
	paths("/mnt/in");
	paths("/proc/self/cwd");
	paths("");
	others();
	return 0;
}
