package arch

// compatBatch is the batch code for i386. All registers carry arguments, so
// the table is read as a stack. It ends at the call numbered BatchEnd.
var compatBatch = []byte{
	0x58,       // next: pop eax
	0x5b,       // pop ebx
	0x59,       // pop ecx
	0x5a,       // pop edx
	0x5e,       // pop esi
	0x5f,       // pop edi
	0x5d,       // pop ebp
	0xcd, 0x80, // int 0x80
	0x89, 0x44, 0x24, 0xe4, // mov [esp-28], eax
	0xeb, 0xf1, // jmp next
}
