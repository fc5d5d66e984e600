package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cometbft/cometbft/crypto/encoding"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/assent-ledger/assent/pkg/evidence"
	"github.com/assent-ledger/assent/pkg/translog"
)

// Selection of what a bundle is to prove.
type Selection struct {
	// Trail is the one trail that is looked at, as participant/name; all if it is empty.
	Trail string
	// Records of the trail, in ranges that ascend; none if it is empty.
	Records []Range
	// Subject whose records are proven; nobody's if it is nil.
	Subject *[20]byte
	// FromSize is the size of an earlier head that the trail is to be consistent with; none if 0.
	FromSize uint64
}

// Range of indexes, both included.
type Range struct{ First, Last uint64 }

// Validate checks that something is selected, and that it is clear of which trail.
func (s Selection) Validate() error {
	switch {
	case len(s.Records) == 0 && s.Subject == nil && s.FromSize == 0:
		return errors.New("say what to prove: records, a subject, or the size of an earlier head")
	case s.Trail == "" && (len(s.Records) > 0 || s.FromSize > 0):
		return errors.New("say of which trail: only a subject is looked for on all")
	case len(s.Records) > 0 && s.Subject != nil:
		return errors.New("say which records, or whose, and not both")
	default:
		return s.validateRanges()
	}
}

// validateRanges checks that the ranges ascend, and that they fit into a bundle.
func (s Selection) validateRanges() error {
	room := uint64(evidence.MaxRecords)
	for i, r := range s.Records {
		if i > 0 && r.First <= s.Records[i-1].Last {
			return fmt.Errorf("record %d comes after record %d: name each once, ascending", r.First, s.Records[i-1].Last)
		}
		if r.First > r.Last {
			return fmt.Errorf("record %d is after record %d", r.First, r.Last)
		}
		if r.Last-r.First >= room {
			return fmt.Errorf("a bundle has at most %d records", evidence.MaxRecords)
		}
		room -= r.Last - r.First + 1
	}
	return nil
}

// last index that is selected.
func (s Selection) last() (uint64, bool) {
	if len(s.Records) == 0 {
		return 0, false
	}
	return s.Records[len(s.Records)-1].Last, true
}

func (s Selection) wants(r translog.Record) bool {
	switch {
	case len(s.Records) > 0:
		i, found := slices.BinarySearchFunc(s.Records, r.Index, func(in Range, index uint64) int { return cmp.Compare(in.Last, index) })
		return found || (i < len(s.Records) && s.Records[i].First <= r.Index)
	case s.Subject != nil:
		return r.Subject == *s.Subject
	default:
		return false
	}
}

// Prove reads every block up to a height, rebuilds the trails, has a node prove their
// state at that height, and gives an encoded bundle that was verified, with what was
// found in it. With height 0 it is the latest that a header commits to. Errors are those
// of Replay.
//
// What is kept of trails is the selected records, their paths and each trail's right edge.
func Prove(ctx context.Context, o Options, height int64, s Selection) ([]byte, evidence.Findings, error) {
	if err := s.Validate(); err != nil {
		return nil, evidence.Findings{}, err
	}
	height, err := provableHeight(ctx, o, height)
	if err != nil {
		return nil, evidence.Findings{}, err
	}
	gathered := &gathering{selection: s, byTrail: map[string]*gatheredTrail{}}
	bundle, err := gathered.read(ctx, o, height)
	if err != nil {
		return nil, evidence.Findings{}, err
	}
	if err := gathered.prove(ctx, o, height, bundle); err != nil {
		return nil, evidence.Findings{}, err
	}
	raw, err := evidence.Encode(bundle)
	if err != nil {
		return nil, evidence.Findings{}, err
	}
	hash := bundle.SignedHeader.Commit.BlockID.Hash
	findings, err := evidence.Verify(raw, evidence.Trust{Height: height + 1, Hash: hash})
	if err != nil {
		return nil, findings, finding("the bundle does not hold: %v", err)
	}
	return raw, findings, nil
}

// provableHeight checks that a node has all blocks up to a height and the header after
// it, or gives the latest height for which it has.
func provableHeight(ctx context.Context, o Options, height int64) (int64, error) {
	status, err := o.Blocks.Status(ctx)
	if err != nil {
		return 0, fmt.Errorf("the node's status: %w", err)
	}
	last, first := status.SyncInfo.LatestBlockHeight, status.SyncInfo.EarliestBlockHeight
	switch {
	case first > 1:
		return 0, fmt.Errorf("the node has no blocks before height %d: ask one that keeps them all", first)
	case height < 0 || height >= last || last < 2:
		return 0, fmt.Errorf("no header commits to the state at height %d: the node's last is %d", height, last)
	case height == 0:
		return last - 1, nil
	default:
		return height, nil
	}
}

// gathering is what is kept of trails while blocks are read.
type gathering struct {
	selection Selection
	byTrail   map[string]*gatheredTrail
	records   int
}

type gatheredTrail struct {
	paths   *paths
	records []*evidence.Record
	// earlier head, when the log had it.
	earlier *translog.Head
}

// read reads the blocks, and begins a bundle with the header that commits to the last one.
func (g *gathering) read(ctx context.Context, o Options, height int64) (*evidence.Bundle, error) {
	walker := newWalker(o, height+1)
	trails := newTrails(o.ChainID)
	trails.watch = g.watch
	for h := int64(1); h <= height; h++ {
		block, err := walker.next(ctx, h)
		if err != nil {
			return nil, fmt.Errorf("height %d: %w", h, err)
		}
		if err := trails.apply(block, o.Decode, &Report{}); err != nil {
			return nil, fmt.Errorf("height %d: %w", h, err)
		}
		if o.Progress != nil {
			o.Progress(h, height)
		}
	}
	signed, err := walker.finish(ctx)
	if err != nil {
		return nil, err
	}
	validators, err := simple(walker.validators)
	return &evidence.Bundle{
		Version: evidence.Version, ChainId: o.ChainID, SignedHeader: signed.ToProto(), Validators: validators,
	}, err
}

// simple is what is hashed of validators.
func simple(set *cmttypes.ValidatorSet) ([]*cmtproto.SimpleValidator, error) {
	list := make([]*cmtproto.SimpleValidator, set.Size())
	for i, validator := range set.Validators {
		key, err := encoding.PubKeyToProto(validator.PubKey)
		if err != nil {
			return nil, err
		}
		list[i] = &cmtproto.SimpleValidator{PubKey: &key, VotingPower: validator.VotingPower}
	}
	return list, nil
}

// watch takes a record over into the paths of its trail.
func (g *gathering) watch(r translog.Record, leaf translog.Hash) error {
	if g.selection.Trail != "" && g.selection.Trail != r.Trail {
		return nil
	}
	trail, ok := g.byTrail[r.Trail]
	if !ok {
		trail = &gatheredTrail{paths: newPaths()}
		g.byTrail[r.Trail] = trail
	}
	wanted := g.selection.wants(r)
	trail.paths.append(leaf, wanted)
	if wanted {
		if g.records++; g.records > evidence.MaxRecords {
			return fmt.Errorf("more than the %d records of a bundle are selected: select those of one trail, or a range", evidence.MaxRecords)
		}
		body, err := r.Bytes()
		if err != nil {
			return err
		}
		trail.records = append(trail.records, &evidence.Record{Index: r.Index, Content: &evidence.Record_Body{Body: body}})
	}
	if trail.paths.size == g.selection.FromSize {
		earlier, err := trail.paths.head(0)
		if err != nil {
			return err
		}
		trail.earlier = &earlier
		trail.paths.wantConsistency()
	}
	return nil
}

// prove completes a bundle with the trails and the proofs of their state.
func (g *gathering) prove(ctx context.Context, o Options, height int64, bundle *evidence.Bundle) error {
	for _, id := range slices.Sorted(maps.Keys(g.byTrail)) {
		gathered := g.byTrail[id]
		if len(gathered.records) == 0 && gathered.earlier == nil {
			continue
		}
		trail, err := gathered.trail(id)
		if err != nil {
			return err
		}
		if bundle.StoreProof, err = g.state(ctx, o.Proofs, height, trail); err != nil {
			return fmt.Errorf("trail %s: %w", id, err)
		}
		bundle.Trails = append(bundle.Trails, trail)
	}
	return g.complete(height)
}

// complete says whether all that was selected was found.
func (g *gathering) complete(height int64) error {
	s := g.selection
	trail := g.byTrail[s.Trail]
	var size uint64
	if trail != nil {
		size = trail.paths.size
	}
	last, some := s.last()
	switch {
	case some && last >= size:
		return fmt.Errorf("trail %s has %d records at height %d, none of index %d", s.Trail, size, height, last)
	case s.FromSize > size:
		return fmt.Errorf("trail %s has %d records at height %d, not yet %d", s.Trail, size, height, s.FromSize)
	case s.Subject != nil && g.records == 0:
		return fmt.Errorf("nothing is recorded about the subject up to height %d", height)
	default:
		return nil
	}
}

// trail is what was gathered in the form of a bundle.
func (g *gatheredTrail) trail(id string) (*evidence.Trail, error) {
	for _, record := range g.records {
		path, err := g.paths.inclusion(record.Index)
		if err != nil {
			return nil, err
		}
		record.Path = hashBytes(path)
	}
	trail := &evidence.Trail{Id: id, Records: g.records}
	if g.earlier != nil {
		path, err := g.paths.consistency(*g.earlier)
		if err != nil {
			return nil, err
		}
		root := g.earlier.Root()
		trail.Consistency = &evidence.Consistency{FromSize: g.earlier.Size, FromRoot: root[:], Path: hashBytes(path)}
	}
	return trail, nil
}

func hashBytes(hashes []translog.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}

// state asks for a trail's state, and gives the proof of the store that it is in. That
// the proofs hold is for the bundle's verification to say.
func (g *gathering) state(ctx context.Context, node ProofSource, height int64, trail *evidence.Trail) ([]byte, error) {
	answer, err := askState(ctx, node, height, trail.Id)
	if err != nil {
		return nil, err
	}
	ops := answer.ProofOps.Ops
	if len(ops) != 2 || ops[0].Type != storetypes.ProofOpIAVLCommitment || ops[1].Type != storetypes.ProofOpSimpleMerkleCommitment {
		return nil, finding("the proof is not one of a value in a store and one of the store in the state")
	}
	trail.Value, trail.StateProof = answer.Value, ops[0].Data
	return ops[1].Data, nil
}
