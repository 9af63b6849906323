// Report tells what a program finds when it starts: arguments, environment,
// the auxiliary vector and how it fits the program, what /proc says of it, and
// what execve(2) let it inherit. Each line is the same in every run.
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

extern char **environ;
extern const ElfW(Ehdr) __ehdr_start __attribute__((weak, visibility("hidden")));
extern char end[];

static ElfW(auxv_t) *auxv;

// quoted prints a string; of a long one the length.
static void quoted(const char *title, const char *s, size_t n) {
	printf("%s ", title);
	if (n > 300) {
		printf("%zu bytes\n", n);
		return;
	}
	putchar('"');
	for (size_t i = 0; i < n; i++) {
		if (s[i] >= ' ' && s[i] < 127)
			putchar(s[i]);
		else
			printf("\\x%02x", (unsigned char)s[i]);
	}
	puts("\"");
}

static void strings(const char *title, char **list) {
	size_t total = 0, count = 0;
	for (; list[count]; count++) {
		total += strlen(list[count]) + 1;
		if (count < 12)
			quoted(title, list[count], strlen(list[count]));
	}
	printf("%s: %zu, %zu bytes\n", title, count, total);
}

static ElfW(auxv_t) *aux(unsigned long type) {
	for (ElfW(auxv_t) *a = auxv; a->a_type != AT_NULL; a++)
		if (a->a_type == type)
			return a;
	return NULL;
}

static unsigned long auxval(unsigned long type) {
	ElfW(auxv_t) *a = aux(type);
	return a ? a->a_un.a_val : 0;
}

static void file(const char *title, const char *name) {
	static char buf[1 << 16];
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, buf, sizeof buf), more = n;
	while (fd >= 0 && more > 0 && (size_t)n < sizeof buf) {
		more = read(fd, buf + n, sizeof buf - n);
		n += more > 0 ? more : 0;
	}
	close(fd);
	if (n < 0)
		printf("%s: errno %d\n", title, errno);
	else
		quoted(title, buf, n);
}

static void link_of(const char *title, const char *name) {
	char buf[4096];
	ssize_t n = readlink(name, buf, sizeof buf);
	if (n < 0)
		printf("%s: errno %d\n", title, errno);
	else
		quoted(title, buf, n);
}

// mapped prints which file, or what else, is mapped at an address.
static void mapped(const char *title, uintptr_t address) {
	char line[5000];
	FILE *maps = fopen("/proc/self/maps", "re");
	while (maps && fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		int at = 0;
		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %n", &from, &to, &at) < 2 || address < from || address >= to)
			continue;
		line[strcspn(line, "\n")] = 0;
		quoted(title, line + at, strlen(line + at));
		fclose(maps);
		return;
	}
	if (maps)
		fclose(maps);
	printf("%s: not mapped\n", title);
}

static void auxiliary(void) {
	printf("auxv:");
	for (ElfW(auxv_t) *a = auxv; a->a_type != AT_NULL; a++)
		printf(" %lu", (unsigned long)a->a_type);
	puts("");
	const ElfW(Ehdr) *h = &__ehdr_start;
	const char *base = (const char *)h;
	uintptr_t bias = h->e_type == ET_DYN ? (uintptr_t)base : 0;
	printf("AT_PHDR fits: %d\n", auxval(AT_PHDR) == (uintptr_t)(base + h->e_phoff));
	printf("AT_PHENT, AT_PHNUM fit: %d %d\n", auxval(AT_PHENT) == h->e_phentsize, auxval(AT_PHNUM) == h->e_phnum);
	printf("AT_ENTRY fits: %d\n", auxval(AT_ENTRY) == bias + h->e_entry);
	if (auxval(AT_BASE)) {
		printf("AT_BASE is an ELF file: %d\n", !memcmp((void *)auxval(AT_BASE), ELFMAG, SELFMAG));
		mapped("AT_BASE in", auxval(AT_BASE));
	} else {
		printf("AT_BASE: %s\n", aux(AT_BASE) ? "0" : "none");
	}
	if (auxval(AT_SYSINFO_EHDR))
		mapped("AT_SYSINFO_EHDR in", auxval(AT_SYSINFO_EHDR));
	printf("ids fit: %d %d %d %d\n", auxval(AT_UID) == getuid(), auxval(AT_EUID) == geteuid(), auxval(AT_GID) == getgid(), auxval(AT_EGID) == getegid());
	printf("AT_SECURE %lu AT_PAGESZ %lu AT_CLKTCK %lu AT_FLAGS %lu\n", auxval(AT_SECURE), auxval(AT_PAGESZ), auxval(AT_CLKTCK), auxval(AT_FLAGS));
	printf("AT_HWCAP: %d AT_MINSIGSTKSZ: %d\n", auxval(AT_HWCAP) != 0, auxval(51) != 0);
	printf("AT_RANDOM: %d AT_PLATFORM %s\n", auxval(AT_RANDOM) != 0, (char *)auxval(AT_PLATFORM));
	char *fn = (char *)auxval(AT_EXECFN);
	quoted("AT_EXECFN", fn ? fn : "", fn ? strlen(fn) : 0);
}

// stack tells whether the strings lie as the kernel lays them: arguments,
// environment, then the name of the program.
static void stack(int argc, char **argv) {
	char *next = argv[0];
	int ordered = 1;
	for (int i = 0; i < argc; i++) {
		ordered &= argv[i] == next;
		next = argv[i] + strlen(argv[i]) + 1;
	}
	for (char **e = environ; *e; e++) {
		ordered &= *e == next;
		next = *e + strlen(*e) + 1;
	}
	printf("strings in order: %d, AT_EXECFN follows: %d\n", ordered, (char *)auxval(AT_EXECFN) == next);
	mapped("stack in", (uintptr_t)argv);
}

static void proc(void) {
	char name[16] = "";
	link_of("exe", "/proc/self/exe");
	link_of("cwd", "/proc/self/cwd");
	link_of("root", "/proc/self/root");
	file("cmdline", "/proc/self/cmdline");
	file("comm", "/proc/self/comm");
	prctl(PR_GET_NAME, name);
	quoted("PR_GET_NAME", name, strlen(name));
	mapped("text in", (uintptr_t)proc);
	mapped("data in", (uintptr_t)&auxv);
	static char copy[4096];
	int fd = open("/proc/self/auxv", O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, copy, sizeof copy);
	close(fd);
	printf("/proc/self/auxv fits: %d\n", n > 0 && !memcmp(copy, auxv, n));
}

static void heap(void) {
	// The kernel moves the first break at random by up to 1 GiB, 32-bit programs
	// by up to 32 MiB.
	char *brk = (char *)syscall(SYS_brk, 0);
	unsigned long most = sizeof(long) == 8 ? 0x41000000 : 0x3000000;
	printf("brk behind bss: %d, near: %d\n", brk >= end, (unsigned long)(brk - end) < most);
	printf("grows: %d\n", (char *)syscall(SYS_brk, brk + (1 << 20)) == brk + (1 << 20));
	mapped("heap in", (uintptr_t)brk);
}

static void signals(void) {
	sigset_t set, pending;
	sigprocmask(SIG_BLOCK, NULL, &set);
	sigpending(&pending);
	printf("signals:");
	for (int s = 1; s < 65; s++) {
		struct sigaction a;
		if (sigismember(&set, s) == 1)
			printf(" %d blocked", s);
		if (sigismember(&pending, s) == 1)
			printf(" %d pending", s);
		if (s != SIGKILL && s != SIGSTOP && sigaction(s, NULL, &a) == 0 && a.sa_handler != SIG_DFL)
			printf(" %d %s", s, a.sa_handler == SIG_IGN ? "ignored" : "handled");
	}
	stack_t alt;
	sigaltstack(NULL, &alt);
	printf(" altstack %d\n", alt.ss_flags);
}

static void inherited(void) {
	mode_t mask = umask(0);
	umask(mask);
	printf("umask %o nice %d personality %#x dumpable %d\n", mask, getpriority(PRIO_PROCESS, 0), personality(0xffffffff), prctl(PR_GET_DUMPABLE));
	struct rlimit files, stack;
	getrlimit(RLIMIT_NOFILE, &files);
	getrlimit(RLIMIT_STACK, &stack);
	printf("limits: %llu files, %llu stack\n", (unsigned long long)files.rlim_cur, (unsigned long long)stack.rlim_cur);
	printf("descriptors:");
	for (int fd = 0; fd < 100; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf(" %d", fd);
	struct itimerval t;
	getitimer(ITIMER_REAL, &t);
	printf("\ntimer runs: %d\n", t.it_value.tv_sec > 0);
	printf("leads its threads: %d\n", getpid() == syscall(SYS_gettid));
}

int main(int argc, char **argv) {
	char **e = environ;
	while (*e)
		e++;
	auxv = (ElfW(auxv_t) *)(e + 1);
	printf("argc %d\n", argc);
	strings("argv", argv);
	strings("env", environ);
	auxiliary();
	stack(argc, argv);
	proc();
	heap();
	signals();
	inherited();
	fflush(stdout);
	return 7;
}
