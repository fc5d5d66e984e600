package recordindex

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// The model: all records in a slice, looked through one by one.

type known struct {
	translog.Record

	confirmed bool
}

// model of what the blocks recorded.
func model(blocks []Block) []known {
	var all []known
	reports := map[string][]int{}
	of := func(r *known, side uint8) string {
		return digest(string(r.Exchange[:]), string(r.Subject[:]), r.Controller, "/", r.Recipient, fmt.Sprint(side))
	}
	for _, b := range blocks {
		for _, r := range b.Records {
			all = append(all, known{Record: r, confirmed: r.Controller == r.Recipient})
			last := &all[len(all)-1]
			if last.confirmed {
				continue
			}
			mine := of(last, last.Side)
			reports[mine] = append(reports[mine], len(all)-1)
			if others := reports[of(last, 3-last.Side)]; len(others) >= len(reports[mine]) {
				last.confirmed, all[others[len(reports[mine])-1]].confirmed = true, true
			}
		}
	}
	slices.SortStableFunc(all, func(a, b known) int { return bytes.Compare(position(&a.Record), position(&b.Record)) })
	return all
}

func modelOverseen(who permission.Inquirer, id string) bool {
	if !who.Oversees {
		return false
	}
	if j, found := registered[id]; found {
		return j == who.Jurisdiction
	}
	return slices.Contains(areas(id), area(who.Jurisdiction))
}

func modelIs(who permission.Inquirer, id string) bool {
	return id == who.Participant || modelOverseen(who, id)
}

func modelHome(who permission.Inquirer, s [20]byte) bool {
	n := int(s[19]) - 1
	return who.Oversees && n < len(homes) && homes[n] == who.Jurisdiction
}

func (k *known) party(who permission.Inquirer) bool {
	return modelIs(who, k.Controller) || modelIs(who, k.Recipient)
}

func (k *known) verdictFor(who permission.Inquirer) bool {
	return modelIs(who, k.Controller) || modelIs(who, writer(&k.Record)) || modelHome(who, k.Subject)
}

// listing is a query, and what the model says to it.
type listing struct {
	name string
	// ask a page.
	ask func(ctx context.Context, s *Service, p *query.PageRequest, period accesstypes.Period) (*accesstypes.QueryRecordsResponse, error)
	// has says what belongs to it, first what is first.
	has, first func(k *known) bool
}

func everywhere(*known) bool { return true }

// listings of what somebody asks.
func listings(t *rapid.T, name string) []listing {
	who := inquirers[name]
	n := rapid.IntRange(0, 3).Draw(t, "subject")
	apart := rapid.Bool().Draw(t, "apart")
	participant := rapid.SampledFrom(parties).Draw(t, "participant")
	exchange := make([]byte, 32)
	exchange[0] = byte(rapid.IntRange(0, 3).Draw(t, "exchange"))
	effect := rapid.SampledFrom([]vocabulary.Effect{vocabulary.Effect_EFFECT_DENY, vocabulary.Effect_EFFECT_PERMIT}).Draw(t, "effect")
	basis := rapid.SampledFrom([]vocabulary.Basis{0, vocabulary.Basis_BASIS_CONSENT, vocabulary.Basis_BASIS_EMERGENCY}).Draw(t, "basis")
	s := subject(n)
	signed := func(ctx context.Context, method string, r caller.Request) {
		sign(t, sdk.UnwrapSDKContext(ctx), name, method, r)
	}
	verdict := func(effect vocabulary.Effect, basis vocabulary.Basis, mark accesstypes.Mark) func(context.Context, *Service, *query.PageRequest, accesstypes.Period) (*accesstypes.QueryRecordsResponse, error) {
		return func(ctx context.Context, svc *Service, p *query.PageRequest, period accesstypes.Period) (*accesstypes.QueryRecordsResponse, error) {
			r := &accesstypes.QueryRecordsByVerdictRequest{Effect: effect, Basis: basis, Mark: mark, Pagination: p, Period: period, Caller: &caller.Caller{}}
			signed(ctx, MethodByVerdict, r)
			return svc.ByVerdict(ctx, r)
		}
	}
	return []listing{
		{
			"by subject", func(ctx context.Context, svc *Service, p *query.PageRequest, period accesstypes.Period) (*accesstypes.QueryRecordsResponse, error) {
				r := &accesstypes.QueryRecordsBySubjectRequest{Subject: accesstypes.SubjectID(s[:]), ConfirmedFirst: apart, Pagination: p, Period: period, Caller: &caller.Caller{}}
				signed(ctx, MethodBySubject, r)
				return svc.BySubject(ctx, r)
			},
			func(k *known) bool { return k.Subject == s && (k.party(who) || modelHome(who, s)) },
			func(k *known) bool { return !apart || k.confirmed },
		},
		{
			"by participant", func(ctx context.Context, svc *Service, p *query.PageRequest, period accesstypes.Period) (*accesstypes.QueryRecordsResponse, error) {
				r := &accesstypes.QueryRecordsByParticipantRequest{Participant: participant, OwnFirst: apart, Pagination: p, Period: period, Caller: &caller.Caller{}}
				signed(ctx, MethodByParticipant, r)
				return svc.ByParticipant(ctx, r)
			},
			func(k *known) bool {
				return modelIs(who, participant) && (k.Controller == participant || k.Recipient == participant)
			},
			func(k *known) bool { return !apart || writer(&k.Record) == participant },
		},
		{
			"by exchange", func(ctx context.Context, svc *Service, p *query.PageRequest, period accesstypes.Period) (*accesstypes.QueryRecordsResponse, error) {
				r := &accesstypes.QueryRecordsByExchangeRequest{Exchange: exchange, Pagination: p, Period: period, Caller: &caller.Caller{}}
				signed(ctx, MethodByExchange, r)
				return svc.ByExchange(ctx, r)
			},
			func(k *known) bool { return k.Exchange[0] == exchange[0] && k.party(who) }, everywhere,
		},
		{
			"by trail", func(ctx context.Context, svc *Service, p *query.PageRequest, period accesstypes.Period) (*accesstypes.QueryRecordsResponse, error) {
				r := &accesstypes.QueryRecordsByTrailRequest{Participant: participant, Name: "main", Pagination: p, Period: period, Caller: &caller.Caller{}}
				signed(ctx, MethodByTrail, r)
				return svc.ByTrail(ctx, r)
			},
			func(k *known) bool { return k.Trail == participant+"/main" && k.party(who) }, everywhere,
		},
		{
			"by effect", verdict(effect, basis, 0),
			func(k *known) bool {
				told := modelIs(who, k.Controller) || modelIs(who, writer(&k.Record))
				return told && k.Effect == uint8(effect) && (basis == 0 || k.Basis == uint8(basis))
			}, everywhere,
		},
		{
			"by mark", verdict(0, 0, accesstypes.Mark_MARK_LATE),
			func(k *known) bool {
				told := modelIs(who, k.Controller) || modelIs(who, writer(&k.Record))
				return told && k.Marks == 1<<accesstypes.Mark_MARK_LATE
			}, everywhere,
		},
	}
}

// expected answer of the model, in full.
func (l listing) expected(all []known, who permission.Inquirer, height int64, period accesstypes.Period, reverse bool) []accesstypes.AccessRecord {
	var first, second []accesstypes.AccessRecord
	for i := range all {
		k := &all[i]
		if !l.has(k) || k.Height > height || k.Time < period.From || (period.Until > 0 && k.Time >= period.Until) {
			continue
		}
		b, err := k.Bytes()
		if err != nil {
			panic(err)
		}
		f := found{entry: entry{standing: claimed, bytes: b}, record: k.Record}
		if k.confirmed {
			f.standing = confirmed
		}
		told := tell(&f, k.verdictFor(who))
		if l.first(k) {
			first = append(first, told)
		} else {
			second = append(second, told)
		}
	}
	if reverse {
		slices.Reverse(first)
		slices.Reverse(second)
	}
	return append(first, second...)
}

// parties of random accesses; fr-ghost is not registered.
var parties = []string{"de-a", "de-b", "fr-a", "de-nw-x", "de-nw-y", "fr-ghost"}

func drawAccess(t *rapid.T) access {
	a := access{
		writer: rapid.SampledFrom(parties[:5]).Draw(t, "writer"), other: rapid.SampledFrom(parties).Draw(t, "other"),
		discloses: rapid.Bool().Draw(t, "discloses"), subject: rapid.IntRange(0, 2).Draw(t, "subject"),
		exchange: byte(rapid.IntRange(0, 2).Draw(t, "exchange")), denied: rapid.Bool().Draw(t, "denied"), late: rapid.Bool().Draw(t, "late"),
	}
	return a
}

// answering is an access to match one before, from the other side.
func (a access) answered() access {
	a.writer, a.other, a.discloses = a.other, a.writer, !a.discloses
	return a
}

func drawBlocks(t *rapid.T, c *chain) {
	var before []access
	for range rapid.IntRange(1, 8).Draw(t, "blocks") {
		var accesses []access
		for range rapid.IntRange(0, 7).Draw(t, "accesses") {
			a := drawAccess(t)
			if len(before) > 0 && rapid.Bool().Draw(t, "answers") {
				a = rapid.SampledFrom(before).Draw(t, "to").answered()
			}
			if a.writer == "fr-ghost" {
				continue
			}
			before, accesses = append(before, a), append(accesses, a)
		}
		c.block(rapid.Int64Range(0, 2).Draw(t, "later"), accesses...)
	}
}

func TestEveryQueryAnswersAsLookingThroughAllRecordsWould(t *testing.T) {
	ix := newIndex(t, everything)
	shown, withheld := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		reset(t, ix)
		c := newChain(t)
		drawBlocks(t, c)
		for _, b := range c.blocks {
			require.NoError(t, ix.Append(b))
		}
		svc := service(t, ix)
		all := model(c.blocks)
		height := rapid.Int64Range(1, c.height).Draw(t, "height")
		ctx := at(height, c.blocks[height-1].Time)
		period := accesstypes.Period{From: rapid.SampledFrom([]int64{0, start + 3}).Draw(t, "from"), Until: rapid.SampledFrom([]int64{0, start + 6}).Draw(t, "until")}
		for _, name := range sortedKeys(inquirers) {
			for _, l := range listings(t, name) {
				limit := rapid.Uint64Range(1, 9).Draw(t, "limit")
				reverse := rapid.Bool().Draw(t, "reverse")
				want := l.expected(all, inquirers[name], height, period, reverse)
				var got []accesstypes.AccessRecord
				page := &query.PageRequest{Limit: limit, Reverse: reverse}
				for {
					response, err := l.ask(ctx, svc, page, period)
					require.NoError(t, err)
					require.LessOrEqual(t, len(response.Records), int(limit))
					require.Equal(t, accesstypes.Coverage{Height: height, CompleteFrom: 1, CompleteTo: height}, response.Coverage)
					got = append(got, response.Records...)
					if response.Pagination.NextKey == nil {
						break
					}
					page = &query.PageRequest{Limit: limit, Reverse: reverse, Key: response.Pagination.NextKey}
				}
				require.Equal(t, want, got, "%s by %s", l.name, name)
				for i := range got {
					shown++
					if got[i].Verdict == nil {
						withheld++
					}
				}
			}
		}
	})
	require.Positive(t, shown)
	require.Positive(t, withheld)
}

// Whatever came after a block and is taken away leaves no trace.
func TestARewoundIndexIsAsIfTheLaterBlocksHadNotCome(t *testing.T) {
	ix := newIndex(t, everything)
	rapid.Check(t, func(t *rapid.T) {
		reset(t, ix)
		c := newChain(t)
		drawBlocks(t, c)
		to := rapid.Int64Range(1, c.height).Draw(t, "to")
		for _, b := range c.blocks[:to] {
			require.NoError(t, ix.Append(b))
		}
		before := dump(t, ix)
		for _, b := range c.blocks[to:] {
			require.NoError(t, ix.Append(b))
		}
		after := dump(t, ix)
		require.NoError(t, ix.Rewind(to))
		s, err := ix.State()
		require.NoError(t, err)
		require.Equal(t, to, s.To)
		rewound := dump(t, ix)
		delete(before, string([]byte{prefixState})) // But for the time of the last block.
		delete(rewound, string([]byte{prefixState}))
		require.Equal(t, before, rewound)
		for _, b := range c.blocks[to:] {
			require.NoError(t, ix.Append(b))
		}
		require.Equal(t, after, dump(t, ix))
	})
}
