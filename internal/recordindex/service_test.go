package recordindex

import (
	"slices"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// disclosed is a disclosure from DE to FR about a subject at home in DE, or nowhere, as both
// sides reported it.
func disclosed(t *testing.T, patient int) (*Service, *chain) {
	t.Helper()
	c, ix := newChain(t), newIndex(t, everything)
	discloser := access{writer: "de-a", other: "fr-a", discloses: true, denied: true, subject: patient}
	require.NoError(t, ix.Append(c.block(1, discloser, discloser.answered())))
	return service(t, ix), c
}

func (s *Service) record(t *testing.T, c *chain, name, participant string, index uint64) *accesstypes.QueryRecordResponse {
	t.Helper()
	ctx := at(c.height, c.time)
	r := &accesstypes.QueryRecordRequest{Participant: participant, Name: "main", Index: index, Caller: &caller.Caller{}}
	sign(t, ctx, name, MethodRecord, r)
	response, err := s.Record(ctx, r)
	require.NoError(t, err)
	return response
}

func TestWhoMayKnowOfARecordAndOfItsVerdict(t *testing.T) {
	const nothing, fact, all = "nothing", "the fact", "all"
	for _, tc := range []struct {
		who string
		// What is told of the discloser's record, of the recipient's, and of the discloser's about a
		// subject that is at home nowhere.
		discloser, recipient, homeless string
	}{
		{"de-a", all, all, all},         // The controller.
		{"DE", all, all, all},           // Its authority.
		{"fr-a", fact, all, fact},       // The recipient.
		{"FR", fact, all, fact},         // Its authority.
		{"fr-auditor", fact, all, fact}, // An auditor there.
		{"de-b", nothing, nothing, nothing},
		{"de-nw-y", nothing, nothing, nothing},
		{"DE-NW", nothing, nothing, nothing},
		{"IT", nothing, nothing, nothing},
	} {
		t.Run(tc.who, func(t *testing.T) {
			told := func(r *accesstypes.QueryRecordResponse) string {
				switch {
				case r.Record == nil:
					return nothing
				case r.Record.Verdict == nil:
					require.Empty(t, r.Record.Canonical, "the bytes hold the verdict")
					require.Empty(t, r.Record.Event.Salt, "with the salt the verdict is found by trying")
					return fact
				}
				parsed, err := translog.ParseRecord(r.Record.Canonical)
				require.NoError(t, err)
				require.Equal(t, uint8(r.Record.Verdict.Effect), parsed.Effect)
				require.Equal(t, r.Record.Event.Salt, parsed.Salt[:])
				return all
			}
			s, c := disclosed(t, 0)
			require.Equal(t, tc.discloser, told(s.record(t, c, tc.who, "de-a", 0)))
			require.Equal(t, tc.recipient, told(s.record(t, c, tc.who, "fr-a", 0)))
			s, c = disclosed(t, 2)
			require.Equal(t, tc.homeless, told(s.record(t, c, tc.who, "de-a", 0)))
		})
	}
	// The authority of the subject's home, where neither side is.
	c, ix := newChain(t), newIndex(t, everything)
	require.NoError(t, ix.Append(c.block(1, access{writer: "de-a", other: "de-b", discloses: true, subject: 1})))
	r := service(t, ix).record(t, c, "FR", "de-a", 0)
	require.NotNil(t, r.Record)
	require.NotNil(t, r.Record.Verdict)
}

func TestWhatMayNotBeKnownIsAnsweredLikeWhatIsNotThere(t *testing.T) {
	s, c := disclosed(t, 0)
	for _, name := range []string{"de-b", "IT"} {
		require.Equal(t, s.record(t, c, name, "de-a", 99), s.record(t, c, name, "de-a", 0))
		ctx := at(c.height, c.time)
		answers := map[string]bool{}
		for _, patient := range []int{0, 3} {
			id := subject(patient)
			r := &accesstypes.QueryRecordsBySubjectRequest{Subject: accesstypes.SubjectID(id[:]), Caller: &caller.Caller{}}
			sign(t, ctx, name, MethodBySubject, r)
			response, err := s.BySubject(ctx, r)
			require.NoError(t, err)
			answers[response.String()] = true
		}
		require.Len(t, answers, 1)
	}
}

// What may not be known is not in the caller's list either, so that it is never passed over.
func TestAVerdictIsListedForThoseAloneWhoMayKnowIt(t *testing.T) {
	discloser := access{writer: "de-a", other: "fr-a", discloses: true, denied: true}
	for writer, want := range map[string][]string{"de-a": {"de-a"}, "fr-a": {"de-a", "fr-a"}} {
		a := discloser
		if writer == "fr-a" {
			a = a.answered()
		}
		r := newChain(t).record(a)
		var listed []string
		for _, id := range []string{"de-a", "fr-a"} {
			scope := string(forParticipant(list(ByVerdict, effectValue(r.Effect, r.Basis)), id))
			if slices.ContainsFunc(ByVerdict.rows(&r, claimed), func(row []byte) bool { return strings.HasPrefix(string(row), scope) }) {
				listed = append(listed, id)
			}
		}
		require.Equal(t, want, listed)
	}
}

func TestWhoHasNoStandingIsRefusedWhateverIsAsked(t *testing.T) {
	s, c := disclosed(t, 0)
	ctx := at(c.height, c.time)
	for _, index := range []uint64{0, 99} {
		r := &accesstypes.QueryRecordRequest{Participant: "de-a", Name: "main", Index: index, Caller: &caller.Caller{}}
		_, err := s.Record(ctx, r)
		require.Equal(t, codes.Unauthenticated, status.Code(err))
		sign(t, ctx, "somebody", MethodRecord, r)
		_, err = s.Record(ctx, r)
		require.Equal(t, codes.PermissionDenied, status.Code(err))
		sign(t, ctx, "de-a", MethodBySubject, r)
		_, err = s.Record(ctx, r)
		require.Equal(t, codes.Unauthenticated, status.Code(err), "signed for another method")
	}
}

// Who had rights once asks about the state of then, and is not told what came after.
func TestAnEarlierStateIsNotToldOfLaterRecords(t *testing.T) {
	c, ix := newChain(t), newIndex(t, everything)
	require.NoError(t, ix.Append(c.block(1)))
	require.NoError(t, ix.Append(c.block(0, toCharite)))
	s := service(t, ix)
	height := c.height
	c.height--
	require.Nil(t, s.record(t, c, "de-a", "de-a", 0).Record)
	require.Equal(t, accesstypes.Coverage{Height: 1, CompleteFrom: 1, CompleteTo: 1}, s.record(t, c, "de-a", "de-a", 0).Coverage)
	c.height = height
	require.NotNil(t, s.record(t, c, "de-a", "de-a", 0).Record)
}

func TestAQueryThatMakesNoSenseIsSaidToBe(t *testing.T) {
	s, c := disclosed(t, 0)
	ctx := at(c.height, c.time)
	id := subject(0)
	for name, change := range map[string]func(*accesstypes.QueryRecordsBySubjectRequest){
		"no subject": func(r *accesstypes.QueryRecordsBySubjectRequest) { r.Subject = "0x12" },
		"too many":   func(r *accesstypes.QueryRecordsBySubjectRequest) { r.Pagination = &query.PageRequest{Limit: 101} },
		"an offset":  func(r *accesstypes.QueryRecordsBySubjectRequest) { r.Pagination = &query.PageRequest{Offset: 1} },
		"a total":    func(r *accesstypes.QueryRecordsBySubjectRequest) { r.Pagination = &query.PageRequest{CountTotal: true} },
		"a made-up key": func(r *accesstypes.QueryRecordsBySubjectRequest) {
			r.Pagination = &query.PageRequest{Key: []byte{0, 1}}
		},
		"another group": func(r *accesstypes.QueryRecordsBySubjectRequest) { r.Pagination = &query.PageRequest{Key: []byte{7}} },
		"a long key": func(r *accesstypes.QueryRecordsBySubjectRequest) {
			r.Pagination = &query.PageRequest{Key: make([]byte, 500)}
		},
		"before the era": func(r *accesstypes.QueryRecordsBySubjectRequest) { r.Period.From = -1 },
	} {
		r := &accesstypes.QueryRecordsBySubjectRequest{Subject: accesstypes.SubjectID(id[:]), Caller: &caller.Caller{}}
		change(r)
		sign(t, ctx, "de-a", MethodBySubject, r)
		_, err := s.BySubject(ctx, r)
		require.Equal(t, codes.InvalidArgument, status.Code(err), name)
	}
	for name, r := range map[string]*accesstypes.QueryRecordsByVerdictRequest{
		"nothing":        {},
		"a basis alone":  {Basis: vocabulary.Basis_BASIS_CONSENT},
		"both":           {Effect: vocabulary.Effect_EFFECT_DENY, Mark: accesstypes.Mark_MARK_LATE},
		"unknown effect": {Effect: 77},
		"unknown mark":   {Mark: 99},
	} {
		r.Caller = &caller.Caller{}
		sign(t, ctx, "de-a", MethodByVerdict, r)
		_, err := s.ByVerdict(ctx, r)
		require.Equal(t, codes.InvalidArgument, status.Code(err), name)
	}
}

func TestANodeSaysWhatItDoesNotKeep(t *testing.T) {
	c, ix := newChain(t), newIndex(t, BySubject)
	require.NoError(t, ix.Append(c.block(1)))
	ctx := at(1, c.time)
	ask := func(s *Service) error {
		r := &accesstypes.QueryRecordsByTrailRequest{Participant: "de-a", Name: "main", Caller: &caller.Caller{}}
		sign(t, ctx, "de-a", MethodByTrail, r)
		_, err := s.ByTrail(ctx, r)
		return err
	}
	require.ErrorContains(t, ask(service(t, ix)), "no list by trail, only by subject")
	none := NewService(NewFeed(nil, log.NewNopLogger()), modules{}, modules{})
	require.ErrorContains(t, ask(none), "keeps no index")
	require.NoError(t, none.feed.Precommit(7), "and its blocks are committed all the same")
}

// crowd is an index with so many records of one subject, of which one in so many answers
// another.
func crowd(t testing.TB, records, answers int) (*Index, *chain) {
	t.Helper()
	c, ix := newChain(t), newIndex(t, BySubject|ByParticipant|ByExchange)
	const each = 500
	for n := 0; n < records; n += each {
		accesses := make([]access, each)
		for i := range accesses {
			accesses[i] = access{writer: "de-a", other: "de-b", discloses: true, exchange: byte(n / each)}
			if i%answers == answers-1 {
				accesses[i] = accesses[i].answered()
			}
		}
		require.NoError(t, ix.Append(c.block(1, accesses...)))
	}
	return ix, c
}

// visits of a page of a subject's list, and the key of the next.
func visits(t testing.TB, ix *Index, q question) answer {
	t.Helper()
	var a answer
	require.NoError(t, ix.db.View(func(txn *badger.Txn) error {
		s, err := readState(txn)
		require.NoError(t, err)
		q.from, q.before = s.bounds(0, 0, s.To, s.ToTime)
		a, err = ask(txn, q, func(*translog.Record) (bool, error) { return true, nil })
		return err
	}))
	return a
}

func TestAPageVisitsAsManyKeysHoweverManyRecordsThereAre(t *testing.T) {
	id := subject(0)
	for _, records := range []int{1_000, 10_000} {
		ix, _ := crowd(t, records, 4)
		for _, groups := range [][][][]byte{
			classes(forAll(list(BySubject, id[:])), false), classes(forParticipant(list(BySubject, id[:]), "de-b"), true),
		} {
			for _, reverse := range []bool{false, true} {
				q := question{groups: groups, limit: 100, reverse: reverse}
				for range 4 {
					a := visits(t, ix, q)
					require.Len(t, a.records, 100)
					require.LessOrEqual(t, a.visited, 4*101)
					q.after = a.next
				}
			}
		}
	}
}
