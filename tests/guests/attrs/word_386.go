package main

func word(n int64) int32 { return int32(n) }
