// Execargs executes programs with argument lists of every kind and size, bad
// pointers, and files that are busy.
#include "execs.h"

// both executes a static and a dynamic program and a script.
static void both(const char *what, char *const argv[], char *const envp[]) {
	static const char *const names[] = {"/bin/static", "/bin/pie", "/w/one-arg"};
	for (int i = 0; i < 3; i++) {
		title("%s: %s", what, names[i]);
		try_exec(names[i], argv, envp);
	}
}

static void lists(void) {
	both("no argv", NULL, plain_env);
	both("empty argv", (char *[]){NULL}, plain_env);
	both("empty argv[0]", (char *[]){"", NULL}, plain_env);
	both("argv[0] with a slash", (char *[]){"/some/where", "", "x", NULL}, plain_env);
	both("argv[0] of a login", (char *[]){"-sh", NULL}, plain_env);
	both("no env", plain_argv, NULL);
	both("empty env", plain_argv, (char *[]){NULL});
	both("odd env", plain_argv, (char *[]){"", "=", "A", "A=1", "A=2", "LD_LIBRARY_PATH=", "\xff\xfe=\n", NULL});
	both("LD_ variables", plain_argv, (char *[]){"LD_LIBRARY_PATH=/nowhere", "LD_BIND_NOW=1", "LD_PRELOAD=", NULL});
}

static void pointers(void) {
	char *bad[] = {"x", (char *)1, NULL};
	both("bad pointer in argv", bad, plain_env);
	both("bad pointer in env", plain_argv, bad);
	both("bad argv", (char *const *)1, plain_env);
	both("bad env", plain_argv, (char *const *)-8);
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(page + 4096, 4096);
	strcpy(page + 4096 - 12, "at the end!");
	both("argument at the end of a page", (char *[]){"x", page + 4096 - 12, NULL}, plain_env);
	page[4095] = '!';
	both("argument cut by the end of a page", (char *[]){"x", page + 4096 - 12, NULL}, plain_env);
	char **list = (char **)(page + 4096) - 2;
	list[0] = "listed";
	list[1] = NULL;
	both("list at the end of a page", list, plain_env);
	list[1] = "cut";
	both("list cut by the end of a page", list, plain_env);
	title("bad path");
	try_exec((char *)1, plain_argv, plain_env);
	title("null path");
	try_exec(NULL, plain_argv, plain_env);
	title("bad path and bad argv");
	try_exec("/missing", (char *const *)1, plain_env);
}

// sizes goes to the limits: 128 KiB for one string, a quarter of the stack for
// all of them.
static void sizes(void) {
	static char text[140000], *many[300001];
	for (int n = 131070; n <= 131073; n++) {
		memset(text, 'a', n);
		text[n] = 0;
		char what[40];
		snprintf(what, sizeof what, "argument of %d", n);
		both(what, (char *[]){"x", text, NULL}, plain_env);
		both(what, plain_argv, (char *[]){text, NULL});
	}
	text[100000] = 0;
	for (int count = 10; count <= 30; count += 5) {
		for (int i = 0; i < count; i++)
			many[i] = text;
		many[count] = NULL;
		char what[40];
		snprintf(what, sizeof what, "%d arguments of 100000", count);
		both(what, many, plain_env);
	}
	for (int count = 50000; count <= 300000; count += 50000) {
		for (int i = 0; i < count; i++)
			many[i] = "a";
		many[count] = NULL;
		char what[40];
		snprintf(what, sizeof what, "%d arguments", count);
		both(what, many, plain_env);
	}
}

// writing tells what becomes of attempts to change a program that runs.
static void writing(const char *name) {
	int fd = open(name, O_WRONLY | O_CLOEXEC);
	printf("%s: write %s", name, fd < 0 ? strerrorname_np(errno) : "0");
	close(fd);
	fd = open(name, O_RDWR | O_TRUNC | O_CLOEXEC);
	printf(", truncating open %s", fd < 0 ? strerrorname_np(errno) : "0");
	close(fd);
	printf(", truncate %s", truncate(name, 1) < 0 ? strerrorname_np(errno) : "0");
	printf(", rename %s\n", rename(name, "/w/renamed") < 0 || rename("/w/renamed", name) < 0 ? strerrorname_np(errno) : "0");
}

static void running(void) {
	static const char *const names[] = {"/w/wait-static", "/w/wait-pie"};
	for (int i = 0; i < 2; i++) {
		int ready[2], go[2];
		must(pipe(ready), "pipe");
		must(pipe(go), "pipe");
		title("running %s", names[i]);
		pid_t pid = must(fork(), "fork");
		if (pid == 0) {
			dup2(go[0], 0);
			dup2(ready[1], 3);
			execve(names[i], (char *[]){"wait", NULL}, plain_env);
			failed();
		}
		char c;
		must(read(ready[0], &c, 1), "read");
		writing(names[i]);
		must(write(go[1], "x", 1), "write");
		ended(pid);
		for (int j = 0; j < 2; j++)
			close(ready[j]), close(go[j]);
	}
	writing("/w/wait-static");
}

// busy executes what is open for writing, and writes what runs.
static void busy(void) {
	static const char *const names[] = {"/w/copy-static", "/w/copy-pie", "/w/copy-script"};
	copied("/bin/static", names[0], 0755);
	copied("/bin/pie", names[1], 0755);
	copied("/w/one-arg", names[2], 0755);
	for (int i = 0; i < 3; i++) {
		int fd = must(open(names[i], O_RDWR | O_CLOEXEC), names[i]);
		title("busy %s", names[i]);
		try_exec(names[i], plain_argv, plain_env);
		close(fd);
	}
	copied("/bin/pie", "/w/interp", 0755);
	static const char line[] = "#!/w/interp arg\n";
	written("/w/copy-script", line, sizeof line - 1, 0755);
	int fd = must(open("/w/interp", O_RDWR | O_CLOEXEC), "/w/interp");
	title("busy interpreter of a script");
	try_exec("/w/copy-script", plain_argv, plain_env);
	close(fd);
	running();
}

int main(void) {
	struct rlimit files = {512, 512}, stack = {8 << 20, 8 << 20}, core = {0, 0};
	must(setrlimit(RLIMIT_NOFILE, &files), "RLIMIT_NOFILE");
	must(setrlimit(RLIMIT_STACK, &stack), "RLIMIT_STACK");
	must(setrlimit(RLIMIT_CORE, &core), "RLIMIT_CORE");
	lists();
	pointers();
	sizes();
	busy();
	return 0;
}
