package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/multisig"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// The institutions of the story.
const (
	hospital   = "ch-spital"
	laboratory = "ch-labor"
)

// adoptProfile has a decision change at the moment that CH adopted, and not before.
func (g *governing) adoptProfile(ctx context.Context) error {
	if err := g.join(ctx, "CH", hospital); err != nil {
		return err
	}
	ch := g.authorities["CH"]
	early := registrytypes.Profile{Since: time.Now().Unix()}
	if err := g.refused(ctx, ch, registrytypes.ErrProfileNotice, "a regime that would hold at once",
		&registrytypes.MsgAdoptProfile{Authority: ch.Address(), Profile: early}); err != nil {
		return err
	}
	since := time.Now().Add((profileNotice + 3) * time.Second).Truncate(time.Second)
	profile := registrytypes.Profile{Since: since.Unix(), Regimes: []registrytypes.PurposeRegime{
		{Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Regime: vocabulary.Regime_REGIME_IMPLIED_CONSENT},
	}}
	if err := g.send(ctx, ch, "CH adopts implied consent for treatment, from "+clock(since.Unix()),
		&registrytypes.MsgAdoptProfile{Authority: ch.Address(), Profile: profile}); err != nil {
		return err
	}
	if err := g.decide(ctx, 0, vocabulary.Effect_EFFECT_DENY); err != nil {
		return err
	}
	if err := g.until(ctx, since); err != nil {
		return err
	}
	if err := g.decide(ctx, 0, vocabulary.Effect_EFFECT_PERMIT); err != nil {
		return err
	}
	return g.decide(ctx, since.Unix()-1, vocabulary.Effect_EFFECT_DENY)
}

// decide asks whether the hospital may treat, as of a moment or of now.
func (g *governing) decide(ctx context.Context, at int64, want vocabulary.Effect) error {
	request := &consenttypes.QueryDecideRequest{
		Caller: &caller.Caller{}, Subject: "0x" + strings.Repeat("11", 20), Controller: hospital, Recipient: hospital, At: at,
		Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Category: vocabulary.Category_CATEGORY_EHR,
		Action: vocabulary.Action_ACTION_ACCESS, Profession: vocabulary.Profession_PROFESSION_PHYSICIAN,
	}
	desk, err := g.Account(hospital + "-desk")
	if err != nil {
		return err
	}
	if err := g.Client.Asking(ctx, desk, consenttypes.MethodDecide, request); err != nil {
		return err
	}
	answer, err := consenttypes.NewQueryClient(g.Client.Query()).Decide(ctx, request)
	if err != nil {
		return err
	}
	when := "now"
	if at != 0 {
		when = "as of " + clock(at)
	}
	g.Say("height %-4d treatment at %s, %s: %s on %s", answer.Height, hospital, when, word(answer.Effect), word(answer.Basis))
	if answer.Effect != want {
		return fmt.Errorf("expected %s", word(want))
	}
	return nil
}

// handOver takes two steps: nothing changes before the successor has accepted.
func (g *governing) handOver(ctx context.Context) error {
	board, err := g.board("ch-board", "ch-president", "ch-clerk", "ch-ombudsman")
	if err != nil {
		return err
	}
	stranger, err := g.NewAccount("ch-stranger")
	if err != nil {
		return err
	}
	if err := g.send(ctx, g.chKey, "CH names a board of three, of whom two sign, as its successor",
		&registrytypes.MsgTransferAuthority{Authority: g.chKey.Address(), Successor: board.Address()}); err != nil {
		return err
	}
	if err := g.refusedUnread(ctx, stranger, "an acceptance by somebody else",
		&registrytypes.MsgAcceptAuthority{Successor: stranger.Address(), Jurisdiction: "CH"}); err != nil {
		return err
	}
	if err := g.send(ctx, board, "the board accepts",
		&registrytypes.MsgAcceptAuthority{Successor: board.Address(), Jurisdiction: "CH"}); err != nil {
		return err
	}
	g.authorities["CH"] = board
	return g.refusedUnread(ctx, g.chKey, "a suspension by the key that was CH's authority",
		&registrytypes.MsgSuspendParticipant{Authority: g.chKey.Address(), Participant: hospital})
}

// board is a multisig of three new keys, of whom the first two sign.
func (g *governing) board(name string, members ...string) (*ledger.Board, error) {
	for _, member := range members {
		if _, err := localnet.NewKey(g.Keys, member); err != nil {
			return nil, err
		}
	}
	const threshold = 2
	if _, err := multisig.Save(g.Keys, name, threshold, members...); err != nil {
		return nil, err
	}
	return ledger.NewBoard(g.Keys, name, members[:threshold]...)
}

func (g *governing) accredit(ctx context.Context) error {
	ch := g.authorities["CH"]
	if err := g.join(ctx, "CH", laboratory); err != nil {
		return err
	}
	credential := sha256.Sum256([]byte("accreditation certificate"))
	if err := g.send(ctx, ch, "the board accredits "+laboratory+" under CH/clinical-laboratory", &registrytypes.MsgAccredit{
		Issuer: ch.Address(), Participant: laboratory, Scheme: "CH/clinical-laboratory", CredentialDigest: credential[:],
	}); err != nil {
		return err
	}
	return g.refused(ctx, ch, registrytypes.ErrNotAuthority, "the same under DE/clinical-laboratory", &registrytypes.MsgAccredit{
		Issuer: ch.Address(), Participant: laboratory, Scheme: "DE/clinical-laboratory", CredentialDigest: credential[:],
	})
}

// attempts at having three transactions in one block.
const attempts = 10

// suspend sends a suspension, and right behind it what the suspended institution
// had under way, until all of it lands in one block.
func (g *governing) suspend(ctx context.Context) error {
	ch := g.authorities["CH"]
	for range attempts {
		same, err := g.suspendAndSend(ctx, ch)
		if err != nil {
			return err
		}
		if err := g.send(ctx, ch, "the board reinstates "+hospital,
			&registrytypes.MsgReinstateParticipant{Authority: ch.Address(), Participant: hospital}); err != nil {
			return err
		}
		if same {
			return nil
		}
		g.Say("            a block came in between: once more")
	}
	return errors.New("the transactions never came into one block")
}

// suspendAndSend reports whether all three transactions are in one block.
func (g *governing) suspendAndSend(ctx context.Context, ch ledger.Sender) (bool, error) {
	admin, err := g.Account(hospital + "-admin")
	if err != nil {
		return false, err
	}
	recorder, err := g.Account(hospital + "-desk")
	if err != nil {
		return false, err
	}
	trail, err := accesstypes.NewQueryClient(g.Client.Query()).Trail(ctx, &accesstypes.QueryTrailRequest{Participant: hospital, Name: "archive"})
	if err != nil {
		return false, err
	}
	suspended, err := g.Client.Submit(ctx, ch, smallGas, &registrytypes.MsgSuspendParticipant{Authority: ch.Address(), Participant: hospital})
	if err != nil {
		return false, err
	}
	opened, err := g.Client.Submit(ctx, admin, smallGas, &accesstypes.MsgOpenTrail{
		Admin: admin.Address(), Name: fmt.Sprintf("second-%d", trail.Trail.Head.Size_),
	})
	if err != nil {
		return false, err
	}
	recorded, err := g.Client.Submit(ctx, recorder, smallGas, &accesstypes.MsgRecordAccess{
		Recorder: recorder.Address(), Trail: hospital + "/archive", FirstIndex: trail.Trail.Head.Size_, Events: []accesstypes.Event{g.access()},
	})
	if err != nil {
		return false, err
	}
	first, err := g.Client.Wait(ctx, suspended)
	if err != nil {
		return false, err
	}
	_, err = g.Client.Wait(ctx, opened)
	var refusal *ledger.RefusedError
	if !errors.As(err, &refusal) || !errors.Is(err, registrytypes.ErrParticipantNotActive) {
		return false, fmt.Errorf("expected that the suspended hospital cannot open a trail, got %w", err)
	}
	evidence, err := g.Client.Wait(ctx, recorded)
	if err != nil {
		return false, fmt.Errorf("evidence of a suspended hospital: %w", err)
	}
	g.Say("height %-4d the board suspends %s", first.Height, hospital)
	g.Say("height %-4d refused: the hospital opens a trail (%s)", refusal.Height, registrytypes.ErrParticipantNotActive)
	g.Say("height %-4d the hospital records an access that happened", evidence.Height)
	return refusal.Height == first.Height && evidence.Height == first.Height, nil
}

func (g *governing) access() accesstypes.Event {
	digest := sha256.Sum256([]byte(g.Elapsed().String()))
	return accesstypes.Event{
		Side: accesstypes.Side_SIDE_DISCLOSER, Exchange: digest[:], Subject: digest[:20], Controller: hospital, Recipient: laboratory,
		Actor: digest[:], Profession: vocabulary.Profession_PROFESSION_PHYSICIAN, Purpose: vocabulary.Purpose_PURPOSE_TREATMENT,
		Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EHR}, Action: vocabulary.Action_ACTION_ACCESS,
		OccurredAt: time.Now().Unix() - 1, Resource: digest[:], Salt: digest[:16],
	}
}

// objectInTime has the council decide to replace CH's board, which is not lost.
func (g *governing) objectInTime(ctx context.Context) error {
	usurper, err := g.NewAccount("ch-usurper")
	if err != nil {
		return err
	}
	if _, err := g.decideToReplace(ctx, usurper); err != nil {
		return err
	}
	ch := g.authorities["CH"]
	if err := g.send(ctx, ch, "the board objects", &registrytypes.MsgObjectToReplacement{Authority: ch.Address()}); err != nil {
		return err
	}
	return g.refusedUnread(ctx, usurper, "an acceptance by the one who was named",
		&registrytypes.MsgAcceptAuthority{Successor: usurper.Address(), Jurisdiction: "CH"})
}

// replaceLost has the council replace a board that says nothing.
func (g *governing) replaceLost(ctx context.Context) error {
	heir, err := g.NewAccount("ch-heir")
	if err != nil {
		return err
	}
	opens, err := g.decideToReplace(ctx, heir)
	if err != nil {
		return err
	}
	acceptance := &registrytypes.MsgAcceptAuthority{Successor: heir.Address(), Jurisdiction: "CH"}
	if err := g.refused(ctx, heir, registrytypes.ErrHandoverNotOpen, "an acceptance before the delay is over", acceptance); err != nil {
		return err
	}
	if err := g.until(ctx, time.Unix(opens, 0)); err != nil {
		return err
	}
	if err := g.send(ctx, heir, "after the delay the successor accepts", acceptance); err != nil {
		return err
	}
	board := g.authorities["CH"]
	g.authorities["CH"] = heir
	return g.refusedUnread(ctx, board, "a suspension by the board that was replaced",
		&registrytypes.MsgSuspendParticipant{Authority: board.Address(), Participant: hospital})
}

// decideToReplace is a decision of the other two, and gives the moment from which
// the successor may accept.
func (g *governing) decideToReplace(ctx context.Context, successor ledger.Sender) (int64, error) {
	id, err := g.propose(ctx, "DE", "replace-ch", &registrytypes.MsgReplaceAuthority{
		Council: app.CouncilAddress(), Jurisdiction: "CH", Successor: successor.Address(),
	})
	if err != nil {
		return 0, err
	}
	if err := g.vote(ctx, "DE", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_OPEN); err != nil {
		return 0, err
	}
	if err := g.vote(ctx, "FR", id, counciltypes.Option_OPTION_YES, counciltypes.ProposalStatus_PROPOSAL_STATUS_PASSED); err != nil {
		return 0, err
	}
	answer, err := g.registry().Handover(ctx, &registrytypes.QueryHandoverRequest{Jurisdiction: "CH"})
	if err != nil {
		return 0, err
	}
	g.Say("            CH may object until %s", clock(answer.Handover.OpensAt))
	return answer.Handover.OpensAt, nil
}
