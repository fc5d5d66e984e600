package types

import (
	"cmp"
	"slices"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/internal/permission"
)

// NewProposal is OPEN from the given moment, in Unix seconds, for the period.
func NewProposal(id uint64, proposer string, msg *MsgSubmitProposal, at, period int64) (Proposal, error) {
	p := Proposal{
		Id: id, Proposer: proposer, Messages: msg.Messages, Title: msg.Title, DocumentDigest: msg.DocumentDigest,
		SubmittedAt: at, ClosesAt: at + period, Status: ProposalStatus_PROPOSAL_STATUS_OPEN,
	}
	if err := p.Validate(); err != nil {
		return Proposal{}, err
	}
	return p, nil
}

// Validate checks all that can be said of a proposal alone.
func (p Proposal) Validate() error {
	if p.Id == 0 || !ident.Jurisdiction(p.Proposer) {
		return ErrProposalInvalid.Wrapf("proposal %d of %.80q", p.Id, p.Proposer)
	}
	if err := checkContent(p.Messages, p.Title, p.DocumentDigest); err != nil {
		return err
	}
	if p.Status < ProposalStatus_PROPOSAL_STATUS_OPEN || p.Status > ProposalStatus_PROPOSAL_STATUS_WITHDRAWN {
		return ErrProposalInvalid.Wrapf("proposal %d: status %d is unknown", p.Id, int32(p.Status))
	}
	if p.SubmittedAt >= p.ClosesAt || p.Open() != (p.ResolvedAt == 0) {
		return ErrProposalInvalid.Wrapf("proposal %d: moments contradict each other", p.Id)
	}
	if (p.Status == ProposalStatus_PROPOSAL_STATUS_FAILED) != (p.Failure != nil) {
		return ErrProposalInvalid.Wrapf("proposal %d: a failure belongs to a FAILED proposal", p.Id)
	}
	for i, v := range p.Votes {
		if !ident.Jurisdiction(v.Jurisdiction) || checkOption(v.Option) != nil {
			return ErrProposalInvalid.Wrapf("proposal %d: vote %d", p.Id, i)
		}
		if i > 0 && v.Jurisdiction <= p.Votes[i-1].Jurisdiction {
			return ErrProposalInvalid.Wrapf("proposal %d: votes are out of order", p.Id)
		}
	}
	return nil
}

// Open reports whether the proposal can be voted on.
func (p Proposal) Open() bool { return p.Status == ProposalStatus_PROPOSAL_STATUS_OPEN }

// WithVote is an OPEN proposal with a jurisdiction's vote, in the place of an
// earlier one of its.
func (p Proposal) WithVote(v Vote) (Proposal, error) {
	if err := p.checkOpen(v.CastAt); err != nil {
		return Proposal{}, err
	}
	votes := slices.Clone(p.Votes)
	i, found := slices.BinarySearchFunc(votes, v.Jurisdiction, func(v Vote, id string) int { return cmp.Compare(v.Jurisdiction, id) })
	if found {
		votes[i] = v
	} else {
		votes = slices.Insert(votes, i, v)
	}
	p.Votes = votes
	return p, nil
}

// Withdraw takes an OPEN proposal back.
func (p Proposal) Withdraw(by string, at int64) (Proposal, error) {
	if err := p.checkOpen(at); err != nil {
		return Proposal{}, err
	}
	if by != p.Proposer {
		return Proposal{}, ErrNotProposer.Wrapf("%s, proposal %d is of %s", by, p.Id, p.Proposer)
	}
	return p.Resolved(ProposalStatus_PROPOSAL_STATUS_WITHDRAWN, at), nil
}

// checkOpen refuses what was decided, and what has expired but was not closed yet.
func (p Proposal) checkOpen(at int64) error {
	if !p.Open() || p.Expired(at) {
		return ErrProposalNotOpen.Wrapf("proposal %d", p.Id)
	}
	return nil
}

// Expired reports whether the time of the proposal has passed.
func (p Proposal) Expired(at int64) bool { return p.ClosesAt <= at }

// Resolved is the proposal at its end.
func (p Proposal) Resolved(status ProposalStatus, at int64) Proposal {
	p.Status, p.ResolvedAt = status, at
	return p
}

// Tally counts the votes of the members that have one: a vote counts if its
// member has been ACTIVE ever since it was cast.
func (p Proposal) Tally(params Params, seats []permission.Seat) Tally {
	var t Tally
	for _, seat := range seats {
		t.Members++
		i, found := slices.BinarySearchFunc(p.Votes, seat.Jurisdiction, func(v Vote, id string) int { return cmp.Compare(v.Jurisdiction, id) })
		switch {
		case !found || p.Votes[i].CastAt < seat.ActiveSince:
		case p.Votes[i].Option == Option_OPTION_YES:
			t.Yes++
		default:
			t.No++
		}
	}
	t.Needed = uint32(params.Needed(len(seats)))
	return t
}

// Accepted reports whether the yes votes have reached the threshold.
func (t Tally) Accepted() bool { return t.Yes >= t.Needed }

// Impossible reports whether the threshold is out of reach, whatever those do who
// have not voted.
func (t Tally) Impossible() bool { return t.Members-t.No < t.Needed }

// UnpackInterfaces decodes the messages.
func (p Proposal) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackMessages(unpacker, p.Messages)
}

// Unpacked are the messages, which were decoded with what holds them.
func Unpacked(packed []*codectypes.Any) ([]sdk.Msg, error) {
	messages := make([]sdk.Msg, len(packed))
	for i, p := range packed {
		m, ok := p.GetCachedValue().(sdk.Msg)
		if !ok {
			return nil, ErrProposalInvalid.Wrapf("message %d of type %.80q cannot be read", i, p.TypeUrl)
		}
		messages[i] = m
	}
	return messages, nil
}

func unpackMessages(unpacker codectypes.AnyUnpacker, packed []*codectypes.Any) error {
	for _, p := range packed {
		var m sdk.Msg
		if err := unpacker.UnpackAny(p, &m); err != nil {
			return err
		}
	}
	return nil
}

// checkContent refuses no messages, too many or too large ones, a title that is
// no code, and a digest that is not SHA-256's.
func checkContent(messages []*codectypes.Any, title string, digest []byte) error {
	if n := len(messages); n == 0 || n > MaxMessages {
		return ErrProposalInvalid.Wrapf("%d messages, want 1 to %d", n, MaxMessages)
	}
	size := 0
	for i, m := range messages {
		if m == nil {
			return ErrProposalInvalid.Wrapf("message %d is missing", i)
		}
		size += m.Size()
	}
	if size > MaxMessagesBytes {
		return ErrProposalInvalid.Wrapf("messages of %d bytes, want at most %d", size, MaxMessagesBytes)
	}
	if !ident.Slug(title, MaxTitleBytes) {
		return ErrProposalInvalid.Wrapf("title %.80q, want lower-case words joined by hyphens", title)
	}
	if len(digest) != 0 && len(digest) != digestBytes {
		return ErrProposalInvalid.Wrapf("document digest of %d bytes, want none or %d", len(digest), digestBytes)
	}
	return nil
}

func checkOption(o Option) error {
	if o != Option_OPTION_YES && o != Option_OPTION_NO {
		return ErrOptionInvalid.Wrapf("%d", int32(o))
	}
	return nil
}
