// Births starts programs in every way there is: fork, vfork, posix_spawn,
// clone and clone3 with their flags, from threads, with signals, timers and
// descriptors that an exec keeps or drops.
#include "execs.h"
#include <linux/sched.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/prctl.h>

static const char *const targets[] = {"/bin/static", "/bin/pie", "/w/one-arg", "/bin/pie-32", "/missing"};
enum { NTARGETS = 5 };

static void with_vfork(const char *path) {
	static volatile int shared;
	shared = 1;
	title("vfork %s", path);
	pid_t pid = vfork();
	if (pid == 0) {
		shared = 2;
		syscall(SYS_execve, path, plain_argv, plain_env);
		shared = 3;
		_exit(9);
	}
	ended(pid);
	printf("shared: %d\n", shared);
}

static void with_spawn(const char *path) {
	title("posix_spawn %s", path);
	pid_t pid;
	int err = posix_spawn(&pid, path, NULL, NULL, plain_argv, plain_env);
	printf("%s\n", err ? strerrorname_np(err) : "spawned");
	if (!err)
		ended(pid);
}

static void with_clone3(const char *path, unsigned long flags, const char *name) {
	title("clone3 %s %s", name, path);
	struct clone_args args = {.flags = flags, .exit_signal = flags & CLONE_PARENT ? 0 : SIGCHLD};
	pid_t pid = syscall(SYS_clone3, &args, sizeof args);
	if (pid == 0) {
		syscall(SYS_execve, path, plain_argv, plain_env);
		failed();
	}
	if (must(pid, "clone3"))
		ended(pid);
}

static void with_clone(const char *path, unsigned long flags, const char *name) {
	title("clone %s %s", name, path);
	pid_t pid = syscall(SYS_clone, flags, 0, 0, 0, 0);
	if (pid == 0) {
		struct stat st;
		char cwd[100] = "";
		int ret = stat("/w/one-arg", &st);
		printf("child: stat %s, cwd %s\n", ret ? strerrorname_np(errno) : "0", getcwd(cwd, sizeof cwd));
		fflush(stdout);
		syscall(SYS_execve, path, plain_argv, plain_env);
		failed();
	}
	if (must(pid, "clone"))
		ended(pid);
}

static void *run(void *path) {
	syscall(SYS_execve, path, plain_argv, plain_env);
	failed();
	return NULL;
}

static void *idle(void *arg) {
	pause();
	return arg;
}

// from_thread lets a thread that is not the leader execute, while others wait.
static void from_thread(const char *path, int idlers, int leader_gone) {
	title("exec from a thread beside %d%s %s", idlers, leader_gone ? ", leader gone," : "", path);
	pid_t pid = must(fork(), "fork");
	if (pid == 0) {
		pthread_t t;
		for (int i = 0; i < idlers; i++)
			pthread_create(&t, NULL, idle, NULL);
		pthread_create(&t, NULL, run, (void *)path);
		if (leader_gone)
			syscall(SYS_exit, 0);
		pthread_join(t, NULL);
		fflush(stdout);
		_exit(0);
	}
	ended(pid);
}

static void handler(int s) { (void)s; }

// kept sets all that an exec keeps or resets.
static void kept(const char *path) {
	title("inheritance %s", path);
	pid_t pid = must(fork(), "fork");
	if (pid == 0) {
		static char stack[1 << 16];
		stack_t alt = {.ss_sp = stack, .ss_size = sizeof stack};
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGTERM);
		sigaddset(&set, SIGRTMIN + 3);
		sigaddset(&set, SIGUSR1);
		sigprocmask(SIG_BLOCK, &set, NULL);
		signal(SIGHUP, SIG_IGN);
		signal(SIGPIPE, SIG_IGN);
		signal(SIGUSR2, handler);
		signal(SIGCHLD, SIG_IGN);
		sigaltstack(&alt, NULL);
		raise(SIGUSR1);
		alarm(1000);
		umask(0137);
		nice(3);
		must(chdir("/mnt"), "chdir");
		prctl(PR_SET_NAME, "renamed");
		must(open("/w/plain", O_RDONLY), "open");
		must(open("/w/plain", O_RDONLY | O_CLOEXEC), "open");
		must(fcntl(0, F_DUPFD_CLOEXEC, 40), "dup");
		must(dup2(0, 50), "dup2");
		syscall(SYS_execve, path, plain_argv, plain_env);
		failed();
	}
	ended(pid);
}

// untraced checks that a child that asks not to be traced sees the guest's
// root all the same.
static void untraced(void) {
	with_clone("/bin/pie", CLONE_UNTRACED | SIGCHLD, "UNTRACED");
	with_clone("/bin/static", CLONE_UNTRACED | CLONE_VFORK | SIGCHLD, "UNTRACED|VFORK");
	with_clone("/bin/pie", CLONE_FS | CLONE_FILES | SIGCHLD, "FS|FILES");
	with_clone("/bin/pie", CLONE_VFORK | SIGCHLD, "VFORK");
	with_clone("/bin/pie", 0, "no signal");
	with_clone3("/bin/pie", CLONE_UNTRACED, "UNTRACED");
	with_clone3("/bin/static", CLONE_VFORK, "VFORK");
	with_clone3("/bin/pie", CLONE_CLEAR_SIGHAND, "CLEAR_SIGHAND");
	with_clone3("/bin/pie", CLONE_PTRACE, "PTRACE");
}

int main(void) {
	struct rlimit files = {512, 512}, stack = {8 << 20, 8 << 20};
	must(setrlimit(RLIMIT_NOFILE, &files), "RLIMIT_NOFILE");
	must(setrlimit(RLIMIT_STACK, &stack), "RLIMIT_STACK");
	must(chdir("/w"), "chdir");
	for (int i = 0; i < NTARGETS; i++) {
		with_vfork(targets[i]);
		with_spawn(targets[i]);
		kept(targets[i]);
		from_thread(targets[i], 0, 0);
		from_thread(targets[i], 5, 0);
		from_thread(targets[i], 2, 1);
	}
	untraced();
	return 0;
}
