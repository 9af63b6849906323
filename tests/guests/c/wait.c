// Wait says that it runs, on descriptor 3, and ends when it is told to.
#include <unistd.h>

int main(void) {
	char c = 'r';
	if (write(3, &c, 1) != 1 || read(0, &c, 1) != 1)
		return 1;
	return 5;
}
