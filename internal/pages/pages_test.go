package pages

import (
	"bytes"
	"testing"
)

func TestMake(t *testing.T) {
	for _, n := range []int{0, 1, least - 1, least, least + 4095, 3*least + 1} {
		b := Make(n)
		if len(b) != n {
			t.Fatalf("Make(%d) has %d bytes", n, len(b))
		}
		for i := range b {
			if b[i] != 0 {
				t.Fatalf("byte %d of %d is %d", i, n, b[i])
			}
			b[i] = byte(i)
		}
		for i := range b {
			if b[i] != byte(i) {
				t.Fatalf("byte %d of %d did not stay", i, n)
			}
		}
	}
}

func TestCopy(t *testing.T) {
	for _, n := range []int{0, 1, piece, piece + 1, 3*piece - 1} {
		src := Make(n)
		for i := range src {
			src[i] = byte(i % 251)
		}
		dst := Make(n + 1)
		Copy(dst, src)
		if !bytes.Equal(dst[:n], src) || dst[n] != 0 {
			t.Errorf("a copy of %d bytes is another", n)
		}
	}
}
