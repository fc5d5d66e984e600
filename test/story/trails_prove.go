package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// proofsPerTrail are made of random records.
const proofsPerTrail = 25

// prove has records of every trail proven by one node, and verified by a process that has
// no network and was told one header by another node.
func (t *trailing) prove(ctx context.Context) error {
	now, err := t.latest(ctx)
	if err != nil {
		return err
	}
	witness, err := t.connect(2)
	if err != nil {
		return err
	}
	header, err := witness.WaitHeight(ctx, now.height+1)
	if err != nil {
		return err
	}
	trust := fmt.Sprintf("%d:%s", header.Height, header.Hash())
	var bundle string
	for _, w := range t.writers {
		indexes := randomIndexes(len(w.events), proofsPerTrail)
		bundle = filepath.Join(t.Network.Dir, w.institution+".evidence")
		if out, err := exec.CommandContext(ctx, t.Binary, "audit", "prove", "--node", t.Network.Nodes[0].RPCURL(),
			"--trail", w.trail(), "--record", indexes, "--from-size", strconv.Itoa(eventsPerBatch),
			"--height", strconv.FormatInt(now.height, 10), "--out", bundle).CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		if out, status, err := t.verify(ctx, bundle, "--trust", trust); err != nil || status != 0 {
			return fmt.Errorf("status %d: %w: %s", status, err, out)
		}
		info, err := os.Stat(bundle)
		if err != nil {
			return err
		}
		t.Say("%-20s %d records proven in %d bytes, and that it begins with its first %d", w.trail(), proofsPerTrail, info.Size(), eventsPerBatch)
	}
	return errors.Join(t.withoutTrust(ctx, bundle), t.damaged(ctx, bundle, trust))
}

// withoutTrust asks for a verdict without saying whom to believe.
func (t *trailing) withoutTrust(ctx context.Context, bundle string) error {
	const undecided = 3
	out, status, err := t.verify(ctx, bundle)
	if err == nil && status != undecided {
		err = fmt.Errorf("expected status %d, got %d: %s", undecided, status, out)
	}
	return err
}

// damaged flips one bit of a bundle.
func (t *trailing) damaged(ctx context.Context, bundle, trust string) error {
	raw, err := os.ReadFile(bundle)
	if err != nil {
		return err
	}
	raw[rand.IntN(len(raw))] ^= 1 << rand.IntN(8)            //nolint:gosec // Any bit will do.
	if err := os.WriteFile(bundle, raw, 0o600); err != nil { //nolint:gosec // The folder is the network's own.
		return err
	}
	out, status, err := t.verify(ctx, bundle, "--trust", trust)
	if err == nil && status != 1 {
		err = fmt.Errorf("a bundle with one bit flipped: status %d: %s", status, out)
	}
	if err == nil {
		t.Say("with one bit flipped: %s", lastLine(out))
	}
	return err
}

// verify gives what the command says of a bundle, and its exit status.
func (t *trailing) verify(ctx context.Context, bundle string, args ...string) ([]byte, int, error) {
	cmd, err := isolated(ctx, t.Binary, append([]string{"audit", "verify", bundle}, args...)...)
	if err != nil {
		return nil, 0, err
	}
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return out, ended.ExitCode(), nil
	}
	return out, 0, err
}

// randomIndexes are n different indexes below a limit, ascending, as the command takes them.
func randomIndexes(limit, n int) string {
	indexes := rand.Perm(limit)[:n] //nolint:gosec // Nobody gains by foreseeing them.
	slices.Sort(indexes)
	texts := make([]string, n)
	for i, index := range indexes {
		texts[i] = strconv.Itoa(index)
	}
	return strings.Join(texts, ",")
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}
