package keeper

import (
	"bytes"
	"context"
	"errors"
	"math"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/consent/types"
)

// batch is what the items of one message do. It reads a subject once, however
// many items are about it, and writes it once, in commit, if it changed.
type batch struct {
	keeper Keeper
	ctx    sdk.Context
	now    int64 // Block time in Unix seconds.
	sender permission.Member

	known    map[string]subjectState // By id; never ranged.
	changed  [][]byte                // Ids of the subjects that changed, in order of their first change.
	archived []types.ArchivedDirective
	events   []proto.Message
	outcomes []types.Outcome
	refused  error // Of the first item that was.

	room     uint64 // Bytes that the sender's participant may occupy, before the first item.
	occupied uint64 // Bytes that the items so far occupy.
}

type subjectState struct {
	subject  types.Subject
	enrolled bool
	changed  bool
}

func (k Keeper) newBatch(ctx context.Context, sender permission.Member) (*batch, error) {
	room := uint64(math.MaxUint64)
	if sender.Participant != "" {
		var err error
		if room, err = k.registry.Room(ctx, sender.Participant); err != nil {
			return nil, err
		}
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	return &batch{
		keeper: k,
		ctx:    sdkCtx,
		now:    sdkCtx.BlockTime().Unix(),
		sender: sender,
		room:   room,
		known:  map[string]subjectState{},
	}, nil
}

// lookup is a subject as the items before have left it; false if there is none.
func (b *batch) lookup(id []byte) (types.Subject, bool, error) {
	if state, ok := b.known[string(id)]; ok {
		return state.subject.Current(b.now), state.enrolled, nil
	}
	subject, err := b.keeper.Subjects.Get(b.ctx, id)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return types.Subject{}, false, err
	}
	b.known[string(id)] = subjectState{subject: subject, enrolled: err == nil}
	return subject.Current(b.now), err == nil, nil
}

// subject is one that must be enrolled.
func (b *batch) subject(id []byte) (types.Subject, error) {
	subject, enrolled, err := b.lookup(id)
	if err == nil && !enrolled {
		err = types.ErrSubjectUnknown
	}
	return subject, err
}

// signing is the subject for whom somebody signs, within a deadline. One that is not
// enrolled is one that nobody can sign for: whether it is there is for its own key to
// ask.
func (b *batch) signing(id []byte, deadline int64) (types.Subject, error) {
	subject, enrolled, err := b.lookup(id)
	if err != nil {
		return types.Subject{}, err
	}
	if !enrolled {
		subject = types.Subject{Id: id}
	}
	return subject, types.CheckDeadline(deadline, b.now)
}

// homeSubject is an enrolled subject of the sender's jurisdiction. That there is one
// of another is not said.
func (b *batch) homeSubject(id []byte) (types.Subject, error) {
	subject, err := b.subject(id)
	if err == nil && subject.HomeJurisdiction != b.sender.Jurisdiction {
		err = types.ErrSubjectUnknown
	}
	return subject, err
}

// fits refuses a change of a subject that occupies more than the sender may.
func (b *batch) fits(after types.Subject, archived []types.Directive) error {
	growth := types.Growth(b.known[string(after.Id)].subject, after, archived)
	if b.occupied > b.room || growth > b.room-b.occupied {
		return types.ErrNoRoom.Wrapf("%s has %d bytes left of its state allowance, this needs %d",
			b.sender.Participant, b.room-min(b.room, b.occupied), growth)
	}
	return nil
}

// put keeps a subject that changed for the items that follow, and for commit.
func (b *batch) put(subject types.Subject, archived []types.Directive, events ...proto.Message) {
	before := b.known[string(subject.Id)]
	b.occupied += types.Growth(before.subject, subject, archived)
	if !before.changed {
		b.changed = append(b.changed, subject.Id)
	}
	b.known[string(subject.Id)] = subjectState{subject: subject, enrolled: true, changed: true}
	for i := range archived {
		b.archived = append(b.archived, types.ArchivedDirective{Subject: subject.Id, Directive: archived[i]})
	}
	b.events = append(b.events, events...)
}

// payDigest charges for a digest over so many parts, before it is computed.
func (b *batch) payDigest(parts int) {
	b.ctx.GasMeter().ConsumeGas(types.DigestGas*uint64(parts), "digest of what a subject signed")
}

// speaker charges for a signature and says who made it for the subject.
func (b *batch) speaker(subject types.Subject, digest [32]byte, signature []byte) (types.Speaker, error) {
	signer, err := b.signer(digest, signature)
	if err != nil {
		return 0, err
	}
	if len(subject.Holders) == 0 && bytes.Equal(subject.Id, signer[:]) {
		return 0, types.ErrSubjectUnknown
	}
	return subject.Speaker(signer, b.now)
}

// signer charges for a signature and gives the address whose key made it.
func (b *batch) signer(digest [32]byte, signature []byte) ([types.SubjectIDLength]byte, error) {
	b.ctx.GasMeter().ConsumeGas(types.SignatureGas, "signature of a subject")
	return types.Recover(digest, signature)
}

// self is a speaker that has to be the subject itself.
func (b *batch) self(subject types.Subject, digest [32]byte, signature []byte) error {
	by, err := b.speaker(subject, digest, signature)
	if err == nil && by != types.Self {
		err = types.ErrSignatureWrong
	}
	return err
}

// note keeps the outcome of an item. It returns only errors that are not about
// the item.
func (b *batch) note(id []byte, err error) error {
	outcome := types.Outcome{Id: id}
	if err != nil {
		code, ok := types.OutcomeCode(err)
		if !ok {
			return err
		}
		outcome.Code = code
		if b.refused == nil {
			b.refused = err
		}
	}
	b.outcomes = append(b.outcomes, outcome)
	return nil
}

// commit writes what changed. If every item was refused it writes nothing and
// returns the first refusal.
func (b *batch) commit() ([]types.Outcome, error) {
	if len(b.changed) == 0 {
		return nil, b.refused
	}
	for _, id := range b.changed {
		if err := b.keeper.Subjects.Set(b.ctx, id, b.known[string(id)].subject); err != nil {
			return nil, err
		}
	}
	for i := range b.archived {
		if err := b.keeper.archive(b.ctx, &b.archived[i]); err != nil {
			return nil, err
		}
	}
	if b.sender.Participant != "" {
		if err := b.keeper.registry.Occupy(b.ctx, b.sender.Participant, b.occupied); err != nil {
			return nil, err
		}
	}
	if err := b.ctx.EventManager().EmitTypedEvents(b.events...); err != nil {
		return nil, err
	}
	return b.outcomes, nil
}
