package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/assent-ledger/assent/internal/dryrun"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// expectsClosed asks on the command line, as the authority of the holders, what a
// supposition would close, and fails unless it is so many of the crossings, and nothing
// else would change.
func (b *bordering) expectsClosed(ctx context.Context, closed uint32, supposition []string, crossings ...crossing) error {
	now, err := b.latest(ctx)
	if err != nil {
		return err
	}
	requests, err := b.stream(now.time, crossings...)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, b.Binary, append([]string{
		"recognition", "simulate", "--from", localnet.AuthorityKey(home(crossings[0].from)), "--output", "json",
		"--keyring-backend", "test", "--keyring-dir", b.Network.Dir, "--home", filepath.Join(b.Network.Dir, b.Network.Nodes[0].Home),
		"--node", b.Network.Nodes[0].RPCURL(),
	}, supposition...)...)
	var complaint bytes.Buffer
	cmd.Stdin, cmd.Stderr = requests, &complaint
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%w: %s", err, complaint.String())
	}
	var report dryrun.Report
	if err := json.Unmarshal(out, &report); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	want := dryrun.Tally{Requests: uint32(len(crossings)), Closed: closed}
	if report.Total != want || len(report.Examples) != int(closed) {
		return fmt.Errorf("a dry run of %v: expected %+v, got %s", supposition, want, out)
	}
	b.Say("            dry run of %v: would close %d of %d", supposition, closed, len(crossings))
	return nil
}

// stream is requests as JSON, one after another.
func (b *bordering) stream(at int64, crossings ...crossing) (*bytes.Buffer, error) {
	var out bytes.Buffer
	for _, c := range crossings {
		subject, err := b.subjectAt(c.from)
		if err != nil {
			return nil, err
		}
		request := map[string]any{
			"subject": consenttypes.SubjectID(subject[:]), "controller": c.from, "recipient": c.to,
			"purpose": policy.Purpose(c.purpose).String(), "category": policy.Category(c.category).String(),
			"action": policy.ActionAccess.String(), "at": at,
		}
		if p := c.profession(); p != vocabulary.Profession_PROFESSION_UNSPECIFIED {
			request["profession"] = policy.Profession(p).String()
		}
		if err := json.NewEncoder(&out).Encode(request); err != nil {
			return nil, err
		}
	}
	return &out, nil
}
