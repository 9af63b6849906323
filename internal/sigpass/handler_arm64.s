#include "textflag.h"

#define SI_KERNEL 0x80
#define SIGHUP 1
#define SYS_kill 129

// Called by the kernel: R0 has the signal, R1 its siginfo_t with si_code at 8.
TEXT ·handler(SB), NOSPLIT|NOFRAME, $0-0
	MOVW 8(R1), R9
	CMPW $SI_KERNEL, R9
	BNE pass
	CMPW $SIGHUP, R0
	BNE done
	MOVW ·leader(SB), R9
	CBZW R9, done
pass:
	MOVW ·target(SB), R9
	CBZW R9, keep
	MOVW R0, R1
	MOVW R9, R0
	MOVD $SYS_kill, R8
	SVC
	RET
keep:
	MOVD $1, R10
	LSL R0, R10, R10
	MOVD $·early(SB), R11
again:
	LDAXR (R11), R12
	ORR R10, R12
	STLXR R12, (R11), R13
	CBNZW R13, again
done:
	RET

DATA ·handlerText(SB)/8, $·handler(SB)
GLOBL ·handlerText(SB), RODATA|NOPTR, $8
