package evidence_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/encoding"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/assent-ledger/assent/pkg/evidence"
	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

const (
	chainID = "assent-test-1"
	clinic  = "de-klinik/main"
	other   = "de-klinik/radiology"
)

// chain is trails in a real store, and validators with real keys that sign headers.
type chain struct {
	id     string
	store  *rootmulti.Store
	keys   map[string]storetypes.StoreKey
	powers []int64
	// key of the i-th validator.
	key    func(i int) crypto.PrivKey
	logs   map[string]*translog.Log
	bodies map[string][][]byte
}

func newChain(t require.TestingT, id string, powers ...int64) *chain {
	c := &chain{
		id: id, store: rootmulti.NewStore(dbm.NewMemDB(), log.NewNopLogger()), keys: map[string]storetypes.StoreKey{},
		key: func(i int) crypto.PrivKey {
			return ed25519.GenPrivKeyFromSecret(fmt.Appendf(nil, "%s validator %d", id, i))
		},
		powers: powers, logs: map[string]*translog.Log{}, bodies: map[string][][]byte{},
	}
	for _, name := range []string{"acc", "consent", "council", evidence.StoreName, "registry"} {
		c.keys[name] = storetypes.NewKVStoreKey(name)
		c.store.MountStoreWithDB(c.keys[name], storetypes.StoreTypeIAVL, nil)
	}
	require.NoError(t, c.store.LoadLatestVersion())
	for name, key := range c.keys {
		c.store.GetKVStore(key).Set([]byte{0}, []byte(name))
	}
	c.store.Commit()
	return c
}

// record appends n records to a trail.
func (c *chain) record(t require.TestingT, trail string, n int) {
	if c.logs[trail] == nil {
		c.logs[trail] = &translog.Log{}
	}
	for range n {
		index := c.logs[trail].Size()
		body, err := sample(c.id, trail, index).Bytes()
		require.NoError(t, err)
		c.bodies[trail] = append(c.bodies[trail], body)
		c.logs[trail].Append(translog.LeafHash(body))
	}
}

// sample is a record; what is random in one follows from its place.
func sample(chainID, trail string, index uint64) translog.Record {
	r := translog.Record{
		ChainID: chainID, Trail: trail, Index: index, Height: 1, Time: 1_790_000_000, Side: 2, Controller: "de-klinik", Recipient: "de-klinik",
		Profession: 1, Purpose: 1, Categories: []uint8{1}, Action: 1, OccurredAt: 1_790_000_000, Effect: 2, Basis: 1, Marks: 4,
	}
	for i, field := range [][]byte{r.Exchange[:], r.Subject[:], r.Actor[:], r.Resource[:], r.Salt[:]} {
		digest := sha256.Sum256(binary.BigEndian.AppendUint64(fmt.Appendf(nil, "%s %d ", trail, i), index))
		copy(field, digest[:])
	}
	return r
}

// commit stores every trail as x/access does, and gives the height and app hash.
func (c *chain) commit(t require.TestingT) (int64, []byte) {
	store := c.store.GetKVStore(c.keys[evidence.StoreName])
	for _, id := range slices.Sorted(maps.Keys(c.logs)) {
		trail := accesstypes.Trail{Id: id, Writer: "de-klinik", Head: accesstypes.HeadToProto(c.logs[id].Head()), OpenedAt: 1_780_000_000}
		value, err := trail.Marshal()
		require.NoError(t, err)
		store.Set(accesstypes.TrailKey(id), value)
	}
	done := c.store.Commit()
	return done.Version, done.Hash
}

// state gives a trail's value and the two proofs of it at a height.
func (c *chain) state(t require.TestingT, id string, height int64) (value, stateProof, storeProof []byte) {
	answer, err := c.store.Query(&storetypes.RequestQuery{
		Path: "/" + accesstypes.StoreKey + "/key", Data: accesstypes.TrailKey(id), Height: height, Prove: true,
	})
	require.NoError(t, err)
	require.Len(t, answer.ProofOps.Ops, 2)
	return answer.Value, answer.ProofOps.Ops[0].Data, answer.ProofOps.Ops[1].Data
}

// validators gives the set and, in its order, the keys.
func (c *chain) validators(t require.TestingT) (*cmttypes.ValidatorSet, []crypto.PrivKey) {
	byAddress := map[string]crypto.PrivKey{}
	var list []*cmttypes.Validator
	for i, power := range c.powers {
		key := c.key(i)
		validator := cmttypes.NewValidator(key.PubKey(), power)
		byAddress[string(validator.Address)] = key
		list = append(list, validator)
	}
	set, err := cmttypes.ValidatorSetFromExistingValidators(list)
	require.NoError(t, err)
	keys := make([]crypto.PrivKey, len(list))
	for i, validator := range set.Validators {
		keys[i] = byAddress[string(validator.Address)]
	}
	return set, keys
}

// header is that of the block after a state.
func (c *chain) header(set *cmttypes.ValidatorSet, height int64, appHash []byte) *cmttypes.Header {
	digest := func(of string) []byte { sum := sha256.Sum256([]byte(of)); return sum[:] }
	return &cmttypes.Header{
		Version: cmtversion.Consensus{Block: version.BlockProtocol, App: 1}, ChainID: c.id, Height: height + 1,
		Time:           time.Unix(1_790_000_000+height, 123_456_789).UTC(),
		LastBlockID:    cmttypes.BlockID{Hash: digest("block"), PartSetHeader: cmttypes.PartSetHeader{Total: 1, Hash: digest("parts")}},
		LastCommitHash: digest("commit"), DataHash: digest("data"), ValidatorsHash: set.Hash(), NextValidatorsHash: set.Hash(),
		ConsensusHash: digest("consensus"), AppHash: appHash, LastResultsHash: digest("results"), EvidenceHash: digest("evidence"),
		ProposerAddress: set.Validators[0].Address,
	}
}

// vote of a validator in the commit of a header.
type vote = cmttypes.BlockIDFlag

// sign makes the commit of a header. Validators without a vote sign it.
func sign(t require.TestingT, header *cmttypes.Header, set *cmttypes.ValidatorSet, keys []crypto.PrivKey, votes ...vote) *cmttypes.SignedHeader {
	parts := sha256.Sum256([]byte("parts of the block"))
	commit := &cmttypes.Commit{Height: header.Height, Round: 1, BlockID: cmttypes.BlockID{
		Hash: header.Hash(), PartSetHeader: cmttypes.PartSetHeader{Total: 2, Hash: parts[:]},
	}}
	for i, validator := range set.Validators {
		flag := cmttypes.BlockIDFlagCommit
		if i < len(votes) {
			flag = votes[i]
		}
		entry := cmttypes.NewCommitSigAbsent()
		if flag != cmttypes.BlockIDFlagAbsent {
			entry = cmttypes.CommitSig{BlockIDFlag: flag, ValidatorAddress: validator.Address, Timestamp: header.Time.Add(time.Duration(i) * time.Millisecond)}
		}
		commit.Signatures = append(commit.Signatures, entry)
	}
	for i := range commit.Signatures {
		if commit.Signatures[i].BlockIDFlag == cmttypes.BlockIDFlagAbsent {
			continue
		}
		signature, err := keys[i].Sign(commit.VoteSignBytes(header.ChainID, int32(i)))
		require.NoError(t, err)
		commit.Signatures[i].Signature = signature
	}
	return &cmttypes.SignedHeader{Header: header, Commit: commit}
}

func simple(t require.TestingT, set *cmttypes.ValidatorSet) []*cmtproto.SimpleValidator {
	var list []*cmtproto.SimpleValidator
	for _, validator := range set.Validators {
		key, err := encoding.PubKeyToProto(validator.PubKey)
		require.NoError(t, err)
		list = append(list, &cmtproto.SimpleValidator{PubKey: &key, VotingPower: validator.VotingPower})
	}
	return list
}

// wanted is what a bundle is to prove of a trail.
type wanted struct {
	trail   string
	records []uint64
	erased  []uint64
	from    uint64
}

// bundle commits the trails and proves what is wanted of them.
func (c *chain) bundle(t require.TestingT, votes []vote, what ...wanted) *evidence.Bundle {
	height, appHash := c.commit(t)
	set, keys := c.validators(t)
	b := &evidence.Bundle{
		Version: evidence.Version, ChainId: c.id, Validators: simple(t, set),
		SignedHeader: sign(t, c.header(set, height, appHash), set, keys, votes...).ToProto(),
	}
	for _, w := range what {
		trail := &evidence.Trail{Id: w.trail}
		trail.Value, trail.StateProof, b.StoreProof = c.state(t, w.trail, height)
		for _, index := range w.records {
			trail.Records = append(trail.Records, c.recordAt(t, w.trail, index, slices.Contains(w.erased, index)))
		}
		if w.from > 0 {
			trail.Consistency = c.consistency(t, w.trail, w.from)
		}
		b.Trails = append(b.Trails, trail)
	}
	return b
}

func (c *chain) recordAt(t require.TestingT, trail string, index uint64, erased bool) *evidence.Record {
	log := c.logs[trail]
	path, err := log.InclusionProof(index, log.Size())
	require.NoError(t, err)
	record := &evidence.Record{Index: index, Path: raw(path), Content: &evidence.Record_Body{Body: c.bodies[trail][index]}}
	if erased {
		leaf, err := log.Leaf(index)
		require.NoError(t, err)
		record.Content = &evidence.Record_Leaf{Leaf: leaf[:]}
	}
	return record
}

func (c *chain) consistency(t require.TestingT, trail string, from uint64) *evidence.Consistency {
	log := c.logs[trail]
	root, err := log.RootAt(from)
	require.NoError(t, err)
	path, err := log.ConsistencyProof(from, log.Size())
	require.NoError(t, err)
	return &evidence.Consistency{FromSize: from, FromRoot: root[:], Path: raw(path)}
}

func raw(hashes []translog.Hash) [][]byte {
	var out [][]byte
	for _, hash := range hashes {
		out = append(out, hash[:])
	}
	return out
}

func encode(t require.TestingT, b *evidence.Bundle) []byte {
	raw, err := evidence.Encode(b)
	require.NoError(t, err)
	return raw
}

// headerOf is the trust in exactly a bundle's header.
func headerOf(t require.TestingT, b *evidence.Bundle) evidence.Trust {
	signed, err := cmttypes.SignedHeaderFromProto(b.SignedHeader)
	require.NoError(t, err)
	return evidence.Trust{Height: signed.Height, Hash: signed.Hash()}
}

// upTo lists the numbers below one.
func upTo(n uint64) []uint64 {
	var list []uint64
	for i := range n {
		list = append(list, i)
	}
	return list
}
