// Where prints the addresses that randomization moves, one a line.
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv) {
	printf("program %p\n", (void *)main);
	printf("heap %#lx\n", syscall(SYS_brk, 0));
	printf("mmap %p\n", mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	printf("stack %p\n", (void *)argv);
	printf("vdso %#lx\n", getauxval(AT_SYSINFO_EHDR));
	printf("interpreter %#lx\n", getauxval(AT_BASE));
	return 0;
}
