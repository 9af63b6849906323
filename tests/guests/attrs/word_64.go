//go:build !386

package main

func word(n int64) int64 { return n }
