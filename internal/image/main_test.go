package image_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// printArguments in the environment makes the test binary print its arguments
// as JSON, whatever they are.
const printArguments = "IMAGE_TEST_PRINT_ARGUMENTS"

func TestMain(m *testing.M) {
	if os.Getenv(printArguments) == "" {
		os.Exit(m.Run())
	}
	var words [][]byte // JSON strings would not keep what is not UTF-8
	for _, arg := range os.Args {
		words = append(words, []byte(arg))
	}
	if err := json.NewEncoder(os.Stdout).Encode(words); err != nil {
		os.Exit(1)
	}
}

// printedArguments runs path, whose interpreter is this binary.
func printedArguments(dir, path string) ([]string, error) {
	cmd := exec.Command(path)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), printArguments+"=1")
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var words [][]byte
	if err := json.Unmarshal(out, &words); err != nil {
		return nil, err
	}
	var arguments []string
	for _, word := range words {
		arguments = append(arguments, string(word))
	}
	return arguments, nil
}
