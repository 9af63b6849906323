package oracle

import "testing"

func TestAttrs(t *testing.T)   { checkGuest(t, "attrs", world{binds: proc}) }
func TestBuffers(t *testing.T) { checkGuest(t, "buffers", world{binds: proc}) }
