package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	patient "github.com/assent-ledger/assent/internal/wallet"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

const (
	openCase  = accesstypes.CaseStatus_CASE_STATUS_OPEN
	justified = accesstypes.CaseStatus_CASE_STATUS_JUSTIFIED
	upheld    = accesstypes.CaseStatus_CASE_STATUS_UPHELD
	violation = accesstypes.CaseStatus_CASE_STATUS_VIOLATION
)

// ownAccesses compares the marks of two accesses of the patient.
func (t *trailing) ownAccesses(context.Context) error {
	records := t.found[klinik+"/archive"].records
	const unproven = 1 << accesstypes.Mark_MARK_UNPROVEN_REQUEST
	for at, want := range map[int]uint32{askedAt: 0, unaskedAt: unproven} {
		r := records[at]
		if policy.Effect(r.Effect) != policy.EffectPermit || policy.Basis(r.Basis) != policy.BasisSubjectRight || r.Marks&unproven != want {
			return fmt.Errorf("record %d: effect %d, basis %d, marks %b", at, r.Effect, r.Basis, r.Marks)
		}
	}
	if records[askedAt].Asked == nil {
		return errors.New("the record does not carry the patient's request")
	}
	t.Say("permitted with the patient's signature in the record; permitted and marked without it")
	return nil
}

// emergencies has one case justified and upheld, and another one overdue.
func (t *trailing) emergencies(ctx context.Context) error {
	shared, err := t.caseOf(ctx, sharedAt)
	if err != nil {
		return err
	}
	if shared.Disclosed == nil || shared.Received == nil || shared.Status != openCase {
		return fmt.Errorf("expected a case that both sides recorded, got %v", shared)
	}
	claimed, err := t.caseOf(ctx, claimedAt)
	if err != nil {
		return err
	}
	if claimed.Disclosed != nil || claimed.Received == nil {
		return fmt.Errorf("expected a case that the recipient alone recorded, got %v", claimed)
	}
	if err := t.justifyAndUphold(ctx, shared); err != nil {
		return err
	}
	// The authority of the controller may say that what was not justified in time was none.
	authority := t.authorities["DE"]
	review := &accesstypes.MsgReviewEmergency{
		Reviewer: authority.Address(), Case: claimed.Id, Outcome: violation, DocumentDigest: document("no word from the practice"),
	}
	if _, err := t.firstAt(ctx, claimed.JustifyBy); err != nil {
		return err
	}
	if _, err := t.step(ctx, authority, "DE finds a violation: nobody justified it in time", review); err != nil {
		return err
	}
	if err := errors.Join(t.caseIs(ctx, claimedAt, violation), t.listed(ctx)); err != nil {
		return err
	}
	return t.wasTold(ctx, claimed.JustifyBy)
}

func (t *trailing) justifyAndUphold(ctx context.Context, c accesstypes.Case) error {
	desk, err := t.Account(praxis + "-desk")
	if err != nil {
		return err
	}
	if _, err := t.step(ctx, desk, praxis+" justifies the emergency that both recorded", &accesstypes.MsgJustifyEmergency{
		Recorder: desk.Address(), Case: c.Id, DocumentDigest: document("unconscious, brought in by ambulance"),
	}); err != nil {
		return err
	}
	if err := t.caseIs(ctx, sharedAt, justified); err != nil {
		return err
	}
	reviewer, err := t.deskOf(ctx, dienst)
	if err != nil {
		return err
	}
	if _, err := t.step(ctx, reviewer, dienst+", which DE named, upholds it", &accesstypes.MsgReviewEmergency{
		Reviewer: reviewer.Address(), Case: c.Id, Outcome: upheld, DocumentDigest: document("plausible"),
	}); err != nil {
		return err
	}
	return t.caseIs(ctx, sharedAt, upheld)
}

// caseOf the event at a place of praxis's trail, as praxis is shown it.
func (t *trailing) caseOf(ctx context.Context, at int) (accesstypes.Case, error) {
	r := t.found[praxis+"/archive"].records[at]
	desk, err := t.Account(praxis + "-desk")
	if err != nil {
		return accesstypes.Case{}, err
	}
	request := &accesstypes.QueryCaseRequest{
		Case: accesstypes.CaseID(r.Exchange[:], r.Subject[:], r.Controller, r.Recipient), Caller: &caller.Caller{},
	}
	if err := t.Client.Asking(ctx, desk, accesstypes.MethodCase, request); err != nil {
		return accesstypes.Case{}, err
	}
	answer, err := accesstypes.NewQueryClient(t.Client.Query()).Case(ctx, request)
	if err != nil {
		return accesstypes.Case{}, err
	}
	return answer.Case, nil
}

func (t *trailing) caseIs(ctx context.Context, at int, want accesstypes.CaseStatus) error {
	c, err := t.caseOf(ctx, at)
	if err == nil && c.Status != want {
		err = fmt.Errorf("expected the case to be %s, it is %s", want, c.Status)
	}
	return err
}

// listed asks on the command line, as the authority, for the patient's cases by status.
func (t *trailing) listed(ctx context.Context) error {
	subject, err := t.subjectAt(klinik)
	if err != nil {
		return err
	}
	for status, want := range map[string]int{"upheld": 1, "violation": 1, "open": 0} {
		out, err := exec.CommandContext(
			ctx, t.Binary, "query", "access", "cases", "--status", status, "--subject", base64.StdEncoding.EncodeToString(subject[:]),
			"--from", localnet.AuthorityKey("DE"), "--keyring-backend", "test", "--keyring-dir", t.Network.Dir,
			"--home", filepath.Join(t.Network.Dir, t.Network.Nodes[0].Home), "--node", t.Network.Nodes[0].RPCURL(), "--output", "json",
		).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		var answer struct {
			Cases []json.RawMessage `json:"cases"`
		}
		if err := json.Unmarshal(out, &answer); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		if len(answer.Cases) != want {
			return fmt.Errorf("expected %d cases that are %s, got %s", want, status, out)
		}
	}
	t.Say("            DE lists the patient's cases: one upheld, one a violation, none open")
	return nil
}

// wasTold looks for the event that a deadline raised.
func (t *trailing) wasTold(ctx context.Context, deadline int64) error {
	first, err := t.firstAt(ctx, deadline)
	if err != nil {
		return err
	}
	for height := first.height; height < first.height+3; height++ {
		if _, err := t.Client.WaitHeight(ctx, height); err != nil {
			return err
		}
		results, err := t.Client.RPC().BlockResults(ctx, &height)
		if err != nil {
			return err
		}
		for _, e := range results.FinalizeBlockEvents {
			if e.Type == "assent.access.v1.EventDeadlinePassed" {
				t.Say("height %-4d tells that the deadline of %s has passed", height, clock(deadline))
				return nil
			}
		}
	}
	return errors.New("nobody was told of the deadline")
}

// disputes has the patient contest a record, its writer answer, and its home resolve.
func (t *trailing) disputes(ctx context.Context) error {
	relay, err := t.Account(klinik + "-relay")
	if err != nil {
		return err
	}
	message, err := t.contest(relay, contestedAt)
	if err != nil {
		return err
	}
	if _, err := t.step(ctx, relay, "the patient disputes record 0 of "+klinik+", by its wallet", message); err != nil {
		return err
	}
	id := accesstypes.DisputeID(klinik+"/archive", contestedAt)
	desk, err := t.Account(klinik + "-desk")
	if err != nil {
		return err
	}
	if _, err := t.step(ctx, desk, klinik+" answers", &accesstypes.MsgAnswerDispute{
		Recorder: desk.Address(), Dispute: id, DocumentDigest: document("a consultation"),
	}); err != nil {
		return err
	}
	authority := t.authorities["DE"]
	if _, err := t.step(ctx, authority, "DE, the patient's home, upholds the dispute", &accesstypes.MsgResolveDispute{
		Authority: authority.Address(), Dispute: id, Outcome: accesstypes.DisputeStatus_DISPUTE_STATUS_UPHELD, DocumentDigest: document("no appointment"),
	}); err != nil {
		return err
	}
	_, err = t.Client.Send(ctx, relay, smallGas, message)
	if !errors.Is(err, accesstypes.ErrDisputeExists) {
		return fmt.Errorf("a record was disputed twice: %w", err)
	}
	t.Say("refused:    the same dispute again")
	return nil
}

// contest has the patient sign that a record is wrong, with the proof that it stands there.
func (t *trailing) contest(relay *ledger.Account, index uint64) (*accesstypes.MsgDisputeAccess, error) {
	found := t.found[klinik+"/archive"]
	leaf, err := found.log.Leaf(index)
	if err != nil {
		return nil, err
	}
	signed, err := t.patients[klinik].Dispute(klinik, patient.Contested{
		Trail: klinik + "/archive", Index: index, Record: leaf, Ground: directive.GroundNotTreated,
	}, t.deadline())
	if err != nil {
		return nil, err
	}
	item, ok := signed.Item.(*accesstypes.SignedDispute)
	if !ok {
		return nil, fmt.Errorf("the wallet signed %T", signed.Item)
	}
	record, err := found.records[index].Bytes()
	if err != nil {
		return nil, err
	}
	path, err := found.log.InclusionProof(index, found.log.Size())
	if err != nil {
		return nil, err
	}
	evidence := accesstypes.DisputedRecord{Record: record, Size_: found.log.Size()}
	for _, hash := range path {
		evidence.Path = append(evidence.Path, slices.Clone(hash[:]))
	}
	return &accesstypes.MsgDisputeAccess{Relayer: relay.Address(), Dispute: *item, Evidence: evidence}, nil
}

// document is the digest of a document, with a salt.
func document(text string) []byte {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // It never fails.
	digest := sha256.Sum256(append(salt, text...))
	return digest[:]
}
