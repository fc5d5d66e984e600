// Command assentd is Assent's one binary: the node, its tools and its client.
package main

import (
	"errors"
	"fmt"
	"os"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	"github.com/cosmos/cosmos-sdk/version"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/pkg/evidence"
)

func main() {
	version.Name, version.AppName = app.Name, "assentd"
	root, err := newRootCommand()
	if err == nil {
		err = svrcmd.Execute(root, envPrefix, defaultHome())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(exitStatus(err))
	}
}

// The exit statuses of commands that fail.
const (
	statusFailed     = 1
	statusUnverified = 3
)

// exitStatus tells what could not be verified from what failed.
func exitStatus(err error) int {
	if errors.Is(err, evidence.ErrUnanchored) {
		return statusUnverified
	}
	return statusFailed
}
