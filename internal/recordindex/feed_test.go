package recordindex

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmtstate "github.com/cometbft/cometbft/state"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
)

var (
	toCharite = access{writer: "de-a", other: "de-b", discloses: true}
	fromB     = access{writer: "de-b", other: "de-a"}
	inHouse   = access{writer: "fr-a", other: "fr-a", subject: 1, exchange: 1}
)

// fed is a chain of which an index was told every block.
func fed(t testing.TB, c *chain, ix *Index, height int64) *Feed {
	t.Helper()
	f := NewFeed(c.decode, log.NewNopLogger())
	require.NoError(t, f.Attach(ix, height))
	return f
}

// history is blocks with records, and some without.
func history(t testing.TB, c *chain, f *Feed) {
	t.Helper()
	for range 3 {
		c.submit(toCharite, toCharite)
		c.submit(inHouse)
		require.NoError(t, c.execute(f))
		require.NoError(t, c.execute(f))
		c.submit(fromB)
		require.NoError(t, c.execute(f))
	}
}

// kept are the blocks and results that a node has.
type kept struct {
	c        *chain
	earliest int64
	// withoutResults up to a height.
	withoutResults int64
	discards       bool
	// before is called before a block is read; may be nil.
	before func(height int64)
	reads  int
}

func (k *kept) Status(context.Context) (*coretypes.ResultStatus, error) {
	return &coretypes.ResultStatus{SyncInfo: coretypes.SyncInfo{EarliestBlockHeight: k.earliest}}, nil
}

var errPruned = errors.New("height is not available")

func (k *kept) Block(_ context.Context, height *int64) (*coretypes.ResultBlock, error) {
	if k.before != nil {
		k.before(*height)
	}
	k.reads++
	if *height < k.earliest || *height > k.c.height {
		return nil, errPruned
	}
	b := &cmttypes.Block{Header: cmttypes.Header{Height: *height, Time: time.Unix(start+*height, 0)}}
	for _, raw := range k.c.raws[*height] {
		b.Txs = append(b.Txs, raw)
	}
	return &coretypes.ResultBlock{Block: b}, nil
}

func (k *kept) BlockResults(_ context.Context, height *int64) (*coretypes.ResultBlockResults, error) {
	switch {
	case k.discards:
		return nil, cmtstate.ErrFinalizeBlockResponsesNotPersisted
	case *height <= k.withoutResults:
		return nil, cmtstate.ErrNoABCIResponsesForHeight{Height: *height}
	}
	return &coretypes.ResultBlockResults{Height: *height, TxsResults: k.c.results[*height]}, nil
}

// complete runs until the index has a height.
func complete(t testing.TB, f *Feed, k *kept, height int64) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f.Complete(ctx, k) }()
	require.Eventually(t, func() bool {
		next, behind := f.lacks()
		return !behind && next == height+1
	}, 20*time.Second, time.Millisecond)
	cancel()
	require.NoError(t, <-done)
}

func TestABlockIsInTheIndexBeforeItIsCommitted(t *testing.T) {
	c, ix := newChain(t), newIndex(t, everything)
	f := fed(t, c, ix, 0)
	c.submit(toCharite)
	require.NoError(t, c.execute(f))
	s, err := ix.State()
	require.NoError(t, err)
	require.Equal(t, State{ChainID: chainID, Lists: everything, From: 1, To: 1, ToTime: start + 1}, s)
}

func TestABlockThatWasNotCommittedIsWrittenAgainEqual(t *testing.T) {
	c, dir := newChain(t), t.TempDir()
	ix := openIndex(t, dir, everything)
	f := fed(t, c, ix, 0)
	history(t, c, f)
	c.submit(fromB, toCharite.asB())
	require.NoError(t, c.execute(f))
	want := dump(t, ix)
	require.NoError(t, f.Close())

	// The application was killed before its commit, and has the block before.
	ix = openIndex(t, dir, everything)
	f = fed(t, c, ix, c.height-1)
	s, err := ix.State()
	require.NoError(t, err)
	require.Equal(t, c.height-1, s.To)
	require.NoError(t, c.again(f, c.height))
	require.Equal(t, want, dump(t, ix))
	require.NoError(t, f.Close())
	require.NoError(t, f.Close(), "the SDK closes twice")
}

// asB is the same in the name of another writer.
func (a access) asB() access { a.writer, a.other = a.other, a.writer; return a }

func TestAnIndexGoesOnAfterARestart(t *testing.T) {
	c, dir := newChain(t), t.TempDir()
	ix := openIndex(t, dir, everything)
	f := fed(t, c, ix, 0)
	history(t, c, f)
	want := dump(t, ix)
	require.NoError(t, f.Close())
	ix = openIndex(t, dir, everything)
	f = fed(t, c, ix, c.height)
	require.Equal(t, want, dump(t, ix))
	c.submit(fromB)
	require.NoError(t, c.execute(f))
	s, err := ix.State()
	require.NoError(t, err)
	require.Equal(t, c.height, s.To)
	require.NoError(t, f.Close())
}

func TestAnIndexOfARolledBackNodeForgetsWhatCameAfter(t *testing.T) {
	c, ix := newChain(t), newIndex(t, everything)
	f := fed(t, c, ix, 0)
	history(t, c, f)
	f = fed(t, c, ix, 4)
	s, err := ix.State()
	require.NoError(t, err)
	require.EqualValues(t, 4, s.To)
	// Another block of the same height comes.
	c.height, c.raws[5], c.results[5] = 4, nil, nil
	c.submit(inHouse)
	require.NoError(t, c.execute(f))
	require.NotNil(t, f.Index())
	f = fed(t, c, ix, 0)
	s, err = ix.State()
	require.NoError(t, err)
	require.Equal(t, State{ChainID: chainID, Lists: everything}, s, "of an application without blocks it forgets everything")
	require.Len(t, dump(t, ix), 1)
	require.NotNil(t, f)
}

func TestABlockOfWhichAPartWasWrittenIsWrittenAgain(t *testing.T) {
	accesses := make([]access, 2*chunk+17)
	for i := range accesses {
		accesses[i] = toCharite
		if i%2 == 1 {
			accesses[i] = fromB
		}
	}
	c := newChain(t)
	first, second := c.block(1, toCharite, fromB, fromB), c.block(1, accesses...)
	clean := newIndex(t, everything)
	require.NoError(t, clean.Append(first))
	before := dump(t, clean)
	require.NoError(t, clean.Append(second))

	torn := newIndex(t, everything)
	require.NoError(t, torn.Append(first))
	require.NoError(t, torn.set(blockKey(second.Height), encodeBatches(batches(second.Records))))
	for i := range 2 {
		require.NoError(t, torn.addChunk(second.Records[i*chunk:(i+1)*chunk]))
	}
	f := fed(t, c, torn, 1)
	require.Equal(t, before, dump(t, torn), "what a crash left is taken away")
	require.NotNil(t, f)
	require.NoError(t, torn.set(blockKey(second.Height), encodeBatches(batches(second.Records))))
	require.NoError(t, torn.addChunk(second.Records[:chunk]))
	require.NoError(t, torn.Append(second))
	require.Equal(t, dump(t, clean), dump(t, torn))
}

func TestABlockOfTheLargestRecordsFits(t *testing.T) {
	ix := newIndex(t, everything)
	long := func(begin string) string { return begin + strings.Repeat("x", accesstypes.MaxID-len(begin)) }
	sides := map[uint8]string{1: long("de-nw-"), 2: long("fr-idf-")}
	for height := int64(1); height <= 2; height++ {
		side := uint8(height)
		b := Block{Height: height, Time: start}
		for i := range 2 * chunk {
			r := translog.Record{
				ChainID: chainID, Trail: accesstypes.TrailID(sides[side], strings.Repeat("x", accesstypes.MaxTrailName)), Index: uint64(i), Height: height, Time: start,
				Side: side, Controller: sides[1], Recipient: sides[2], Categories: make([]uint8, accesstypes.MaxCategories), Permit: long("de-"), Marks: 0b111110,
			}
			r.Exchange[0], r.Exchange[1] = byte(i), byte(i>>8)
			b.Records = append(b.Records, r)
		}
		require.NoError(t, ix.Append(b))
	}
	require.NoError(t, ix.Rewind(1), "and can be taken away")
}

func TestADeletedIndexIsRebuiltByteByByte(t *testing.T) {
	c, original := newChain(t), newIndex(t, everything)
	f := fed(t, c, original, 0)
	history(t, c, f)

	rebuilt := newIndex(t, everything)
	g := fed(t, c, rebuilt, c.height)
	// While it is rebuilt, the application commits more blocks.
	k := &kept{c: c, earliest: 1, before: func(height int64) {
		if height <= 3 {
			c.submit(fromB)
			require.NoError(t, c.execute(f))
			require.NoError(t, c.again(g, c.height))
		}
	}}
	complete(t, g, k, 12)
	require.Equal(t, dump(t, original), dump(t, rebuilt))
	require.Equal(t, 12, k.reads)
	c.submit(fromB)
	require.NoError(t, c.execute(f))
	require.NoError(t, c.again(g, c.height))
	require.Equal(t, dump(t, original), dump(t, rebuilt), "and then it is fed as before")
}

func TestARebuildGoesOnWhereItWasStopped(t *testing.T) {
	c, original := newChain(t), newIndex(t, everything)
	f := fed(t, c, original, 0)
	history(t, c, f)
	dir := t.TempDir()
	ix := openIndex(t, dir, everything)
	g := fed(t, c, ix, c.height)
	ctx, cancel := context.WithCancel(t.Context())
	require.NoError(t, g.Complete(ctx, &kept{c: c, earliest: 1, before: func(height int64) {
		if height == 5 {
			cancel()
		}
	}}))
	require.NoError(t, g.Close())
	ix = openIndex(t, dir, everything)
	g = fed(t, c, ix, c.height)
	k := &kept{c: c, earliest: 1}
	complete(t, g, k, c.height)
	require.LessOrEqual(t, k.reads, 5)
	require.Equal(t, dump(t, original), dump(t, ix))
	require.NoError(t, g.Close())
}

func TestAnIndexIsCompleteFromTheFirstBlockThatTheNodeHas(t *testing.T) {
	for name, k := range map[string]*kept{
		"blocks were pruned":            {earliest: 4},
		"results were pruned":           {earliest: 1, withoutResults: 3},
		"blocks and results":            {earliest: 2, withoutResults: 3},
		"the node joined by a snapshot": {earliest: 4, withoutResults: 3},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChain(t)
			history(t, c, fed(t, c, newIndex(t, everything), 0))
			k.c = c
			ix := newIndex(t, everything)
			f := fed(t, c, ix, c.height)
			complete(t, f, k, c.height)
			s, err := ix.State()
			require.NoError(t, err)
			require.EqualValues(t, 4, s.From)
			require.Equal(t, c.height, s.To)
		})
	}
	c := newChain(t)
	history(t, c, fed(t, c, newIndex(t, everything), 0))
	ix := newIndex(t, everything)
	f := fed(t, c, ix, c.height)
	complete(t, f, &kept{c: c, earliest: 1, discards: true}, c.height)
	c.submit(fromB)
	require.NoError(t, c.execute(f))
	s, err := ix.State()
	require.NoError(t, err)
	require.Equal(t, c.height, s.From, "where results are not kept, from the next block on")
}

func TestANewApplicationBeginsWithItsFirstBlockWhateverItIs(t *testing.T) {
	c, ix := newChain(t), newIndex(t, everything)
	f := fed(t, c, ix, 0)
	c.height = 700 // The state came by a snapshot.
	require.NoError(t, c.execute(f))
	s, err := ix.State()
	require.NoError(t, err)
	require.EqualValues(t, 701, s.From)
}

func TestABlockThatIsThereAndCannotBeReadIsAnError(t *testing.T) {
	c, ix := newChain(t), newIndex(t, everything)
	f := fed(t, c, ix, 5)
	require.ErrorIs(t, f.Complete(t.Context(), &kept{c: c, earliest: 1}), errPruned)
}

func TestOnlyWhatTheChainRecordedIsInTheIndex(t *testing.T) {
	c, ix := newChain(t), newIndex(t, everything)
	f := fed(t, c, ix, 0)
	records := func() (n int) {
		for key := range dump(t, ix) {
			if key[0] == prefixRecord {
				n++
			}
		}
		return n
	}

	failed, response := c.message(toCharite)
	c.add([]sdk.Msg{failed}, []*codectypes.Any{response}, 7)
	require.NoError(t, c.execute(f))
	require.Zero(t, records(), "a transaction that failed changed nothing")
	c.sizes = map[string]uint64{}

	one, oneResponse := c.message(toCharite, toCharite)
	two, twoResponse := c.message(toCharite)
	three, threeResponse := c.message(inHouse)
	c.add([]sdk.Msg{one, two, three}, []*codectypes.Any{oneResponse, twoResponse, threeResponse}, 0)
	require.NoError(t, c.execute(f))
	require.Equal(t, 4, records(), "each message of a transaction")

	packed, err := codectypes.NewAnyWithValue(one)
	require.NoError(t, err)
	proposed, err := codectypes.NewAnyWithValue(&counciltypes.MsgSubmitProposalResponse{Id: 1})
	require.NoError(t, err)
	c.add([]sdk.Msg{&counciltypes.MsgSubmitProposal{Messages: []*codectypes.Any{packed}}}, []*codectypes.Any{proposed}, 0)
	voted, err := codectypes.NewAnyWithValue(&counciltypes.MsgVoteResponse{})
	require.NoError(t, err)
	c.add([]sdk.Msg{&counciltypes.MsgVote{Proposal: 1}}, []*codectypes.Any{voted}, 0)
	require.NoError(t, c.execute(f))
	require.Equal(t, 4, records(), "a message that is proposed is not one that was sent")

	c.raws[c.height+1] = [][]byte{[]byte("not a transaction")}
	c.results[c.height+1] = c.results[2]
	c.submit(inHouse)
	c.results[c.height+1] = append(c.results[2][:1:1], c.results[c.height+1][1:]...)
	c.submit(inHouse)
	c.results[c.height+1] = c.results[c.height+1][:2]
	require.NoError(t, c.execute(f))
	require.Equal(t, 5, records(), "what cannot be read, or has no result, stops nothing and hides nothing else")
}

func TestAFullDiskIsSaidBeforeAnythingIsWritten(t *testing.T) {
	free := uint64(1 << 40)
	space := func(string) (uint64, error) { return free, nil }
	dir := t.TempDir()
	ix, err := Open(dir, chainID, everything, space, log.NewNopLogger())
	require.NoError(t, err)
	c := newChain(t)
	f := fed(t, c, ix, 0)
	c.submit(toCharite)
	require.NoError(t, c.execute(f))
	want := dump(t, ix)

	free = reserve - 1
	c.submit(fromB)
	require.ErrorContains(t, c.execute(f), "make room")
	require.Equal(t, want, dump(t, ix))
	require.NoError(t, f.Close())
	_, err = Open(dir, chainID, everything, space, log.NewNopLogger())
	require.ErrorContains(t, err, "make room")

	// With room again, the node executes the block again.
	free = reserve
	ix, err = Open(dir, chainID, everything, space, log.NewNopLogger())
	require.NoError(t, err)
	f = fed(t, c, ix, c.height-1)
	require.NoError(t, c.again(f, c.height))
	s, err := ix.State()
	require.NoError(t, err)
	require.Equal(t, c.height, s.To)
	require.NoError(t, f.Close())
}

func TestARebuildThatFindsTheDiskFullFails(t *testing.T) {
	free := uint64(1 << 40)
	ix, err := Open(t.TempDir(), chainID, everything, func(string) (uint64, error) { return free, nil }, log.NewNopLogger())
	require.NoError(t, err)
	t.Cleanup(func() { _ = ix.Close() })
	c := newChain(t)
	history(t, c, fed(t, c, newIndex(t, everything), 0))
	f := fed(t, c, ix, c.height)
	free = 0
	require.ErrorContains(t, f.Complete(t.Context(), &kept{c: c, earliest: 1}), "make room")
}

func TestAnIndexOfAnotherChainFormatOrSettingIsRefused(t *testing.T) {
	dir := t.TempDir()
	open := func(chain string, lists Lists) error {
		ix, err := Open(dir, chain, lists, roomy, log.NewNopLogger())
		if err == nil {
			err = ix.Close()
		}
		return err
	}
	require.NoError(t, open(chainID, BySubject))
	require.NoError(t, open(chainID, BySubject))
	require.ErrorContains(t, open("assent-other", BySubject), `of chain "assent-test"`)
	require.ErrorContains(t, open(chainID, BySubject|ByTrail), `keeps the lists "subject", and app.toml says "subject, trail"`)
	ix := openIndex(t, dir, BySubject)
	require.NoError(t, ix.set([]byte{prefixState}, append([]byte{format + 1}, State{ChainID: chainID, Lists: BySubject}.encode()[1:]...)))
	require.NoError(t, ix.Close())
	require.ErrorContains(t, open(chainID, BySubject), "another format")

	ix = openIndex(t, t.TempDir(), BySubject)
	require.ErrorContains(t, Delete(ix.dir), "stop it first")
	_, err := Inspect(ix.dir, log.NewNopLogger())
	require.ErrorContains(t, err, "stop it first")
	require.NoError(t, ix.Close())
	s, err := Inspect(ix.dir, log.NewNopLogger())
	require.NoError(t, err)
	require.Equal(t, State{ChainID: chainID, Lists: BySubject}, s)
	require.NoError(t, Delete(ix.dir))
	require.NoDirExists(t, ix.dir)
}

func TestListsAreNamedInTheConfiguration(t *testing.T) {
	lists, err := ParseLists([]string{"trail", "subject", "participant", "exchange", "verdict"})
	require.NoError(t, err)
	require.Equal(t, everything, lists)
	require.Equal(t, []string{"subject", "participant", "exchange", "verdict", "trail"}, lists.Names())
	_, err = ParseLists([]string{"patient"})
	require.ErrorContains(t, err, "choose of subject")
	c, err := ReadConfig(options{})
	require.NoError(t, err)
	require.False(t, c.Enabled, "a node whose configuration says nothing of it has none")
	c, err = ReadConfig(options{"record-index.enabled": true, "record-index.indexes": []any{"subject"}})
	require.NoError(t, err)
	require.Equal(t, Config{Enabled: true, Indexes: []string{"subject"}}, c)
}

type options map[string]any

func (o options) Get(name string) any { return o[name] }
