// Brk moves the end of the heap up to 200 MiB and back.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char end[];

static char *brk_to(char *to) { return (char *)syscall(SYS_brk, to); }

int main(int argc, char **argv) {
	static char buf[1000]; // or printf would take one from the heap
	setvbuf(stdout, buf, _IOFBF, sizeof buf);
	char *first = brk_to(0), *at = first;
	printf("page %ld, behind bss %d\n", (long)first & 4095, first >= end);
	int zero = 1;
	for (int i = 0; i < 200; i++) {
		char *next = brk_to(at + (1 << 20));
		if (next != at + (1 << 20)) {
			printf("stopped at %d MiB\n", i);
			return 1;
		}
		for (int j = 0; j < 1 << 20; j += 4096)
			zero &= next[j - (1 << 20)] == 0;
		memset(next - (1 << 20), 'x', 1 << 20);
		at = next;
	}
	printf("200 MiB, zero %d\n", zero);
	printf("below the start: %d\n", brk_to(first - 1) == at);
	printf("odd size: %d\n", brk_to(at + 123) == at + 123);
	printf("back: %d\n", brk_to(first) == first);
	printf("again zero: %d\n", brk_to(first + 8192) == first + 8192 && first[5000] == 0);
	return 0;
}
