#include "textflag.h"

// Called by the kernel with the signal in DI and siginfo_t in SI; AX and R11
// are free. All else is the runtime's.
TEXT ·handler(SB), NOSPLIT|NOFRAME, $0-0
	MOVLQSX 8(SI), AX
	LEAQ ·codes(SB), R11
	MOVL AX, (R11)(DI*4)
	MOVQ ·next(SB), AX
	JMP AX

DATA ·handlerText(SB)/8, $·handler(SB)
GLOBL ·handlerText(SB), RODATA|NOPTR, $8
