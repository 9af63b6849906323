/* sample: a plain C program that uses what C programs use, below a directory.
 * It is built against several C libraries, dynamic and static, 32 and 64 bits.
 * Usage: sample DIR. Prints "sample done", status 0, if all went well. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define CHECK(cond)                                                            \
	do {                                                                   \
		if (!(cond)) {                                                 \
			fprintf(stderr, "sample.c:%d: %s (%s)\n", __LINE__,    \
				#cond, strerror(errno));                       \
			exit(1);                                               \
		}                                                              \
	} while (0)

static void write_files(void)
{
	FILE *f = fopen("one", "w");
	struct stat st;

	CHECK(f && fputs("contents", f) >= 0 && fclose(f) == 0);
	CHECK(stat("one", &st) == 0 && st.st_size == 8);
	CHECK(chmod("one", 0640) == 0);
	CHECK(stat("one", &st) == 0 && (st.st_mode & 07777) == 0640);
	CHECK(link("one", "two") == 0);
	CHECK(lstat("two", &st) == 0 && st.st_nlink == 2);
	CHECK(rename("two", "three") == 0);
	CHECK(stat("two", &st) == -1 && errno == ENOENT);
	CHECK(truncate("three", 3) == 0);
	CHECK(stat("one", &st) == 0 && st.st_size == 3);
	CHECK(access("one", R_OK | W_OK) == 0);
	CHECK(access("one", X_OK) == -1 && errno == EACCES);
}

static void links(const char *dir)
{
	char target[4096], absolute[4096], *resolved;
	struct stat file, link;
	ssize_t n;

	snprintf(absolute, sizeof absolute, "%s/one", dir);
	CHECK(symlink(absolute, "absolute") == 0);
	CHECK((n = readlink("absolute", target, sizeof target)) > 0);
	CHECK((size_t)n == strlen(absolute) && memcmp(target, absolute, n) == 0);
	CHECK(stat("absolute", &link) == 0 && stat("one", &file) == 0);
	CHECK(link.st_ino == file.st_ino);
	resolved = realpath("absolute", NULL);
	CHECK(resolved && strcmp(resolved, absolute) == 0);
	free(resolved);
}

static void directories(const char *dir)
{
	char cwd[4096];
	struct statvfs fs;
	struct dirent *entry;
	int count = 0;
	DIR *d;

	CHECK(mkdir("sub", 0755) == 0 && chdir("sub") == 0);
	CHECK(getcwd(cwd, sizeof cwd));
	CHECK(strncmp(cwd, dir, strlen(dir)) == 0);
	CHECK(strcmp(cwd + strlen(dir), "/sub") == 0);
	CHECK(chdir("..") == 0 && rmdir("sub") == 0);
	CHECK((d = opendir(".")) != NULL);
	while ((entry = readdir(d)) != NULL)
		count++;
	CHECK(closedir(d) == 0 && count == 5);
	CHECK(statvfs(dir, &fs) == 0 && fs.f_bsize > 0);
}

static void descriptors(const char *dir)
{
	struct stat st;
	int fd = open(dir, O_RDONLY | O_DIRECTORY), file;
	char *map;

	CHECK(fd >= 0 && fchdir(fd) == 0);
	CHECK(fstatat(fd, "absolute", &st, AT_SYMLINK_NOFOLLOW) == 0);
	CHECK(S_ISLNK(st.st_mode));
	CHECK((file = openat(fd, "one", O_RDONLY)) >= 0);
	map = mmap(NULL, 3, PROT_READ, MAP_PRIVATE, file, 0);
	CHECK(map != MAP_FAILED && memcmp(map, "con", 3) == 0);
	CHECK(close(file) == 0 && close(fd) == 0);
}

static void *thread(void *arg)
{
	struct stat st;

	for (int i = 0; i < 100; i++)
		CHECK(stat("one", &st) == 0 && st.st_size == 3);
	return arg;
}

static void threads(void)
{
	pthread_t ids[8];

	for (int i = 0; i < 8; i++)
		CHECK(pthread_create(&ids[i], NULL, thread, NULL) == 0);
	for (int i = 0; i < 8; i++)
		CHECK(pthread_join(ids[i], NULL) == 0);
}

static void child_gives(pid_t pid, int want)
{
	int status;

	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == want);
}

static void children(char *self)
{
	char *argv[] = {self, "--child", NULL};
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0) {
		execv(self, argv);
		_exit(127);
	}
	child_gives(pid, 42);
	CHECK(posix_spawn(&pid, self, NULL, NULL, argv, environ) == 0);
	child_gives(pid, 42);
	CHECK((pid = vfork()) >= 0);
	if (pid == 0)
		_exit(execv("/nonexistent", argv) == -1 && errno == ENOENT ? 7 : 8);
	child_gives(pid, 7);
}

static int removed;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	removed += ftw->level > 0;
	return ftw->level > 0 ? remove(path) : 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--child") == 0)
		return 42;
	CHECK(argc == 2 && argv[0][0] == '/');
	CHECK(chdir(argv[1]) == 0);
	write_files();
	links(argv[1]);
	directories(argv[1]);
	descriptors(argv[1]);
	threads();
	children(argv[0]);
	CHECK(nftw(argv[1], remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0);
	CHECK(removed == 3);
	puts("sample done");
	return 0;
}
