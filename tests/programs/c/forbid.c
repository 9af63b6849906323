/* forbid: runs a command on a kernel that refuses a syscall, as a container's
 * seccomp profile may. Usage: forbid ptrace|seccomp COMMAND [ARGUMENT...]. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NUMBER BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define FIRST_ARGUMENT BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]))
#define UNLESS(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

int main(int argc, char **argv)
{
	struct sock_filter ptrace[] = {NUMBER, UNLESS(SYS_ptrace, 1), REFUSE, ALLOW};
	struct sock_filter seccomp[] = {
		NUMBER, UNLESS(SYS_seccomp, 1), REFUSE,
		UNLESS(SYS_prctl, 3), FIRST_ARGUMENT, UNLESS(PR_SET_SECCOMP, 1), REFUSE, ALLOW,
	};
	struct sock_fprog program = {sizeof ptrace / sizeof *ptrace, ptrace};

	if (argc > 1 && strcmp(argv[1], "seccomp") == 0)
		program = (struct sock_fprog){sizeof seccomp / sizeof *seccomp, seccomp};
	if (argc < 3 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		perror("forbid");
		return 1;
	}
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 1;
}
