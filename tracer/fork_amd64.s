#include "textflag.h"

#define SYS_clone 56
#define CLONE_VM_SIGCHLD 0x111

// func cloneVM(top unsafe.Pointer, guest *firstGuest) int
TEXT ·cloneVM(SB), NOSPLIT, $0-24
	MOVQ $CLONE_VM_SIGCHLD, DI
	MOVQ top+0(FP), SI
	MOVQ guest+8(FP), R12
	XORL DX, DX
	XORL R10, R10
	XORL R8, R8
	MOVQ $SYS_clone, AX
	SYSCALL
	TESTQ AX, AX
	JEQ child
	MOVQ AX, ret+16(FP)
	RET
child:
	XORL BP, BP
	SUBQ $16, SP
	MOVQ R12, 0(SP)
	CALL ·becomeGuest(SB)
	INT $3
