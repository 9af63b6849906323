// Regs32 is regs for a 32-bit program: only eax may change.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct state {
	uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp;
};

struct state in, out;
void call(void);

__asm__(
	".text\n.globl call\ncall:\n"
	"push %ebx\npush %esi\npush %edi\npush %ebp\n"
	"mov in+4, %ebx\nmov in+8, %ecx\nmov in+12, %edx\nmov in+16, %esi\nmov in+20, %edi\nmov in+24, %ebp\nmov %esp, in+28\nmov in, %eax\n"
	"int $0x80\n"
	"mov %eax, out\nmov %ebx, out+4\nmov %ecx, out+8\nmov %edx, out+12\nmov %esi, out+16\nmov %edi, out+20\nmov %ebp, out+24\nmov %esp, out+28\n"
	"pop %ebp\npop %edi\npop %esi\npop %ebx\nret\n");

static const char *const names[] = {"eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "esp"};

static void make(const char *what, long nr, int count, const uint32_t *args) {
	memset(&out, 0, sizeof out);
	for (int i = 0; i < 7; i++)
		(&in.eax)[i] = 0xdead0000 + i;
	in.eax = nr;
	memcpy(&in.ebx, args, count * sizeof *args);
	call();
	int ret = out.eax;
	printf("%s: %s", what, ret < 0 && ret >= -4095 ? strerrorname_np(-ret) : "ok");
	for (int i = 1; i < 8; i++)
		if ((&in.eax)[i] != (&out.eax)[i])
			printf(" %s", names[i]);
	puts("");
	fflush(stdout);
}

#define CALL(name, ...) make(#name " " #__VA_ARGS__, SYS_##name, sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__})

static char buf[4096];

static void paths(const char *path) {
	uint32_t p = (uint32_t)path, b = (uint32_t)buf;
	printf("-- %s\n", path);
	CALL(open, p, O_RDONLY, 0);
	CALL(openat, AT_FDCWD, p, O_RDONLY, 0);
	CALL(stat64, p, b);
	CALL(lstat64, p, b);
	CALL(fstatat64, AT_FDCWD, p, b, 0);
	CALL(stat, p, b);
	CALL(statx, AT_FDCWD, p, 0, 0x7ff, b);
	CALL(access, p, R_OK);
	CALL(readlink, p, b, sizeof buf);
	CALL(statfs64, p, 84, b);
	CALL(chdir, p);
	CALL(chmod, p, 0755);
	CALL(chown32, p, -1, -1);
	CALL(mkdir, p, 0755);
	CALL(mknod, p, S_IFIFO | 0600, 0);
	CALL(truncate64, p, 3, 0);
	CALL(execve, p, 0, 0);
	CALL(getcwd, b, sizeof buf);
}

int main(void) {
	paths("/w/d/file");
	paths("/w/d/dir");
	paths("/w/d/missing");
	paths("/mnt/in");
	paths("");
	uint32_t args[] = {1, 1, 0};
	make("socketcall socket", SYS_socketcall, 2, (uint32_t[]){1, (uint32_t)args});
	make("socketcall bad pointer", SYS_socketcall, 2, (uint32_t[]){2, 1});
	make("a number that no call has", 5000, 0, NULL);
	return 0;
}
