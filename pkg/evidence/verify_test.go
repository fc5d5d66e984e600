package evidence_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/mldsa65"
	cmttypes "github.com/cometbft/cometbft/types"
	ics23 "github.com/cosmos/ics23/go"
	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/assent-ledger/assent/pkg/evidence"
	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// clone is a bundle that shares nothing with another.
func clone(t require.TestingT, b *evidence.Bundle) *evidence.Bundle {
	raw, err := b.Marshal()
	require.NoError(t, err)
	var out evidence.Bundle
	require.NoError(t, out.Unmarshal(raw))
	return &out
}

// fails checks that a bundle fails at a link, whether or not its header is trusted.
func fails(t *testing.T, b *evidence.Bundle, link error) {
	t.Helper()
	raw, err := b.Marshal()
	require.NoError(t, err)
	findings, err := evidence.Verify(raw, evidence.Trust{})
	require.ErrorIs(t, err, link)
	require.Equal(t, evidence.Failed, findings.Outcome)
	require.Equal(t, err.Error(), findings.Failure)
}

func body(r *evidence.Record) []byte { return r.Content.(*evidence.Record_Body).Body }

func TestStateIsWhereXAccessKeepsIt(t *testing.T) {
	require.Equal(t, accesstypes.StoreKey, evidence.StoreName)
	require.Equal(t, accesstypes.TrailKey(clinic), evidence.TrailKey(clinic))
}

func TestFindingsSayWhatWasCheckedAndWhatWasNot(t *testing.T) {
	b := mixed(t, 20, 3)
	findings, err := evidence.Verify(encode(t, b), headerOf(t, b))
	require.NoError(t, err)
	require.Equal(t, evidence.AnchorHeader, findings.Anchor)
	require.EqualValues(t, 2, findings.StateHeight)
	require.EqualValues(t, 3, findings.Header.Height)
	require.Equal(t, evidence.ValidatorsFinding{
		Hash: findings.Validators.Hash, Number: 7, Power: 57, Signed: 5, SignedPower: 40,
	}, *findings.Validators)
	require.Len(t, findings.Trails, 2)
	trail := findings.Trails[0]
	require.EqualValues(t, 20, trail.Size)
	require.EqualValues(t, 19, trail.Consistency.Size)
	require.Equal(t, "PERMIT", trail.Records[0].Record.Effect)
	require.Equal(t, []int{2}, trail.Records[0].Record.Marks)
	require.True(t, trail.Records[1].Erased)
	require.Nil(t, trail.Records[1].Record)
	require.Len(t, findings.Checked, 9)
	require.Contains(t, strings.Join(findings.NotChecked, "\n"), "what record 1 of trail de-klinik/main says: it was erased")

	var text bytes.Buffer
	require.NoError(t, findings.WriteText(&text))
	require.Contains(t, text.String(), "VERIFIED\n")
	require.Contains(t, text.String(), "erased, leaf "+trail.Records[1].Leaf)
	encoded, err := json.Marshal(findings)
	require.NoError(t, err)
	require.NotContains(t, string(encoded), "null")
}

func TestWhoIsTrusted(t *testing.T) {
	b := mixed(t, 5, 2)
	raw, header := encode(t, b), headerOf(t, b)
	set := b.SignedHeader.Header.ValidatorsHash
	wrong := bytes.Repeat([]byte{7}, 32)
	for name, c := range map[string]struct {
		trust  evidence.Trust
		err    error
		anchor evidence.Anchor
	}{
		"nobody":                              {evidence.Trust{}, evidence.ErrUnanchored, ""},
		"the header":                          {header, nil, evidence.AnchorHeader},
		"another header of its height":        {evidence.Trust{Height: header.Height, Hash: wrong}, evidence.ErrTrust, ""},
		"no hash of its height":               {evidence.Trust{Height: header.Height}, evidence.ErrTrust, ""},
		"the header before":                   {evidence.Trust{Height: header.Height - 1, Hash: wrong}, evidence.ErrUnanchored, ""},
		"its hash at another height":          {evidence.Trust{Height: header.Height + 1, Hash: header.Hash}, evidence.ErrUnanchored, ""},
		"the validators":                      {evidence.Trust{Validators: set}, nil, evidence.AnchorValidators},
		"other validators":                    {evidence.Trust{Validators: wrong}, evidence.ErrTrust, ""},
		"a part of the validators' hash":      {evidence.Trust{Validators: set[:31]}, evidence.ErrTrust, ""},
		"header and validators":               {evidence.Trust{header.Height, header.Hash, set}, nil, evidence.AnchorHeader},
		"the header and other validators":     {evidence.Trust{header.Height, header.Hash, wrong}, evidence.ErrTrust, ""},
		"another header and the validators":   {evidence.Trust{header.Height, wrong, set}, evidence.ErrTrust, ""},
		"an older header and the validators":  {evidence.Trust{header.Height - 1, wrong, set}, nil, evidence.AnchorValidators},
		"an older header, others' validators": {evidence.Trust{header.Height - 1, wrong, wrong}, evidence.ErrTrust, ""},
	} {
		t.Run(name, func(t *testing.T) {
			findings, err := evidence.Verify(raw, c.trust)
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.anchor, findings.Anchor)
			switch {
			case c.err == nil:
				require.NoError(t, err)
				require.Equal(t, evidence.Verified, findings.Outcome)
			case errors.Is(c.err, evidence.ErrUnanchored):
				require.Equal(t, evidence.Unverified, findings.Outcome)
				require.Contains(t, findings.NotChecked, "who the signers are: they are whoever the bundle says they are")
			default:
				require.Equal(t, evidence.Failed, findings.Outcome)
			}
		})
	}
}

func TestEachLinkFailsByItsName(t *testing.T) {
	c := newChain(t, chainID, 10, 10, 10, 10)
	c.record(t, clinic, 10)
	c.record(t, other, 10)
	older := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{3, 4}, from: 3})
	c.record(t, clinic, 7)
	good := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{3, 4}, from: 10}, wanted{trail: other, records: []uint64{3}})
	foreign := newChain(t, "assent-other", 10, 10, 10, 10)
	foreign.record(t, clinic, 17)
	alien := foreign.bundle(t, nil, wanted{trail: clinic, records: []uint64{3, 4}})

	for name, alter := range map[string]struct {
		change func(*evidence.Bundle)
		link   error
	}{
		"another version":             {func(b *evidence.Bundle) { b.Version = 2 }, evidence.ErrForm},
		"no trails":                   {func(b *evidence.Bundle) { b.Trails = nil }, evidence.ErrForm},
		"no validators":               {func(b *evidence.Bundle) { b.Validators = nil }, evidence.ErrForm},
		"no commit":                   {func(b *evidence.Bundle) { b.SignedHeader.Commit = nil }, evidence.ErrForm},
		"a trail twice":               {func(b *evidence.Bundle) { b.Trails[1] = b.Trails[0] }, evidence.ErrForm},
		"trails in another order":     {func(b *evidence.Bundle) { b.Trails[0], b.Trails[1] = b.Trails[1], b.Trails[0] }, evidence.ErrForm},
		"a record twice":              {func(b *evidence.Bundle) { b.Trails[0].Records[1] = b.Trails[0].Records[0] }, evidence.ErrForm},
		"a record of nothing":         {func(b *evidence.Bundle) { b.Trails[0].Records[1].Content = nil }, evidence.ErrForm},
		"a trail of nothing":          {func(b *evidence.Bundle) { b.Trails[1].Records = nil }, evidence.ErrForm},
		"a hash that is short":        {func(b *evidence.Bundle) { b.Trails[0].Records[0].Path[0] = []byte{1} }, evidence.ErrForm},
		"another chain's id":          {func(b *evidence.Bundle) { b.ChainId = "assent-other" }, evidence.ErrRecord},
		"a record of another index":   {func(b *evidence.Bundle) { b.Trails[0].Records[1].Index = 5 }, evidence.ErrRecord},
		"a record of another trail":   {func(b *evidence.Bundle) { b.Trails[1].Records[0] = b.Trails[0].Records[0] }, evidence.ErrRecord},
		"a record of another chain":   {func(b *evidence.Bundle) { b.Trails[0].Records[0] = alien.Trails[0].Records[0] }, evidence.ErrRecord},
		"a record that is none":       {func(b *evidence.Bundle) { body(b.Trails[0].Records[0])[0] ^= 1 }, evidence.ErrRecord},
		"an erased record of no leaf": {func(b *evidence.Bundle) { b.Trails[0].Records[0].Content = &evidence.Record_Leaf{Leaf: []byte{}} }, evidence.ErrRecord},
		"a path of one hash too few":  {func(b *evidence.Bundle) { r := b.Trails[0].Records[0]; r.Path = r.Path[1:] }, evidence.ErrPath},
		"a path of one hash too many": {func(b *evidence.Bundle) { r := b.Trails[0].Records[0]; r.Path = append(r.Path, r.Path[0]) }, evidence.ErrPath},
		"a path of an older head":     {func(b *evidence.Bundle) { b.Trails[0].Records[0].Path = older.Trails[0].Records[0].Path }, evidence.ErrPath},
		"an older head":               {func(b *evidence.Bundle) { b.Trails[0].Value = older.Trails[0].Value }, evidence.ErrPath},
		"an erased record's other leaf": {func(b *evidence.Bundle) {
			r := b.Trails[0].Records[0]
			r.Content = &evidence.Record_Leaf{Leaf: r.Path[0]}
		}, evidence.ErrPath},
		"an earlier head that was not":   {func(b *evidence.Bundle) { b.Trails[0].Consistency.FromRoot[0] ^= 1 }, evidence.ErrConsistency},
		"an earlier head of other size":  {func(b *evidence.Bundle) { b.Trails[0].Consistency.FromSize-- }, evidence.ErrConsistency},
		"an earlier head of no hash":     {func(b *evidence.Bundle) { b.Trails[0].Consistency.FromRoot = nil }, evidence.ErrConsistency},
		"the value of another trail":     {func(b *evidence.Bundle) { b.Trails[0].Value = b.Trails[1].Value }, evidence.ErrHead},
		"no value":                       {func(b *evidence.Bundle) { b.Trails[0].Value = nil }, evidence.ErrHead},
		"an older head, proven then":     {func(b *evidence.Bundle) { b.Trails[0], b.Trails[1] = older.Trails[0], good.Trails[1] }, evidence.ErrState},
		"the proof of another trail":     {func(b *evidence.Bundle) { b.Trails[0].StateProof = b.Trails[1].StateProof }, evidence.ErrState},
		"no proof of a trail":            {func(b *evidence.Bundle) { b.Trails[0].StateProof = nil }, evidence.ErrState},
		"a proof that says more":         {func(b *evidence.Bundle) { p := &b.Trails[0].StateProof; *p = append(*p, 0x78, 1) }, evidence.ErrState},
		"a store's proof that says more": {func(b *evidence.Bundle) { b.StoreProof = append(b.StoreProof, 0x78, 1) }, evidence.ErrAppHash},
		"a size in another form": {func(b *evidence.Bundle) {
			b.Trails[0].Value = bytes.Replace(b.Trails[0].Value, []byte{0x1a, 70, 8, 17}, []byte{0x1a, 71, 8, 0x91, 0}, 1)
		}, evidence.ErrHead},
		"an older state":              {func(b *evidence.Bundle) { b.Trails, b.StoreProof = older.Trails, older.StoreProof }, evidence.ErrAppHash},
		"no proof of the store":       {func(b *evidence.Bundle) { b.StoreProof = nil }, evidence.ErrAppHash},
		"another app hash":            {func(b *evidence.Bundle) { b.SignedHeader.Header.AppHash[0] ^= 1 }, evidence.ErrAppHash},
		"a header of another chain":   {func(b *evidence.Bundle) { b.SignedHeader = alien.SignedHeader }, evidence.ErrHeader},
		"a header of no height":       {func(b *evidence.Bundle) { b.SignedHeader.Header.Height = 0 }, evidence.ErrHeader},
		"a header of no validators":   {func(b *evidence.Bundle) { b.SignedHeader.Header.ValidatorsHash = nil }, evidence.ErrHeader},
		"a header of another time":    {func(b *evidence.Bundle) { b.SignedHeader.Header.Time = b.SignedHeader.Header.Time.Add(1) }, evidence.ErrCommit},
		"others' validators":          {func(b *evidence.Bundle) { b.Validators = alien.Validators }, evidence.ErrValidators},
		"a validator too few":         {func(b *evidence.Bundle) { b.Validators = b.Validators[1:] }, evidence.ErrValidators},
		"a validator twice":           {func(b *evidence.Bundle) { b.Validators[1] = b.Validators[0] }, evidence.ErrValidators},
		"a validator without a key":   {func(b *evidence.Bundle) { b.Validators[1].PubKey = nil }, evidence.ErrValidators},
		"validators in another order": {func(b *evidence.Bundle) { b.Validators[0], b.Validators[1] = b.Validators[1], b.Validators[0] }, evidence.ErrValidators},
		"a validator of other power":  {func(b *evidence.Bundle) { b.Validators[0].VotingPower++ }, evidence.ErrValidators},
		"a commit of an older header": {func(b *evidence.Bundle) { b.SignedHeader.Commit = older.SignedHeader.Commit }, evidence.ErrCommit},
	} {
		t.Run(name, func(t *testing.T) {
			b := clone(t, good)
			alter.change(b)
			fails(t, b, alter.link)
		})
	}
}

// The path of a leaf of a smaller log is that of an inner node in a larger one: the size
// must not be the prover's.
func TestAnInnerNodeIsNotALeaf(t *testing.T) {
	c := newChain(t, chainID, 10)
	c.record(t, clinic, 8)
	b := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{0}})
	first, second := translog.LeafHash(c.bodies[clinic][0]), translog.LeafHash(c.bodies[clinic][1])
	pair, err := translog.Head{}.Append(first, second)
	require.NoError(t, err)
	root := pair.Root()
	record := b.Trails[0].Records[0]
	record.Content, record.Path = &evidence.Record_Leaf{Leaf: root[:]}, record.Path[1:]
	fails(t, b, evidence.ErrPath)
}

func TestOneEncodingAlone(t *testing.T) {
	b := mixed(t, 5, 2)
	raw := encode(t, b)
	withVersion := append([]byte{8, 0x81, 0}, raw[2:]...) // 1, padded
	require.Equal(t, []byte{8, 1}, raw[:2])
	for name, altered := range map[string][]byte{
		"nothing":              {},
		"a padded number":      withVersion,
		"an unknown field":     append(bytes.Clone(raw), 0x78, 1),
		"a field twice":        append(bytes.Clone(raw), 8, 1),
		"a field out of order": append(bytes.Clone(raw[2:]), 8, 1),
		"a default spelled":    append(bytes.Clone(raw), 0x32, 0),
		"a group":              append(bytes.Clone(raw), 0x7b, 0x7c),
		"a byte too few":       raw[:len(raw)-1],
		"text":                 []byte("assent"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := evidence.Decode(altered)
			require.Error(t, err)
			findings, err := evidence.Verify(altered, headerOf(t, b))
			require.Error(t, err)
			require.Equal(t, evidence.Failed, findings.Outcome)
		})
	}
	decoded, err := evidence.Decode(raw)
	require.NoError(t, err)
	require.Equal(t, raw, encode(t, decoded))
}

// What a few bytes say they hold is not allocated.
func TestBoundsAreCheckedBeforeAnythingIsRead(t *testing.T) {
	empty := func(number, n int) []byte { return bytes.Repeat([]byte{byte(number<<3 | 2), 0}, n) }
	within := func(number int, content []byte) []byte {
		return append(binary.AppendUvarint([]byte{byte(number<<3 | 2)}, uint64(len(content))), content...)
	}
	for name, raw := range map[string][]byte{
		"bytes":      make([]byte, evidence.MaxSize+1),
		"trails":     empty(6, evidence.MaxTrails+1),
		"validators": empty(4, evidence.MaxValidators+1),
		"records":    within(6, empty(4, evidence.MaxRecords+1)),
		"signatures": within(3, within(2, empty(4, evidence.MaxValidators+1))),
		"path":       within(6, within(4, bytes.Repeat(within(4, make([]byte, 32)), evidence.MaxPath+1))),
		"proof":      within(5, make([]byte, evidence.MaxProof+1)),
		"state":      within(6, within(3, make([]byte, evidence.MaxProof+1))),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := evidence.Decode(raw)
			require.ErrorIs(t, err, evidence.ErrSize)
			allocated := testing.AllocsPerRun(1, func() { _, _ = evidence.Decode(raw) })
			require.Less(t, allocated, 50.0)
		})
	}
}

func TestMoreThanTwoThirdsHaveToSign(t *testing.T) {
	const absent, nobody = cmttypes.BlockIDFlagAbsent, cmttypes.BlockIDFlagNil
	for name, c := range map[string]struct {
		powers []int64
		votes  []vote
		link   error
	}{
		"all":                              {[]int64{1, 1, 1}, nil, evidence.ErrUnanchored},
		"one alone":                        {[]int64{1}, nil, evidence.ErrUnanchored},
		"exactly two thirds":               {[]int64{1, 1, 1}, []vote{2, 2, absent}, evidence.ErrCommit},
		"two thirds, one voted for none":   {[]int64{1, 1, 1}, []vote{nobody, 2, 2}, evidence.ErrCommit},
		"a little more":                    {[]int64{34, 33, 33}, []vote{2, 2, absent}, evidence.ErrUnanchored},
		"many of little power":             {[]int64{5, 1, 1, 1}, []vote{absent}, evidence.ErrCommit},
		"nobody":                           {[]int64{1, 1}, []vote{absent, absent}, evidence.ErrCommit},
		"one of four absent":               {[]int64{1, 1, 1, 1}, []vote{absent}, evidence.ErrUnanchored},
		"exactly two thirds, six in power": {[]int64{2, 2, 2}, []vote{absent}, evidence.ErrCommit},
	} {
		t.Run(name, func(t *testing.T) {
			chain := newChain(t, chainID, c.powers...)
			chain.record(t, clinic, 3)
			b := chain.bundle(t, c.votes, wanted{trail: clinic, records: []uint64{1}})
			_, err := evidence.Verify(encode(t, b), evidence.Trust{})
			require.ErrorIs(t, err, c.link)
		})
	}
}

func TestEverySignatureCounts(t *testing.T) {
	c := newChain(t, chainID, 1, 1, 1, 1)
	c.record(t, clinic, 3)
	good := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{1}})
	for name, alter := range map[string]func(*evidence.Bundle){
		"one is wrong beyond two thirds": func(b *evidence.Bundle) { b.SignedHeader.Commit.Signatures[3].Signature[0] ^= 1 },
		"one is there twice":             func(b *evidence.Bundle) { s := b.SignedHeader.Commit.Signatures; s[3] = s[0] },
		"one is missing":                 func(b *evidence.Bundle) { b.SignedHeader.Commit.Signatures = b.SignedHeader.Commit.Signatures[:3] },
		"one is another's":               func(b *evidence.Bundle) { s := b.SignedHeader.Commit.Signatures; s[3].Signature = s[0].Signature },
		"one is said to be absent":       func(b *evidence.Bundle) { b.SignedHeader.Commit.Signatures[3].BlockIdFlag = 1 },
		"one is said to be for no block": func(b *evidence.Bundle) { b.SignedHeader.Commit.Signatures[3].BlockIdFlag = 3 },
		"the round is another":           func(b *evidence.Bundle) { b.SignedHeader.Commit.Round++ },
		"the height is another":          func(b *evidence.Bundle) { b.SignedHeader.Commit.Height++ },
		"the parts are others":           func(b *evidence.Bundle) { b.SignedHeader.Commit.BlockID.PartSetHeader.Total++ },
	} {
		t.Run(name, func(t *testing.T) {
			b := clone(t, good)
			alter(b)
			fails(t, b, evidence.ErrCommit)
		})
	}
}

func TestValidatorsMayHavePostQuantumKeys(t *testing.T) {
	c := newChain(t, chainID, 3, 2, 1)
	old := c.key
	keys := map[int]crypto.PrivKey{}
	c.key = func(i int) crypto.PrivKey {
		if i == 2 {
			return old(i)
		}
		if keys[i] == nil {
			key, err := mldsa65.GenPrivKey()
			require.NoError(t, err)
			keys[i] = key
		}
		return keys[i]
	}
	c.record(t, clinic, 3)
	b := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{1}})
	_, err := evidence.Verify(encode(t, b), headerOf(t, b))
	require.NoError(t, err)
	b.SignedHeader.Commit.Signatures[0].Signature[100] ^= 1
	fails(t, b, evidence.ErrCommit)
}

// A header may name whom it likes: what it names must still be validators.
func TestForgedValidatorsAreRefused(t *testing.T) {
	c := newChain(t, chainID, 5, 1)
	c.record(t, clinic, 3)
	height, appHash := c.commit(t)
	for name, powers := range map[string][2]int64{
		"without power": {5, 0}, "with less than none": {5, -1}, "with more than all may have": {5, cmttypes.MaxTotalVotingPower},
	} {
		t.Run(name, func(t *testing.T) {
			set, keys := c.validators(t)
			for i, power := range powers {
				set.Validators[i].VotingPower = power
			}
			b := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{1}})
			b.Validators = simple(t, set)
			b.SignedHeader = sign(t, c.header(set, height, appHash), set, keys).ToProto()
			for _, trail := range b.Trails {
				trail.Value, trail.StateProof, b.StoreProof = c.state(t, clinic, height)
			}
			fails(t, b, evidence.ErrValidators)
		})
	}
}

// Whoever founds a chain chooses what its headers name.
func TestForgedHeadersAreRefused(t *testing.T) {
	c := newChain(t, chainID, 5, 5, 1)
	c.record(t, clinic, 3)
	good := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{1}})
	set, keys := c.validators(t)
	appHash := good.SignedHeader.Header.AppHash
	for name, f := range map[string]struct {
		order  []int
		height int64
		link   error
	}{
		"as it is":                       {[]int{0, 1, 2}, 2, evidence.ErrUnanchored},
		"of the first block":             {[]int{0, 1, 2}, 0, evidence.ErrHeader},
		"with a validator twice":         {[]int{0, 0, 1}, 2, evidence.ErrValidators},
		"with validators in any order":   {[]int{2, 0, 1}, 2, evidence.ErrValidators},
		"with those of one power turned": {[]int{1, 0, 2}, 2, evidence.ErrValidators},
	} {
		t.Run(name, func(t *testing.T) {
			forged, forgers := &cmttypes.ValidatorSet{}, []crypto.PrivKey{}
			for _, i := range f.order {
				forged.Validators, forgers = append(forged.Validators, set.Validators[i]), append(forgers, keys[i])
			}
			b := clone(t, good)
			b.Validators = simple(t, forged)
			b.SignedHeader = sign(t, c.header(forged, f.height, appHash), forged, forgers).ToProto()
			_, err := evidence.Verify(encode(t, b), evidence.Trust{})
			require.ErrorIs(t, err, f.link)
		})
	}
}

// The name of a store can end with that of the trails' store behind its length, so that
// the proof of the one can be read as one of the other with a longer prefix.
func TestAnotherStoreDoesNotPassForThatOfTheTrails(t *testing.T) {
	const lookalike = "y\x06trails"
	c := newChain(t, chainID, 1)
	c.record(t, clinic, 3)
	key := storetypes.NewKVStoreKey(lookalike)
	c.store.MountStoreWithDB(key, storetypes.StoreTypeIAVL, nil)
	c.keys[lookalike] = key
	require.NoError(t, c.store.LoadVersionAndUpgrade(c.store.LastCommitID().Version, &storetypes.StoreUpgrades{Added: []string{lookalike}}))

	b := c.bundle(t, nil, wanted{trail: clinic, records: []uint64{1}})
	c.store.GetKVStore(key).Set(accesstypes.TrailKey(clinic), b.Trails[0].Value)
	height, appHash := c.commit(t)
	answer, err := c.store.Query(&storetypes.RequestQuery{Path: "/" + lookalike + "/key", Data: accesstypes.TrailKey(clinic), Height: height, Prove: true})
	require.NoError(t, err)
	b.Trails[0].StateProof = answer.ProofOps.Ops[0].Data
	var proof ics23.CommitmentProof
	require.NoError(t, proof.Unmarshal(answer.ProofOps.Ops[1].Data))
	exist := proof.GetExist()
	exist.Leaf.Prefix, exist.Key = append(exist.Leaf.Prefix, byte(len(lookalike)), 'y'), []byte(evidence.StoreName)
	require.NoError(t, exist.Verify(ics23.TendermintSpec, appHash, []byte(evidence.StoreName), exist.Value), "ICS-23 alone takes it")
	b.StoreProof, err = proof.Marshal()
	require.NoError(t, err)
	set, keys := c.validators(t)
	b.SignedHeader = sign(t, c.header(set, height, appHash), set, keys).ToProto()
	fails(t, b, evidence.ErrAppHash)
}

func TestDumpIsReadFromTheBundle(t *testing.T) {
	b := mixed(t, 5, 2)
	dump, err := evidence.NewDump(encode(t, b))
	require.NoError(t, err)
	require.EqualValues(t, 5, dump.Trails[0].Size)
	require.NotEmpty(t, dump.Trails[0].Records[0].Bytes)
	require.NotEmpty(t, dump.Trails[0].Records[1].Leaf)
	_, err = evidence.NewDump([]byte{1})
	require.ErrorIs(t, err, evidence.ErrEncoding)
	b.Trails[0].Value = []byte{1}
	_, err = evidence.NewDump(encode(t, b))
	require.ErrorIs(t, err, evidence.ErrHead)
}
