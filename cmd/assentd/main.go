// Command assentd is Assent's one binary: the node, its tools and its client.
package main

import (
	"fmt"
	"os"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	"github.com/cosmos/cosmos-sdk/version"

	"github.com/assent-ledger/assent/app"
)

func main() {
	version.Name, version.AppName = app.Name, "assentd"
	root, err := newRootCommand()
	if err == nil {
		err = svrcmd.Execute(root, envPrefix, defaultHome())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}
