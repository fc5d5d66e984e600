package sim_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/translog"
	accesskeeper "github.com/assent-ledger/assent/x/access/keeper"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// followed is a trail as whoever follows the chain has it: its records, and the log of
// their leaves.
type followed struct {
	log     translog.Log
	records []translog.Record
}

// follow has a trail followed once a message about it is accepted. The simulator does not
// give responses: the verdicts are those of the same message in the same state.
func (s scene) follow(msg *accesstypes.MsgRecordAccess) {
	ctx, _ := s.ctx.CacheContext()
	response, err := accesskeeper.NewMsgServer(s.Access).RecordAccess(ctx, msg)
	if err != nil {
		return
	}
	log, place := s.play.log(msg.Trail), accesstypes.Place{
		ChainID: chainID, Trail: msg.Trail, Index: msg.FirstIndex, Height: s.ctx.BlockHeight(), Time: s.now(),
	}
	s.play.then = func() {
		for i := range msg.Events {
			r, err := accesstypes.NewRecord(place, msg.Events[i], response.Verdicts[i])
			if err != nil {
				panic(err)
			}
			log.log.Append(leaf(r))
			log.records = append(log.records, r)
			place.Index++
		}
	}
}

func (p *play) log(trail string) *followed {
	if p.logs[trail] == nil {
		p.logs[trail] = &followed{}
	}
	return p.logs[trail]
}

// leaf panics where there is none: the record is of our own.
func leaf(r translog.Record) translog.Hash {
	hash, err := r.Leaf()
	if err != nil {
		panic(err)
	}
	return hash
}

// recordsOf are the records about a subject, in order of trail and index.
func (s scene) recordsOf(subject []byte) (found []translog.Record) {
	var trails []string
	for id := range s.play.logs {
		trails = append(trails, id)
	}
	slices.Sort(trails)
	for _, id := range trails {
		for _, r := range s.play.logs[id].records {
			if string(r.Subject[:]) == string(subject) {
				found = append(found, r)
			}
		}
	}
	return found
}

func (s scene) hasRecord(subject []byte) bool { return len(s.recordsOf(subject)) > 0 }

// evidence of some record about a subject, against the present head or a checkpoint.
func (s scene) evidence(subject []byte) (accesstypes.DisputedRecord, translog.Record, bool) {
	record, found := one(s, s.recordsOf(subject))
	if !found {
		return accesstypes.DisputedRecord{}, record, false
	}
	log, size := &s.play.logs[record.Trail].log, s.play.logs[record.Trail].log.Size()
	kept, some := anyOf(s, s.Access.Checkpoints, func(c accesstypes.Checkpoint) bool { return c.Trail == record.Trail && c.Size_ > record.Index })
	if some && s.chance(2) {
		size = kept.Size_
	}
	bytes, err := record.Bytes()
	if err != nil {
		panic(err)
	}
	path, err := log.InclusionProof(record.Index, size)
	if err != nil {
		panic(err)
	}
	evidence := accesstypes.DisputedRecord{Record: bytes, Size_: size}
	for i := range path {
		evidence.Path = append(evidence.Path, path[i][:])
	}
	return evidence, record, true
}

// requireFollowed holds that every trail and checkpoint is what follows from the records.
func requireFollowed(t testing.TB, s *simulated) {
	t.Helper()
	ctx := s.NewContext(true)
	require.NoError(t, s.Access.Trails.Walk(ctx, nil, func(id string, trail accesstypes.Trail) (bool, error) {
		require.Equal(t, accesstypes.HeadToProto(s.play.log(id).log.Head()), trail.Head, id)
		return false, nil
	}))
	checkpoints, err := s.Access.Checkpoints.Iterate(ctx, nil)
	require.NoError(t, err)
	kept, err := checkpoints.Values()
	require.NoError(t, err)
	require.NotEmpty(t, kept)
	for _, c := range kept {
		root, err := s.play.log(c.Trail).log.RootAt(c.Size_)
		require.NoError(t, err)
		require.Equal(t, root[:], c.Root)
	}
}
