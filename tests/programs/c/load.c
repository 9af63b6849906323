/* load: many processes or threads at once, each of which also looks up a path.
 * Usage: load forks|threads|deep|alive N. Prints what it did; status 0 if all
 * went well. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void look(void)
{
	struct stat st;
	char cwd[4096];
	int fd = open("/etc/os-release", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail("open /etc/os-release");
	close(fd);
	if (stat("/bin/load", &st) < 0 || !S_ISREG(st.st_mode))
		fail("stat /bin/load");
	if (!getcwd(cwd, sizeof cwd) || strcmp(cwd, "/") != 0)
		fail("getcwd");
}

static void reap(pid_t pid, int want)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != want) {
		fprintf(stderr, "load: child status %#x, want exit %d\n", status, want);
		exit(1);
	}
}

static void forks(int count)
{
	for (int i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid < 0)
			fail("fork");
		if (pid == 0) {
			look();
			_exit(i % 100);
		}
		reap(pid, i % 100);
	}
	printf("%d forks\n", count);
}

static pthread_barrier_t all_started;

static void *thread(void *arg)
{
	look();
	pthread_barrier_wait(&all_started);
	look();
	return arg;
}

static void threads(int count)
{
	pthread_t *ids = calloc(count, sizeof *ids);
	pthread_attr_t attr;
	void *ret;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 256 * 1024);
	pthread_barrier_init(&all_started, NULL, count);
	for (long i = 0; i < count; i++)
		if ((errno = pthread_create(&ids[i], &attr, thread, (void *)i)) != 0)
			fail("pthread_create");
	for (long i = 0; i < count; i++)
		if (pthread_join(ids[i], &ret) != 0 || ret != (void *)i)
			fail("pthread_join");
	printf("%d threads\n", count);
}

/* deep makes a chain of processes, each of which executes load anew. */
static void deep(const char *self, int count)
{
	char rest[16];
	pid_t pid;

	look();
	if (count == 0) {
		printf("bottom\n");
		return;
	}
	snprintf(rest, sizeof rest, "%d", count - 1);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		execl(self, self, "deep", rest, (char *)NULL);
		fail("exec");
	}
	reap(pid, 0);
}

/* alive keeps count children until its standard input ends. */
static void alive(int count)
{
	pid_t *pids = calloc(count, sizeof *pids);
	int started[2], stop[2];
	char byte = 0;

	if (pipe(started) < 0 || pipe(stop) < 0)
		fail("pipe");
	for (int i = 0; i < count; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			fail("fork");
		if (pids[i] == 0) {
			close(stop[1]);
			look();
			if (write(started[1], &byte, 1) != 1 || read(stop[0], &byte, 1) != 0)
				_exit(1);
			look();
			_exit(0);
		}
	}
	for (int i = 0; i < count; i++)
		if (read(started[0], &byte, 1) != 1)
			fail("read");
	printf("%d alive\n", count);
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	close(stop[1]);
	for (int i = 0; i < count; i++)
		reap(pids[i], 0);
	printf("all reaped\n");
}

int main(int argc, char **argv)
{
	int count = argc == 3 ? atoi(argv[2]) : -1;

	if (count < 0) {
		fprintf(stderr, "usage: load forks|threads|deep|alive N\n");
		return 2;
	}
	if (strcmp(argv[1], "forks") == 0)
		forks(count);
	else if (strcmp(argv[1], "threads") == 0)
		threads(count);
	else if (strcmp(argv[1], "deep") == 0)
		deep(argv[0], count);
	else
		alive(count);
	return 0;
}
