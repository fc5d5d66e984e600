//go:build !linux

package main

import (
	"context"
	"errors"
	"os/exec"
)

// isolated needs Linux, where a process can be given a network of its own.
func isolated(context.Context, string, ...string) (*exec.Cmd, error) {
	return nil, errors.New("a command without a network needs Linux")
}
