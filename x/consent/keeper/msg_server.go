package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	"github.com/assent-ledger/assent/x/consent/types"
)

type msgServer struct{ Keeper }

// NewMsgServer handles the messages of consent.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

// EnrolSubjects enters subjects with the sender's participant as a holder.
func (m msgServer) EnrolSubjects(ctx context.Context, msg *types.MsgEnrolSubjects) (*types.MsgEnrolSubjectsResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := attest(ctx, m, msg.Attester, msg.Enrolments, (*batch).enrol)
	if err != nil {
		return nil, err
	}
	return &types.MsgEnrolSubjectsResponse{Outcomes: outcomes}, nil
}

// GiveConsent takes directives that were signed for subjects, whoever relays them.
func (m msgServer) GiveConsent(ctx context.Context, msg *types.MsgGiveConsent) (*types.MsgGiveConsentResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := relay(ctx, m, msg.Relayer, msg.Directives, (*batch).give)
	if err != nil {
		return nil, err
	}
	return &types.MsgGiveConsentResponse{Outcomes: outcomes}, nil
}

// WithdrawConsent takes withdrawals that were signed for subjects, whoever relays them.
func (m msgServer) WithdrawConsent(ctx context.Context, msg *types.MsgWithdrawConsent) (*types.MsgWithdrawConsentResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := relay(ctx, m, msg.Relayer, msg.Withdrawals, (*batch).withdraw)
	if err != nil {
		return nil, err
	}
	return &types.MsgWithdrawConsentResponse{Outcomes: outcomes}, nil
}

// enrol applies one enrolment and gives the id of its subject, if it has one.
func (b *batch) enrol(e *types.Enrolment) ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if e.Custodial() {
		return b.enrolCustodial(e)
	}
	subject, enrolled, err := b.lookup(e.Subject)
	switch {
	case err != nil:
		return nil, err
	case !enrolled:
		subject = types.NewSubject(e.Subject, b.sender, b.now)
	}
	if err := types.CheckDeadline(e.Deadline, b.now); err != nil {
		return e.Subject, err
	}
	b.payDigest(1)
	digest, err := e.Message(b.sender).Digest(b.ctx.ChainID())
	if err != nil {
		return e.Subject, types.ErrSubjectInvalid.Wrap(err.Error())
	}
	// The signature comes first: what is known of a subject is told to its own key alone.
	if err := b.self(subject, digest, e.Signature); err != nil {
		return e.Subject, err
	}
	if enrolled {
		if subject, err = subject.Join(b.sender, b.now); err != nil {
			return e.Subject, err
		}
	}
	if err := b.fits(subject, nil); err != nil {
		return e.Subject, err
	}
	b.put(subject, nil, &types.EventSubjectEnrolled{Subject: subject.Id, Holder: b.sender.Participant})
	return subject.Id, nil
}

func (b *batch) enrolCustodial(e *types.Enrolment) ([]byte, error) {
	subject := types.NewCustodialSubject(e.Subject, b.sender, b.now)
	_, enrolled, err := b.lookup(subject.Id)
	if err == nil && enrolled {
		err = types.ErrSubjectEnrolled
	}
	if err == nil {
		err = b.fits(subject, nil)
	}
	if err != nil {
		return subject.Id, err
	}
	b.put(subject, nil, &types.EventSubjectEnrolled{Subject: subject.Id, Holder: b.sender.Participant})
	return subject.Id, nil
}

// give applies one directive and gives the id of the one that stands for it. What
// costs least is looked at first; who signed decides what may be said.
func (b *batch) give(signed *types.SignedDirective) ([]byte, error) {
	message, err := signed.Message()
	if err != nil {
		return nil, err
	}
	b.payDigest(1 + signed.Provision.Nodes())
	digest, err := message.Digest(b.ctx.ChainID())
	if err != nil {
		return nil, types.ErrDirectiveInvalid.Wrap(err.Error())
	}
	id := digest[:]
	subject, err := b.signing(signed.Subject, signed.Deadline)
	if err != nil {
		return id, err
	}
	by, err := b.speaker(subject, digest, signed.Signature)
	if err != nil {
		return id, err
	}
	directive := signed.Directive(digest)
	next, change, err := subject.Give(directive, by, signed.Sequence, b.now)
	if err != nil {
		return id, err
	}
	// A refusal of everything is never refused for want of room.
	if !directive.RefusesEverything() {
		if err := b.fits(next, change.Archived); err != nil {
			return id, err
		}
	}
	b.put(next, change.Archived, changeEvents(next, change)...)
	return change.Standing, nil
}

// withdraw applies one withdrawal and gives the id of the directive that it ends.
func (b *batch) withdraw(signed *types.SignedWithdrawal) ([]byte, error) {
	message, err := signed.Message()
	if err != nil {
		return nil, err
	}
	b.payDigest(1)
	digest, err := message.Digest(b.ctx.ChainID())
	if err != nil {
		return nil, types.ErrDirectiveInvalid.Wrap(err.Error())
	}
	id := signed.Directive
	subject, err := b.signing(signed.Subject, signed.Deadline)
	if err != nil {
		return id, err
	}
	by, err := b.speaker(subject, digest, signed.Signature)
	if err != nil {
		return id, err
	}
	next, change, err := subject.Withdraw(id, by, signed.Sequence, b.now)
	if err != nil {
		return id, err
	}
	b.put(next, change.Archived, changeEvents(next, change)...)
	return id, nil
}

// changeEvents tell of what ended, then of what was given.
func changeEvents(subject types.Subject, change types.Change) []proto.Message {
	var events []proto.Message
	for _, id := range change.Ended {
		d, _ := subject.Ended(id, change)
		events = append(events, &types.EventDirectiveEnded{Subject: subject.Id, Directive: id, EndedAs: d.EndedAs})
	}
	if change.Given != nil {
		d, _ := subject.Directive(change.Given)
		events = append(events, &types.EventDirectiveGiven{Subject: subject.Id, Directive: change.Given, Source: d.Source})
	}
	return events
}
