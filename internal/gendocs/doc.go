// Command gendocs writes the documents that are made from uproot's sources, so
// that they cannot say something else. Run it from the top of the tree:
//
//	go run ./internal/gendocs          # write them
//	go run ./internal/gendocs -check   # exit 1 if one of them is out of date
package main
