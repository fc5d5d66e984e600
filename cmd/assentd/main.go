// Command assentd is Assent's one binary: the node, its tools and its client.
package main

import (
	"fmt"
	"os"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
)

func main() {
	root, err := newRootCommand()
	if err == nil {
		err = svrcmd.Execute(root, envPrefix, defaultHome())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}
