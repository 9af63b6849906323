#include "textflag.h"

#define SYS_clone 220
#define CLONE_VM_SIGCHLD 0x111

// func cloneVM(top unsafe.Pointer, guest *firstGuest) int
TEXT ·cloneVM(SB), NOSPLIT, $0-24
	MOVD $CLONE_VM_SIGCHLD, R0
	MOVD top+0(FP), R1
	MOVD guest+8(FP), R19
	MOVD ZR, R2
	MOVD ZR, R3
	MOVD ZR, R4
	MOVD $SYS_clone, R8
	SVC
	CBZ R0, child
	MOVD R0, ret+16(FP)
	RET
child:
	MOVD ZR, R29
	SUB $32, RSP
	MOVD R19, 8(RSP)
	CALL ·becomeGuest(SB)
	BRK
