// Execs executes programs of every kind, under every kind of name, with every
// kind of argument list; the programs are copies of report, and tell the rest.
#include "execs.h"
#include <elf.h>

static void programs(void) {
	static const char *const names[] = {
		"/bin/static", "/bin/static-pie", "/bin/no-pie", "/bin/pie", "/bin/musl", "/bin/musl-static", "/bin/static-32", "/bin/pie-32", "/bin/no-pie-32",
		"/w/to-static", "/w/to-pie", "/mnt/pie", "/mnt/static", "/w/to-mnt", "/w/../w/./to-pie", "//bin//pie",
		"../bin/pie", "to-pie", "./to-pie", "to-mnt", "/bin/suid-pie", "/bin/suid-static", "/proc/self/root/bin/pie", "/proc/self/cwd/to-pie",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		title("%s", names[i]);
		try_exec(names[i], plain_argv, plain_env);
	}
	title("/proc/self/exe");
	try_exec("/proc/self/exe", (char *[]){"again", "same", NULL}, plain_env);
}

static void refused(void) {
	static const char *const names[] = {
		"", "/", ".", "/bin", "/bin/", "/missing", "/missing/x", "/bin/pie/", "/bin/pie/x", "/bin/pie/.", "/bin/static/", "/w/loop", "/w/dangling", "/w/fifo", "/w/text", "/w/empty",
		"/w/plain", "/w/closed/pie", "/w/closed-dir", "/dev/null", "/w/nothing-executable",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		title("%s", names[i]);
		try_exec(names[i], plain_argv, plain_env);
	}
	char name[5000];
	memset(name, 'n', sizeof name);
	for (size_t n = 255; n < sizeof name; n = n < 257 ? n + 1 : n < 4095 ? 4095 : n + 1) {
		if (n > 4097)
			break;
		name[n] = 0;
		title("a name of %zu", n);
		try_exec(name, plain_argv, plain_env);
		name[n] = 'n';
	}
	memset(name, '/', 4095);
	strcpy(name + 4095 - strlen("bin/pie"), "bin/pie");
	title("a path of %zu", strlen(name));
	try_exec(name, plain_argv, plain_env);
}

// spoilt makes ELF files that the kernel refuses, each for its own reason.
static void spoilt(void) {
	static char image[4 << 20];
	int fd = must(open("/bin/pie", O_RDONLY | O_CLOEXEC), "/bin/pie");
	size_t n = must(read(fd, image, sizeof image), "/bin/pie");
	close(fd);
	Elf64_Ehdr *h = (void *)image;
	Elf64_Phdr *p = (void *)(image + h->e_phoff), *interp = NULL;
	for (int i = 0; i < h->e_phnum; i++)
		if (p[i].p_type == PT_INTERP)
			interp = &p[i];
	char *path = image + interp->p_offset, kept[64];
	size_t room = interp->p_filesz;
	memcpy(kept, path, room);
	static const char *const interps[] = {"/nowhere/ld.so", "/w", "/w/plain", "/w/text", "/w/empty", "/w/loop", "/w/ld", "ld", "/bin/static", ""};
	for (size_t i = 0; i < sizeof interps / sizeof *interps; i++) {
		memset(path, 0, room);
		strcpy(path, interps[i]);
		interp->p_filesz = strlen(interps[i]) + 1;
		written("/w/spoilt", image, n, 0755);
		title("interpreter %s", interps[i]);
		try_exec("/w/spoilt", plain_argv, plain_env);
	}
	memcpy(path, kept, room);
	interp->p_filesz = room - 1;
	written("/w/spoilt", image, n, 0755);
	title("interpreter without a NUL");
	try_exec("/w/spoilt", plain_argv, plain_env);
	interp->p_filesz = room;
	h->e_machine = EM_AARCH64;
	written("/w/spoilt", image, n, 0755);
	title("another machine");
	try_exec("/w/spoilt", plain_argv, plain_env);
	h->e_machine = EM_X86_64;
	h->e_type = ET_REL;
	written("/w/spoilt", image, n, 0755);
	title("an object file");
	try_exec("/w/spoilt", plain_argv, plain_env);
	h->e_type = ET_DYN;
	for (size_t cut = 0; cut <= 200; cut += cut < 4 ? 4 : 49) {
		written("/w/spoilt", image, cut, 0755);
		title("the first %zu bytes", cut);
		try_exec("/w/spoilt", plain_argv, plain_env);
	}
	h->e_phnum = 0;
	written("/w/spoilt", image, n, 0755);
	title("no program headers");
	try_exec("/w/spoilt", plain_argv, plain_env);
	unlink("/w/spoilt");
}

// script makes a script and executes it.
static void script(const char *what, const char *text, size_t n) {
	written("/w/script", text, n, 0755);
	title("script %s", what);
	try_exec("/w/script", plain_argv, plain_env);
	unlink("/w/script");
}

static void scripts(void) {
	static const char *const lines[] = {
		"#!/bin/static\n", "#!/bin/pie\n", "#!/bin/pie", "#! \t/bin/pie \t \n", "#!/bin/pie one two  three \n", "#!/bin/pie\tone\n", "#!/bin/pie -x\r\n", "#!/bin/pie\r\n",
		"#!\n", "#!", "#!   \n", "#!\t", "#!../bin/pie up\n", "#!pie\n", "#!/bin/nothing\n", "#!/w\n", "#!/w/plain\n", "#!/w/text\n", "#!/w/to-pie link\n", "#!/mnt/pie bound\n",
		"#!/w/one-arg outer\n", "#!/w/script\n", "#!/bin/pie/x\n", "#!/bin/pie-32 32\n", "#!/bin/no-pie np\n", "#!/w/loop\n", "#!/bin/musl m\n",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		script(lines[i], lines[i], strlen(lines[i]));
	script("with a NUL", "#!/bin/pie a\0b\n", 15);
	script("with a NUL in the name", "#!/bin/pie\0b\n", 13);
}

// longlines has first lines around the length of the kernel's buffer.
static void longlines(void) {
	char text[600];
	for (int n = 252; n < 260; n++) {
		char what[40];
		memset(text, 'y', sizeof text);
		memcpy(text, "#!/bin/pie ", 11);
		text[n - 1] = '\n';
		snprintf(what, sizeof what, "of %d bytes", n);
		script(what, text, sizeof text);
		memset(text + 2, '/', sizeof text - 2);
		strcpy(text + n - 8, "bin/pie");
		text[n - 1] = '\n';
		snprintf(what, sizeof what, "with a name of %d bytes", n);
		script(what, text, sizeof text);
		snprintf(what, sizeof what, "with a name of %d bytes and no newline", n);
		script(what, text, n - 1);
		memset(text + 2, ' ', sizeof text - 2);
		strcpy(text + n - 9, "/bin/pie");
		text[n - 1] = '\n';
		snprintf(what, sizeof what, "with blanks, %d bytes", n);
		script(what, text, sizeof text);
	}
}

static void nested(void) {
	for (int depth = 1; depth <= 7; depth++) {
		char text[64], name[64];
		if (depth == 1)
			snprintf(text, sizeof text, "#!/bin/pie depth 1\n");
		else
			snprintf(text, sizeof text, "#!/w/nest%d depth %d\n", depth - 1, depth);
		snprintf(name, sizeof name, "/w/nest%d", depth);
		written(name, text, strlen(text), 0755);
		title("nested %d", depth);
		try_exec(name, plain_argv, plain_env);
	}
	title("script without permission to execute");
	chmod("/w/nest1", 0644);
	try_exec("/w/nest1", plain_argv, plain_env);
	title("nested script without permission to execute");
	try_exec("/w/nest2", plain_argv, plain_env);
}

int main(int argc, char **argv) {
	if (argc > 1 && strcmp(argv[1], "same") == 0) {
		printf("%s runs again\n", argv[0]);
		return 3;
	}
	struct rlimit files = {512, 512}, stack = {8 << 20, 8 << 20}, core = {0, 0};
	must(setrlimit(RLIMIT_NOFILE, &files), "RLIMIT_NOFILE");
	must(setrlimit(RLIMIT_STACK, &stack), "RLIMIT_STACK");
	must(setrlimit(RLIMIT_CORE, &core), "RLIMIT_CORE");
	programs();
	refused();
	spoilt();
	scripts();
	longlines();
	nested();
	return 0;
}
