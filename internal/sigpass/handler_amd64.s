#include "textflag.h"

#define SI_KERNEL 0x80
#define SIGHUP 1
#define SYS_kill 62

// Called by the kernel: DI has the signal, SI its siginfo_t with si_code at 8.
TEXT ·handler(SB), NOSPLIT|NOFRAME, $0-0
	CMPL 8(SI), $SI_KERNEL
	JNE pass
	CMPL DI, $SIGHUP
	JNE done
	CMPL ·leader(SB), $0
	JEQ done
pass:
	MOVL ·target(SB), AX
	TESTL AX, AX
	JEQ keep
	MOVL DI, SI
	MOVL AX, DI
	MOVL $SYS_kill, AX
	SYSCALL
	RET
keep:
	MOVL DI, CX
	MOVQ $1, AX
	SHLQ CX, AX
	LOCK
	ORQ AX, ·early(SB)
done:
	RET

DATA ·handlerText(SB)/8, $·handler(SB)
GLOBL ·handlerText(SB), RODATA|NOPTR, $8
