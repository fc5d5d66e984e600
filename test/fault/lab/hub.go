package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/assent-ledger/assent/test/fault/wire"
)

// The lab starts itself again in a network namespace of its own, to route between
// those of the nodes. The variable says what it is there.
const (
	roleVariable = "ASSENT_FAULT_ROLE"
	roleHub      = "hub"
	roleDoctor   = "doctor"
)

// again is a command for this program in a new namespace.
func again(role string, args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.Command(self, args...)
	command.Env = append(os.Environ(), roleVariable+"="+role)
	wire.InNewNamespace(command)
	// It hears of this process's end, however that comes, and cleans up.
	command.SysProcAttr.Pdeathsig = syscall.SIGTERM
	command.SysProcAttr.Setpgid = true
	return command, nil
}

// choose finds out which wire the machine allows, and says why.
func choose() string {
	command, err := again(roleDoctor)
	if err != nil {
		return wireProxies
	}
	output, err := command.CombinedOutput()
	if err != nil {
		fmt.Printf("no network namespaces here (%v %s): links are cut by proxies\n", err, output)
		return wireProxies
	}
	return wireNamespaces
}

// args are the flags that give the same options again.
func (o options) args() []string {
	return []string{
		"-profile", string(o.profile), "-seed", strconv.FormatUint(o.seed, 10), "-minutes", fmt.Sprint(o.minutes),
		"-binary", o.binary, "-out", o.out, "-wire", o.wire, "-ledger", o.ledger, "-commit", o.commit,
		"-rate", fmt.Sprint(o.rate), "-patience", fmt.Sprint(o.patience), "-keep=" + strconv.FormatBool(o.keep),
	}
}

// inHub runs the lab in a namespace of its own and returns its exit code. What asks
// this process to end asks that one.
func inHub(ctx context.Context, o options) int {
	command, err := again(roleHub, o.args()...)
	if err != nil {
		return exitCode(err)
	}
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		return exitCode(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		_ = command.Process.Signal(syscall.SIGTERM)
		err = <-ended
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return max(exit.ExitCode(), 1)
	}
	return exitCode(err)
}
