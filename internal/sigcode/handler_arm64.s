#include "textflag.h"

// Called by the kernel with the signal in R0 and siginfo_t in R1; R9 to R11 are
// free. All else is the runtime's.
TEXT ·handler(SB), NOSPLIT|NOFRAME, $0-0
	MOVW 8(R1), R9
	MOVD $·codes(SB), R10
	ADD R0<<2, R10
	MOVW R9, (R10)
	MOVD ·next(SB), R11
	JMP (R11)

DATA ·handlerText(SB)/8, $·handler(SB)
GLOBL ·handlerText(SB), RODATA|NOPTR, $8
