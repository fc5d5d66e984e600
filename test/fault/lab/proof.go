package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

// processState is the letter of a process's state in /proc; 0 if there is none.
func processState(pid int) (byte, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if os.IsNotExist(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	// The name, in parentheses, may hold anything; the state follows it.
	end := strings.LastIndexByte(string(content), ')')
	if end < 0 || end+2 >= len(content) {
		return 0, fmt.Errorf("/proc/%d/stat: %q", pid, content)
	}
	return content[end+2], nil
}

// stateStopped is that of a process that was sent SIGSTOP.
const stateStopped = 'T'

// pollEvery is the pause between two looks at anything.
const pollEvery = 50 * time.Millisecond

// until looks again and again whether something has come true.
func until(ctx context.Context, what string, within time.Duration, holds func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		done, err := holds()
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: not within %s: %w", what, within, ctx.Err())
		case <-time.After(pollEvery):
		}
	}
}
