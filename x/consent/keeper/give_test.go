package keeper_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// refusal is one message with one item, and the error that it must end with.
type refusal struct {
	name string
	want error
	// item prepares the state, and gives the item that is refused.
	item func(f *fixture, w *wallet) types.SignedDirective
}

func (c refusal) run(t *testing.T) {
	t.Helper()
	f := newFixture(t)
	item := c.item(f, f.enrolled("alice"))
	before := f.export()
	f.pass(0) // A fresh event manager.
	_, err := f.give(item)
	require.ErrorIs(t, err, c.want)
	require.Equal(t, before, f.export())
	require.Empty(t, f.ctx.EventManager().Events())
}

// wire signs a directive whose provision the wallet itself would refuse: the
// signature is over another provision, which does not matter to its form.
func (w *wallet) wire(p types.Provision) types.SignedDirective {
	signed := w.signs(research)
	signed.Provision = p
	return signed
}

func permit(m types.Provision) types.Provision {
	m.Effect = vocabulary.Effect_EFFECT_PERMIT
	return m
}

func TestGiveConsentRefusesWhatIsNotSignedForItNow(t *testing.T) {
	for _, c := range []refusal{
		{"a signature for another chain", types.ErrSignatureWrong, func(_ *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			signed := w.sign(d)
			signed.Signature = w.signature(d.Digest("assent-other"))
			return signed
		}},
		{"a deadline that is reached now", types.ErrDeadlinePassed, func(f *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			d.Deadline = f.now()
			return w.sign(d)
		}},
		{"a deadline that has passed", types.ErrDeadlinePassed, func(f *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			f.pass(hour + 1)
			return signed
		}},
		{"a deadline more than a day ahead", types.ErrDeadlineTooFar, func(f *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			d.Deadline = f.now() + day + 1
			return w.sign(d)
		}},
		{"a deadline beyond all time", types.ErrDirectiveInvalid, func(_ *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			signed.Deadline = 1 << 62
			return signed
		}},
		{"a replay", types.ErrSequenceTooLow, func(f *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			f.mustGive(signed)
			f.pass(5)
			return signed
		}},
		{"a replay after its withdrawal", types.ErrSequenceTooLow, func(f *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			_, err := f.withdraw(w.ends(f.mustGive(signed)))
			require.NoError(f.t, err)
			return signed
		}},
		{"what was held back behind a later refusal", types.ErrSequenceTooLow, func(f *fixture, w *wallet) types.SignedDirective {
			held := w.signs(research)
			f.mustGive(w.signs(refuseAll))
			return held
		}},
		{"what was held back behind a withdrawal", types.ErrSequenceTooLow, func(f *fixture, w *wallet) types.SignedDirective {
			id := f.mustGive(w.signs(research))
			held := w.signs(allButGenomic)
			_, err := f.withdraw(w.ends(id))
			require.NoError(f.t, err)
			return held
		}},
		{"sequence 0", types.ErrSequenceTooLow, func(_ *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			d.Sequence = 0
			return w.sign(d)
		}},
		{"the signature of another subject", types.ErrSignatureWrong, func(f *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			signed := w.sign(d)
			signed.Signature = f.enrolled("mallory").signature(d.Digest(chainID))
			return signed
		}},
		{"a subject that nobody enrolled", types.ErrSubjectUnknown, func(f *fixture, _ *wallet) types.SignedDirective {
			return f.newWallet("nobody").signs(research)
		}},
		{"a subject in custody", types.ErrSignatureWrong, func(f *fixture, w *wallet) types.SignedDirective {
			outcomes, err := f.enrol(attester, types.Enrolment{Subject: w.id()})
			require.NoError(f.t, err)
			signed := w.signs(research)
			signed.Subject = outcomes[0].Id
			return signed
		}},
		{"no subject", types.ErrSubjectInvalid, func(_ *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			signed.Subject = nil
			return signed
		}},
		{"a subject of zeros", types.ErrSubjectInvalid, func(_ *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			signed.Subject = make([]byte, 20)
			return signed
		}},
	} {
		t.Run(c.name, c.run)
	}
}

func TestGiveConsentRefusesMalformedSignatures(t *testing.T) {
	for _, c := range []struct {
		name  string
		want  error
		spoil func(signature []byte) []byte
	}{
		{"none", types.ErrSignatureMalformed, func([]byte) []byte { return nil }},
		{"64 bytes", types.ErrSignatureMalformed, func(s []byte) []byte { return s[:64] }},
		{"66 bytes", types.ErrSignatureMalformed, func(s []byte) []byte { return append(s, 0) }},
		{"v 29", types.ErrSignatureMalformed, func(s []byte) []byte { s[64] = 29; return s }},
		{"v 31", types.ErrSignatureMalformed, func(s []byte) []byte { s[64] += 4; return s }},
		{"v counted from 0", types.ErrSignatureMalformed, func(s []byte) []byte { s[64] -= 27; return s }},
		{"the other v", types.ErrSignatureWrong, func(s []byte) []byte { s[64] ^= 27 ^ 28; return s }},
		{"high s", types.ErrSignatureMalformed, func(s []byte) []byte {
			high := new(big.Int).Sub(crypto.S256().Params().N, new(big.Int).SetBytes(s[32:64]))
			high.FillBytes(s[32:64])
			s[64] ^= 27 ^ 28
			return s
		}},
		{"zero r", types.ErrSignatureMalformed, func(s []byte) []byte { clear(s[:32]); return s }},
	} {
		t.Run(c.name, refusal{want: c.want, item: func(_ *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			signed.Signature = c.spoil(signed.Signature)
			return signed
		}}.run)
	}
}

func TestGiveConsentRefusesAFlippedField(t *testing.T) {
	for _, c := range []struct {
		name string
		flip func(d *types.SignedDirective)
	}{
		{"controller", func(d *types.SignedDirective) { d.Controller = "de-charitf" }},
		{"controller left out", func(d *types.SignedDirective) { d.Controller = "" }},
		{"effect", func(d *types.SignedDirective) { d.Provision.Effect = vocabulary.Effect_EFFECT_DENY }},
		{"purpose", func(d *types.SignedDirective) {
			d.Provision.Purposes = []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_STATISTICS}
		}},
		{"purposes left out", func(d *types.SignedDirective) { d.Provision.Purposes = nil }},
		{"category", func(d *types.SignedDirective) {
			d.Provision.Categories = []vocabulary.Category{vocabulary.Category_CATEGORY_OMICS}
		}},
		{"action", func(d *types.SignedDirective) {
			d.Provision.Actions = []vocabulary.Action{vocabulary.Action_ACTION_DISCLOSE}
		}},
		{"recipient", func(d *types.SignedDirective) {
			d.Provision.Recipients = []types.Recipient{{Participant: "fr-ap-hp"}}
		}},
		{"exception", func(d *types.SignedDirective) {
			d.Provision.Exceptions = []types.Provision{{Effect: vocabulary.Effect_EFFECT_DENY}}
		}},
		{"period of the provision", func(d *types.SignedDirective) { d.Provision.NotAfter = start + 2*day }},
		{"not_before", func(d *types.SignedDirective) { d.NotBefore++ }},
		{"not_after", func(d *types.SignedDirective) { d.NotAfter++ }},
		{"not_after left out", func(d *types.SignedDirective) { d.NotAfter = 0 }},
		{"document digest", func(d *types.SignedDirective) { d.DocumentDigest = append([]byte{1}, d.DocumentDigest[1:]...) }},
		{"document digest left out", func(d *types.SignedDirective) { d.DocumentDigest = nil }},
		{"sequence", func(d *types.SignedDirective) { d.Sequence++ }},
		{"deadline", func(d *types.SignedDirective) { d.Deadline++ }},
	} {
		t.Run(c.name, refusal{want: types.ErrSignatureWrong, item: func(_ *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			d.Controller = "de-charite"
			d.Validity = policy.Period{From: policy.At(start), Until: policy.At(start + day)}
			d.DocumentDigest = [32]byte{31: 7}
			signed := w.sign(d)
			c.flip(&signed)
			return signed
		}}.run)
	}
}

func TestGiveConsentRefusesAFlippedSupersedes(t *testing.T) {
	refusal{want: types.ErrSignatureWrong, item: func(f *fixture, w *wallet) types.SignedDirective {
		first := f.mustGive(w.signs(research))
		signed := w.signs(allButGenomic)
		signed.Supersedes = first
		return signed
	}}.run(t)
}

func TestGiveConsentRefusesWhatHasNoSingleReading(t *testing.T) {
	raw := func(p types.Provision) func(*fixture, *wallet) types.SignedDirective {
		return func(_ *fixture, w *wallet) types.SignedDirective { return w.wire(p) }
	}
	spoiled := func(spoil func(d *types.SignedDirective)) func(*fixture, *wallet) types.SignedDirective {
		return func(_ *fixture, w *wallet) types.SignedDirective {
			signed := w.signs(research)
			spoil(&signed)
			return signed
		}
	}
	manyRecipients := make([]types.Recipient, directive.MaxRecipients+1)
	for i := range manyRecipients {
		manyRecipients[i].Participant = "p" + string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	seventeen := types.Provision{Effect: 2, Exceptions: make([]types.Provision, 16)}
	for i := range seventeen.Exceptions {
		seventeen.Exceptions[i].Effect = 1
	}
	for _, c := range []refusal{
		{"no effect", types.ErrDirectiveInvalid, raw(types.Provision{})},
		{"an unknown effect", types.ErrDirectiveInvalid, raw(types.Provision{Effect: 3})},
		{"an unspecified purpose", types.ErrDirectiveInvalid, raw(permit(types.Provision{Purposes: []vocabulary.Purpose{0}}))},
		{"an unknown purpose", types.ErrDirectiveInvalid, raw(permit(types.Provision{Purposes: []vocabulary.Purpose{14}}))},
		{"a purpose that is known modulo 256", types.ErrDirectiveInvalid, raw(permit(types.Provision{Purposes: []vocabulary.Purpose{257}}))},
		{"a negative purpose", types.ErrDirectiveInvalid, raw(permit(types.Provision{Purposes: []vocabulary.Purpose{-255}}))},
		{"an unknown category", types.ErrDirectiveInvalid, raw(permit(types.Provision{Categories: []vocabulary.Category{22}}))},
		{"an unknown action", types.ErrDirectiveInvalid, raw(permit(types.Provision{Actions: []vocabulary.Action{6}}))},
		{"unsorted purposes", types.ErrDirectiveInvalid, raw(permit(types.Provision{Purposes: []vocabulary.Purpose{2, 1}}))},
		{"a category twice", types.ErrDirectiveInvalid, raw(permit(types.Provision{Categories: []vocabulary.Category{3, 3}}))},
		{"unsorted actions", types.ErrDirectiveInvalid, raw(permit(types.Provision{Actions: []vocabulary.Action{1, 3, 2}}))},
		{"a recipient that is nobody", types.ErrDirectiveInvalid, raw(permit(types.Provision{Recipients: []types.Recipient{{}}}))},
		{"a recipient that is two things", types.ErrDirectiveInvalid, raw(permit(types.Provision{
			Recipients: []types.Recipient{{Participant: "de-ukm", Jurisdiction: "DE"}},
		}))},
		{"an unknown role", types.ErrDirectiveInvalid, raw(permit(types.Provision{Recipients: []types.Recipient{{Role: 10}}}))},
		{"a recipient without the form of an id", types.ErrDirectiveInvalid, raw(permit(types.Provision{
			Recipients: []types.Recipient{{Participant: "DE UKM"}},
		}))},
		{"unsorted recipients", types.ErrDirectiveInvalid, raw(permit(types.Provision{
			Recipients: []types.Recipient{{Participant: "de-ukm"}, {Participant: "de-charite"}},
		}))},
		{"a recipient twice", types.ErrDirectiveInvalid, raw(permit(types.Provision{
			Recipients: []types.Recipient{{Jurisdiction: "DE"}, {Jurisdiction: "DE"}},
		}))},
		{"33 recipients", types.ErrDirectiveInvalid, raw(permit(types.Provision{Recipients: manyRecipients}))},
		{"a tree of 5 levels", types.ErrDirectiveInvalid, raw(deep(5))},
		{"a tree of 5,000 levels", types.ErrDirectiveInvalid, raw(deep(5000))},
		{"17 nodes", types.ErrDirectiveInvalid, raw(seventeen)},
		{"an empty period", types.ErrDirectiveInvalid, raw(permit(types.Provision{NotBefore: start, NotAfter: start}))},
		{"a moment before 1970", types.ErrDirectiveInvalid, raw(permit(types.Provision{NotBefore: -1}))},
		{"an unknown code in an exception", types.ErrDirectiveInvalid, raw(permit(types.Provision{
			Exceptions: []types.Provision{{Effect: 1, Purposes: []vocabulary.Purpose{99}}},
		}))},
		{"an empty validity", types.ErrDirectiveInvalid, spoiled(func(d *types.SignedDirective) { d.NotBefore, d.NotAfter = start+2, start+1 })},
		{"a validity before 1970", types.ErrDirectiveInvalid, spoiled(func(d *types.SignedDirective) { d.NotBefore = -1 })},
		{"a controller without the form of an id", types.ErrDirectiveInvalid, spoiled(func(d *types.SignedDirective) { d.Controller = "EVERY HOLDER" })},
		{"a document digest of 31 bytes", types.ErrDirectiveInvalid, spoiled(func(d *types.SignedDirective) { d.DocumentDigest = make([]byte, 31) })},
		{"a document digest of zeros", types.ErrDirectiveInvalid, spoiled(func(d *types.SignedDirective) { d.DocumentDigest = make([]byte, 32) })},
		{"supersedes of zeros", types.ErrDirectiveInvalid, spoiled(func(d *types.SignedDirective) { d.Supersedes = make([]byte, 32) })},
		{"a validity that is over", types.ErrDirectiveExpired, func(f *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			d.Validity.Until = policy.At(f.now())
			return w.sign(d)
		}},
	} {
		t.Run(c.name, c.run)
	}
}

func TestGiveConsentRefusesToReplaceWhatIsNotLive(t *testing.T) {
	superseding := func(w *wallet, id []byte) types.SignedDirective {
		d := w.says(allButGenomic)
		d.Supersedes = [32]byte(id)
		return w.sign(d)
	}
	for _, c := range []refusal{
		{"one that does not exist", types.ErrSupersedes, func(_ *fixture, w *wallet) types.SignedDirective {
			return superseding(w, make32(9))
		}},
		{"one that was withdrawn", types.ErrSupersedes, func(f *fixture, w *wallet) types.SignedDirective {
			id := f.mustGive(w.signs(research))
			_, err := f.withdraw(w.ends(id))
			require.NoError(f.t, err)
			return superseding(w, id)
		}},
		{"one that has expired", types.ErrSupersedes, func(f *fixture, w *wallet) types.SignedDirective {
			d := w.says(research)
			d.Validity.Until = policy.At(f.now() + 60)
			id := f.mustGive(w.sign(d))
			f.pass(60)
			return superseding(w, id)
		}},
		{"one of another subject", types.ErrSupersedes, func(f *fixture, w *wallet) types.SignedDirective {
			return superseding(w, f.mustGive(f.enrolled("mallory").signs(research)))
		}},
	} {
		t.Run(c.name, c.run)
	}
}

func make32(last byte) []byte { return append(make([]byte, 31), last) }

// fill gives as many directives as one day allows, then passes to the next.
func (f *fixture) fill(w *wallet, directives int, p policy.Provision) [][]byte {
	f.t.Helper()
	ids := make([][]byte, directives)
	for i := range ids {
		ids[i] = f.mustGive(w.signs(p))
	}
	return ids
}

func TestGiveConsentKeepsTheLimitsOfASubject(t *testing.T) {
	for _, c := range []refusal{
		{"the 33rd live directive", types.ErrTooManyDirectives, func(f *fixture, w *wallet) types.SignedDirective {
			f.fill(w, types.MaxLive, research)
			f.pass(day)
			return w.signs(research)
		}},
		{"the 257th live provision", types.ErrTooManyNodes, func(f *fixture, w *wallet) types.SignedDirective {
			f.fill(w, types.MaxLiveNodes/directive.MaxNodes, wide(directive.MaxNodes))
			return w.signs(research)
		}},
		{"the 33rd change of a day", types.ErrTooManyChanges, func(f *fixture, w *wallet) types.SignedDirective {
			for range types.MaxDayChanges / 2 {
				_, err := f.withdraw(w.ends(f.mustGive(w.signs(research))))
				require.NoError(f.t, err)
			}
			return w.signs(research)
		}},
	} {
		t.Run(c.name, c.run)
	}
}

func TestGiveConsentTakesTheSameDirectiveOnceInABlock(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	signed := w.signs(research)
	f.mustGive(signed)
	before := f.export()
	_, err := f.msgs.GiveConsent(f.ctx, &types.MsgGiveConsent{Relayer: other, Directives: []types.SignedDirective{signed}})
	require.ErrorIs(t, err, types.ErrSequenceTooLow)
	require.Equal(t, before, f.export())
}

func TestGiveConsentTakesOneOfTwoWithOneSequence(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	first := w.signs(research)
	w.sequence--
	second := w.signs(refuseAll)
	outcomes, err := f.give(first, second)
	require.NoError(t, err)
	require.Zero(t, outcomes[0].Code)
	require.Equal(t, types.ErrSequenceTooLow.ABCICode(), outcomes[1].Code)
}

func TestMessagesAreForThoseWhoMaySendThem(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustGive(w.signs(research))
	before := f.export()

	_, err := f.enrol(relayer, f.newWallet("bob").enrolment("de-charite", "DE"))
	require.ErrorIs(t, err, errNotAllowed)
	_, err = f.msgs.GiveConsent(f.ctx, &types.MsgGiveConsent{Relayer: attester, Directives: []types.SignedDirective{w.signs(research)}})
	require.ErrorIs(t, err, errNotAllowed)
	_, err = f.msgs.WithdrawConsent(f.ctx, &types.MsgWithdrawConsent{Relayer: attester, Withdrawals: []types.SignedWithdrawal{w.ends(id)}})
	require.ErrorIs(t, err, errNotAllowed)
	require.Equal(t, before, f.export())
}

func TestBatchesHaveOneToTwoHundredItems(t *testing.T) {
	for _, size := range []int{0, types.MaxBatch + 1} {
		f := newFixture(t)
		_, err := f.enrol(attester, make([]types.Enrolment, size)...)
		require.ErrorIs(t, err, types.ErrBatchSize)
		_, err = f.give(make([]types.SignedDirective, size)...)
		require.ErrorIs(t, err, types.ErrBatchSize)
		_, err = f.withdraw(make([]types.SignedWithdrawal, size)...)
		require.ErrorIs(t, err, types.ErrBatchSize)
		require.Empty(t, f.export().Subjects)
	}
}

func TestGiveConsentKeepsWhatWasSigned(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.pass(10)
	d := w.says(allButGenomic)
	d.Controller = "de-charite"
	d.Validity = policy.Period{From: policy.At(start - day), Until: policy.At(start + day)}
	d.DocumentDigest = [32]byte{1, 2, 3}
	signed := w.sign(d)
	id := f.mustGive(signed)
	digest, err := d.Digest(chainID)
	require.NoError(t, err)
	require.Equal(t, digest[:], id)

	s := f.subject(w)
	require.Equal(t, uint64(1), s.Sequence)
	require.Equal(t, types.DayCount{Day: start / day, Count: 1}, s.Changes)
	require.Equal(t, []types.Directive{{
		Id: id, Controller: "de-charite", Provision: signed.Provision,
		NotBefore: start - day, NotAfter: start + day, DocumentDigest: d.DocumentDigest[:],
		Source: types.DirectiveSource_DIRECTIVE_SOURCE_SIGNED, GrantedAt: start + 10,
	}}, s.Directives)
	require.Equal(t, []string{"assent.consent.v1.EventDirectiveGiven"}, f.eventTypes())
}

func (f *fixture) eventTypes() []string {
	var names []string
	for _, e := range f.ctx.EventManager().Events() {
		names = append(names, e.Type)
	}
	return names
}

func TestGiveConsentReplacesADirectiveInTheSameMoment(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	ids := f.fill(w, types.MaxLive, research)
	f.pass(day)
	d := w.says(allButGenomic)
	d.Supersedes = [32]byte(ids[3])
	id := f.mustGive(w.sign(d))

	s := f.subject(w)
	old, ok := s.Directive(ids[3])
	require.True(t, ok)
	require.Equal(t, f.now(), old.EndedAt)
	require.Equal(t, types.DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED, old.EndedAs)
	successor, ok := s.Directive(id)
	require.True(t, ok)
	require.Equal(t, f.now(), successor.GrantedAt)
	require.Equal(t, ids[3], successor.Supersedes)
	require.Equal(t, []string{
		"assent.consent.v1.EventDirectiveEnded", "assent.consent.v1.EventDirectiveGiven",
	}, f.eventTypes())
}

func TestARefusalOfEverythingIsAcceptedAtEveryLimit(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.fill(w, types.MaxLiveNodes/directive.MaxNodes, wide(directive.MaxNodes))
	full := f.newWallet("bob")
	_, err := f.enrol(attester, full.enrolment("de-charite", "DE"))
	require.NoError(t, err)
	f.fill(full, types.MaxLive, research) // All that may be live, and all changes of the day.

	for _, w := range []*wallet{w, full} {
		id := f.mustGive(w.signs(refuseAll))
		d, ok := f.subject(w).Directive(id)
		require.True(t, ok)
		require.Zero(t, d.EndedAt)
	}
	require.Len(t, f.subject(full).Directives, types.MaxLive+1)
	_, err = f.give(full.signs(research))
	require.ErrorIs(t, err, types.ErrTooManyDirectives)
	f.export()
}

func TestARefusalOfEverythingThatIsSaidAgainReplacesTheOlder(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	first := f.mustGive(w.signs(refuseAll))
	f.pass(10)
	f.mustGive(w.signs(genomicForOne))
	f.pass(10)
	second := f.mustGive(w.signs(refuseAll))

	s := f.subject(w)
	old, _ := s.Directive(first)
	require.Equal(t, f.now(), old.EndedAt)
	require.Equal(t, types.DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED, old.EndedAs)
	stands, _ := s.Directive(second)
	require.Zero(t, stands.EndedAt)
	f.export()
}

func TestRepeatedRefusalsOfEverythingDoNotFillTheState(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	var id []byte
	for range types.MaxDayChanges {
		id = f.mustGive(w.signs(refuseAll))
	}
	before := f.subject(w)
	held := w.signs(research)
	for range 5 {
		require.Equal(t, id, f.mustGive(w.signs(refuseAll)), "the older refusal stands for the newer")
	}
	after := f.subject(w)
	require.Equal(t, w.sequence, after.Sequence)
	after.Sequence = before.Sequence
	require.Equal(t, before, after)

	f.pass(hour / 2)
	_, err := f.give(held)
	require.ErrorIs(t, err, types.ErrSequenceTooLow, "what was held back cannot come after it")

	f.pass(day)
	require.NotEqual(t, id, f.mustGive(w.signs(refuseAll)), "on another day it is a change again")
}

func TestGivingAndWithdrawingARefusalOfEverythingInTurnDoesNotFillTheState(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for range types.MaxDayChanges / 2 {
		id := f.mustGive(w.signs(refuseAll))
		_, err := f.withdraw(w.ends(id))
		require.NoError(t, err)
	}
	id := f.mustGive(w.signs(refuseAll))
	_, err := f.withdraw(w.ends(id))
	require.ErrorIs(t, err, types.ErrTooManyChanges)
	f.pass(day)
	_, err = f.withdraw(w.ends(id))
	require.NoError(t, err, "on another day it can be withdrawn")
}

func TestARefusalOfEverythingOverturnsAPermissionWhenTheDayIsUsedUp(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.mustGive(w.signs(refuseAll))
	f.pass(1)
	for range types.MaxDayChanges - 1 {
		f.mustGive(w.signs(genomicForOne))
	}
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", f.now()))
	f.pass(1)
	f.mustGive(w.signs(refuseAll))
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", f.now()))
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", f.now()-1))
}

// decide asks whether the recipient may use genomic data for research.
func (f *fixture) decide(w *wallet, recipient string, at int64) policy.Effect {
	f.t.Helper()
	res, err := f.queries.Decide(f.ctx, &types.QueryDecideRequest{
		Subject: w.subject(), Controller: "de-charite", Recipient: recipient, At: at,
		Purpose:  vocabulary.Purpose_PURPOSE_RESEARCH,
		Category: vocabulary.Category_CATEGORY_GENOMIC,
		Action:   vocabulary.Action_ACTION_USE,
	})
	require.NoError(f.t, err)
	return policy.Effect(res.Effect)
}

func TestExpiredDirectivesAreNotCountedAsLive(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for range types.MaxLive {
		d := w.says(research)
		d.Validity.Until = policy.At(start + day)
		f.mustGive(w.sign(d))
	}
	f.at(start + day)
	f.mustGive(w.signs(research))
}

func TestItemsOfABatchStandOrFallAlone(t *testing.T) {
	f := newFixture(t)
	alice, bob := f.enrolled("alice"), f.enrolled("bob")
	f.pass(1)
	wrong := alice.signs(research)
	wrong.Controller = "de-ukm"
	malformed := bob.signs(research)
	malformed.Provision.Effect = 9
	first := alice.signs(research)
	replacing := alice.says(allButGenomic)
	firstID := mustDigest(t, first)
	replacing.Supersedes = [32]byte(firstID)
	items := []types.SignedDirective{
		wrong, first, f.newWallet("nobody").signs(research), malformed, bob.signs(refuseAll), alice.sign(replacing),
	}
	f.writes.count = 0
	outcomes, err := f.give(items...)
	require.NoError(t, err)

	var codes []uint32
	for _, o := range outcomes {
		codes = append(codes, o.Code)
	}
	require.Equal(t, []uint32{
		types.ErrSignatureWrong.ABCICode(), 0, types.ErrSubjectUnknown.ABCICode(), types.ErrDirectiveInvalid.ABCICode(), 0, 0,
	}, codes)
	require.Equal(t, firstID, outcomes[1].Id)
	require.Empty(t, outcomes[3].Id)
	require.Equal(t, 2, f.writes.count, "each subject that changed is written once")
	require.Equal(t, []string{
		"assent.consent.v1.EventDirectiveGiven", "assent.consent.v1.EventDirectiveGiven",
		"assent.consent.v1.EventDirectiveEnded", "assent.consent.v1.EventDirectiveGiven",
	}, f.eventTypes())
	require.Len(t, f.subject(alice).Directives, 2)
}

func mustDigest(t *testing.T, signed types.SignedDirective) []byte {
	t.Helper()
	message, err := signed.Message()
	require.NoError(t, err)
	digest, err := message.Digest(chainID)
	require.NoError(t, err)
	return digest[:]
}

func TestABatchInWhichNothingIsAcceptedFailsWithItsFirstError(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	late := w.says(research)
	late.Deadline = f.now()
	before := f.export()
	f.writes.count = 0
	_, err := f.give(w.sign(late), f.newWallet("nobody").signs(research))
	require.ErrorIs(t, err, types.ErrDeadlinePassed)
	require.Zero(t, f.writes.count)
	require.Equal(t, before, f.export())
}

func TestABatchOfTwoHundredIsAccepted(t *testing.T) {
	f := newFixture(t)
	wallets := make([]*wallet, types.MaxBatch)
	enrolments := make([]types.Enrolment, types.MaxBatch)
	for i := range wallets {
		wallets[i] = f.newWallet("wallet " + string(rune('A'+i)))
		enrolments[i] = wallets[i].enrolment("de-charite", "DE")
	}
	_, err := f.enrol(attester, enrolments...)
	require.NoError(t, err)
	directives := make([]types.SignedDirective, types.MaxBatch)
	for i, w := range wallets {
		directives[i] = w.signs(research)
	}
	f.writes.count = 0
	outcomes, err := f.give(directives...)
	require.NoError(t, err)
	require.Len(t, outcomes, types.MaxBatch)
	for _, o := range outcomes {
		require.Zero(t, o.Code)
		require.Len(t, o.Id, 32)
	}
	require.Equal(t, types.MaxBatch, f.writes.count)
	require.Len(t, f.export().Subjects, types.MaxBatch)
}

func TestSignaturesAreChargedForWhetherTheyHoldOrNot(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	good := w.signs(research)
	bad := good
	bad.Signature = append([]byte{}, good.Signature...)
	bad.Signature[64] ^= 27 ^ 28
	cost := func(item types.SignedDirective) uint64 {
		cached, _ := f.ctx.CacheContext()
		saved := f.ctx
		f.ctx = cached
		defer func() { f.ctx = saved }()
		before := f.ctx.GasMeter().GasConsumed()
		_, _ = f.give(item)
		return f.ctx.GasMeter().GasConsumed() - before
	}
	require.GreaterOrEqual(t, cost(bad), uint64(types.SignatureGas))
	require.Greater(t, cost(good), cost(bad))
}
