package rawsys

// AppendInt appends the decimal digits of n, which must not be negative.
func AppendInt(b []byte, n int) []byte {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return append(b, digits[i:]...)
		}
	}
}

// AppendSelfFD appends the NUL-terminated path by which this process reaches
// its own descriptor fd.
func AppendSelfFD(b []byte, fd int) []byte {
	b = append(b, "/proc/self/fd/"...)
	return append(AppendInt(b, fd), 0)
}
