package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// churn gives and withdraws research that many times, one pair a minute and 16
// pairs a day. It returns the ids, oldest first.
func (f *fixture) churn(w *wallet, pairs int) [][]byte {
	f.t.Helper()
	ids := make([][]byte, pairs)
	for i := range ids {
		if i%16 == 0 {
			f.pass(day)
		}
		ids[i] = f.mustGive(w.signs(research))
		f.pass(30)
		_, err := f.withdraw(w.ends(ids[i]))
		require.NoError(f.t, err)
		f.pass(30)
	}
	return ids
}

func TestWhatEndedLongAgoGoesToTheArchive(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	standing := f.mustGive(w.signs(genomicForOne))
	ids := f.churn(w, types.MaxEnded+6)

	s := f.subject(w)
	require.Len(t, s.Directives, 1+types.MaxEnded)
	state := f.export()
	require.Len(t, state.Archive, 6)
	for i, a := range state.Archive {
		require.Equal(t, ids[i], a.Directive.Id)
		require.Equal(t, w.id(), a.Subject)
	}
	require.Equal(t, state.Archive[5].Directive.EndedAt, s.HistoryFrom)

	facts, err := f.keeper.SubjectFacts(f.ctx, w.subject())
	require.NoError(t, err)
	require.Equal(t, s.HistoryFrom, facts.HistoryFrom)
	require.Len(t, facts.Directives, 1+types.MaxEnded)
	require.Equal(t, 1+types.MaxEnded+1, facts.Nodes, "provisions, and the one recipient that is named")

	for _, id := range [][]byte{standing, ids[0], ids[5], ids[6]} {
		res, err := f.queries.Directive(f.ctx, &types.QueryDirectiveRequest{Subject: w.subject(), Id: types.DirectiveID(id)})
		require.NoError(t, err)
		require.Equal(t, id, res.Directive.Id)
	}
	_, err = f.withdraw(w.ends(ids[0]))
	require.ErrorIs(t, err, types.ErrDirectiveUnknown)
}

func TestExpiredDirectivesGoToTheArchiveToo(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	d := w.says(refuseAll)
	d.Validity.Until = policy.At(start + 100)
	expiring := f.mustGive(w.sign(d))
	f.churn(w, types.MaxEnded)
	state := f.export()
	require.Len(t, state.Archive, 1)
	require.Equal(t, expiring, state.Archive[0].Directive.Id)
	require.Zero(t, state.Archive[0].Directive.EndedAt)
	require.Equal(t, start+100, f.subject(w).HistoryFrom)
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", start+99))
}

func TestManyThatExpiredGoToTheArchiveAtOnce(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.churn(w, types.MaxEnded)
	f.pass(day)
	for i := range int64(types.MaxLive) {
		d := w.says(research)
		d.Validity.Until = policy.At(f.now() + types.MaxLive - i)
		f.mustGive(w.sign(d))
	}
	f.pass(day)
	require.Empty(t, f.export().Archive)
	f.mustGive(w.signs(refuseAll))
	require.Len(t, f.export().Archive, types.MaxLive)
	require.Len(t, f.subject(w).Directives, types.MaxEnded+1)
}

func TestADecisionAboutAPastMomentReadsTheArchive(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.pass(day)
	given := f.now()
	id := f.mustGive(w.signs(research))
	f.pass(100)
	_, err := f.withdraw(w.ends(id))
	require.NoError(t, err)
	f.churn(w, types.MaxEnded)
	require.Equal(t, given+100, f.subject(w).HistoryFrom)

	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", given-1))
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", given))
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", given+99))
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", given+100))
}

func TestQueriesReadABoundedPageOfTheArchive(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	old := f.churn(w, types.MaxEnded+1)[0]
	s := f.subject(w)
	archived, _ := s.Directive(s.Directives[0].Id)
	for i := range types.MaxArchivePage {
		id := make32(byte(i))
		id[0] = byte(i >> 8)
		d := archived
		d.Id, d.EndedAt = id, f.now()
		require.NoError(t, f.keeper.Archive.Set(f.ctx, collections.Join3(w.id(), d.EndedAt, id), d))
	}
	s.HistoryFrom = f.now()
	require.NoError(t, f.keeper.Subjects.Set(f.ctx, w.id(), s))

	_, err := f.queries.Decide(f.ctx, decideRequest(w, f.now()-day*30))
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
	_, err = f.queries.Decide(f.ctx, decideRequest(w, f.now()-1))
	require.NoError(t, err)
	_, err = f.queries.Directive(f.ctx, &types.QueryDirectiveRequest{Subject: w.subject(), Id: types.DirectiveID(old)})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
}

func TestADecisionAboutAPastMomentReadsTheArchivesOfInstitutions(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.mustGive(w.signs(research))
	ask := func(recipient string, at int64) *types.QueryDecideRequest {
		request := decideRequest(w, at)
		request.Recipient = recipient
		return request
	}
	reasons := func(recipient string, at int64) []vocabulary.Reason {
		res, err := f.queries.Decide(f.ctx, ask(recipient, at))
		require.NoError(t, err)
		return res.Reasons
	}
	require.Equal(t, reasons("de-dkfz", historyFrom), reasons("de-uke", historyFrom))
	require.NotEqual(t, reasons("de-dkfz", historyFrom-1), reasons("de-uke", historyFrom-1))
	require.NotEqual(t, reasons("de-dkfz", suspendedFrom), reasons("de-uke", suspendedFrom))
	_, err := f.queries.Decide(f.ctx, ask("de-uke", suspendedFrom-1))
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
}

func decideRequest(w *wallet, at int64) *types.QueryDecideRequest {
	return &types.QueryDecideRequest{
		Subject: w.subject(), Controller: "de-charite", Recipient: "de-dkfz", At: at,
		Purpose:  vocabulary.Purpose_PURPOSE_RESEARCH,
		Category: vocabulary.Category_CATEGORY_GENOMIC,
		Action:   vocabulary.Action_ACTION_USE,
	}
}

func TestDecideAnswersAsOfABlock(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	d := w.says(research)
	d.Validity.Until = policy.At(start + day)
	id := f.mustGive(w.sign(d))
	f.pass(10)

	res, err := f.queries.Decide(f.ctx, decideRequest(w, 0))
	require.NoError(t, err)
	require.Equal(t, &types.QueryDecideResponse{
		Effect: vocabulary.Effect_EFFECT_PERMIT, Basis: vocabulary.Basis_BASIS_CONSENT,
		Directives: []string{types.DirectiveID(id)}, ValidUntil: start + day,
		At: start + 10, Height: f.ctx.BlockHeight(), Time: start + 10,
	}, res)

	res, err = f.queries.Decide(f.ctx, decideRequest(w, start+day))
	require.NoError(t, err)
	require.Equal(t, vocabulary.Effect_EFFECT_DENY, res.Effect)
	require.Equal(t, []vocabulary.Reason{vocabulary.Reason_REASON_NO_CONSENT}, res.Reasons)
	require.Zero(t, res.ValidUntil)
	require.Equal(t, start+day, res.At)
	require.Equal(t, start+10, res.Time)
}

func TestDecideRefusesAnIncompleteQuestion(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for _, c := range []struct {
		name  string
		spoil func(r *types.QueryDecideRequest)
	}{
		{"no subject", func(r *types.QueryDecideRequest) { r.Subject = "" }},
		{"a subject in upper case", func(r *types.QueryDecideRequest) { r.Subject = "0xABCDEF0000000000000000000000000000000000" }},
		{"no controller", func(r *types.QueryDecideRequest) { r.Controller = "" }},
		{"no recipient", func(r *types.QueryDecideRequest) { r.Recipient = "" }},
		{"a malformed recipient", func(r *types.QueryDecideRequest) { r.Recipient = "DE DKFZ" }},
		{"no purpose", func(r *types.QueryDecideRequest) { r.Purpose = 0 }},
		{"an unknown purpose", func(r *types.QueryDecideRequest) { r.Purpose = 257 }},
		{"an unknown category", func(r *types.QueryDecideRequest) { r.Category = 22 }},
		{"an unknown action", func(r *types.QueryDecideRequest) { r.Action = -1 }},
		{"an unknown profession", func(r *types.QueryDecideRequest) { r.Profession = 5 }},
		{"a moment before 1970", func(r *types.QueryDecideRequest) { r.At = -1 }},
		{"a permit id that is too long", func(r *types.QueryDecideRequest) { r.Permit = string(make([]byte, 65)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := decideRequest(w, 0)
			c.spoil(r)
			_, err := f.queries.Decide(f.ctx, r)
			require.Equal(t, codes.InvalidArgument, status.Code(err))
		})
	}
	_, err := f.queries.Decide(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestQueriesSayWhatIsNotThere(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	_, err := f.queries.Subject(f.ctx, &types.QuerySubjectRequest{Subject: "alice"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Subject(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Subject(f.ctx, &types.QuerySubjectRequest{Subject: f.newWallet("nobody").subject()})
	require.Equal(t, codes.NotFound, status.Code(err))
	res, err := f.queries.Subject(f.ctx, &types.QuerySubjectRequest{Subject: w.subject()})
	require.NoError(t, err)
	require.Equal(t, f.subject(w), res.Subject)

	id := types.DirectiveID(make32(1))
	_, err = f.queries.Directive(f.ctx, &types.QueryDirectiveRequest{Subject: w.subject(), Id: id})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.queries.Directive(f.ctx, &types.QueryDirectiveRequest{Subject: w.subject(), Id: id[2:]})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Directive(f.ctx, &types.QueryDirectiveRequest{Subject: "0x", Id: id})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Directive(f.ctx, &types.QueryDirectiveRequest{Subject: f.newWallet("nobody").subject(), Id: id})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestSubjectFactsOfNobodyAreEmpty(t *testing.T) {
	f := newFixture(t)
	facts, err := f.keeper.SubjectFacts(f.ctx, f.newWallet("nobody").subject())
	require.NoError(t, err)
	require.Equal(t, world.SubjectFacts{}, facts)
	_, err = f.keeper.SubjectFacts(f.ctx, "nobody")
	require.Error(t, err)
}

func TestSubjectFactsAreAsDecisionsReadThem(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	d := w.says(allButGenomic)
	d.Controller = "de-charite"
	d.Validity = policy.Period{From: policy.At(start + 1), Until: policy.At(start + day)}
	id := f.mustGive(w.sign(d))
	facts, err := f.keeper.SubjectFacts(f.ctx, w.subject())
	require.NoError(t, err)
	require.Equal(t, world.SubjectFacts{
		Home:    "DE",
		Holders: []world.Holder{{Participant: "de-charite", Since: start}},
		Keys:    []world.Key{{Address: w.id(), Since: start}},
		Directives: []policy.Directive{{
			ID: types.DirectiveID(id), Subject: w.subject(), Controller: "de-charite",
			GrantedAt: start, Validity: d.Validity, Provision: allButGenomic,
		}},
		Nodes: 2,
	}, facts)
	require.True(t, facts.EnrolledWith("de-charite", start))
}

func TestGenesisIsWhatWasExported(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.churn(w, types.MaxEnded+3)
	f.mustGive(w.signs(allButGenomic))
	_, err := f.enrol(attester, types.Enrolment{Subject: w.id()})
	require.NoError(t, err)
	bob := f.enrolled("bob")
	f.mustGive(bob.signs(refuseAll))
	state := f.export()

	imported := newFixture(t)
	require.NoError(t, imported.keeper.InitGenesis(imported.ctx, state))
	require.Equal(t, state, imported.export())
	require.NotEmpty(t, state.Archive)
}

// Nothing happens when a replacement takes effect: who reads the keys must not find the lost
// one in force.
func TestTheKeysOfASubjectAreThoseOfTheBlockTime(t *testing.T) {
	f := newFixture(t)
	lost, next := f.enrolled("alice"), f.newWallet("next")
	require.NoError(t, f.replaceKey(authority, lost.id(), next))
	keys := func() []world.Key {
		facts, err := f.keeper.SubjectFacts(f.ctx, lost.subject())
		require.NoError(t, err)
		return facts.Keys
	}
	f.at(start + delay - 1)
	require.Equal(t, []world.Key{{Address: lost.id(), Since: start}}, keys())
	f.at(start + delay)
	require.Equal(t, []world.Key{
		{Address: lost.id(), Since: start, Until: start + delay}, {Address: next.id(), Since: start + delay},
	}, keys())
	require.Len(t, f.subject(lost).Keys, 1, "it is still as it was written")
}
