package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/x/consent/types"
)

// rotates is a change of the wallet's key to another's, signed by both.
func (w *wallet) rotates(next *wallet) types.SignedRotation {
	w.f.t.Helper()
	w.sequence++
	r := directive.KeyRotation{Subject: w.address(), NewKey: next.address(), Sequence: w.sequence, Deadline: w.f.now() + hour}
	return types.NewSignedRotation(r, w.signature(r.Digest(chainID)), next.signature(r.Digest(chainID)))
}

// objects is the wallet's word against a replacement.
func (w *wallet) objects(next *wallet) types.SignedObjection {
	w.f.t.Helper()
	w.sequence++
	o := directive.ReplacementObjection{
		Subject: w.address(), NewKey: next.address(), Sequence: w.sequence, Deadline: w.f.now() + hour,
	}
	return types.NewSignedObjection(o, w.signature(o.Digest(chainID)))
}

func (f *fixture) rotate(items ...types.SignedRotation) error {
	_, err := f.msgs.RotateSubjectKey(f.ctx, &types.MsgRotateSubjectKey{Relayer: relayer, Rotations: items})
	return err
}

func (f *fixture) object(items ...types.SignedObjection) error {
	_, err := f.msgs.ObjectToReplacement(f.ctx, &types.MsgObjectToReplacement{Relayer: relayer, Objections: items})
	return err
}

func (f *fixture) replaceKey(as string, subject []byte, next *wallet) error {
	r := directive.KeyReplacement{Subject: [20]byte(subject), NewKey: next.address(), Deadline: f.now() + hour}
	_, err := f.msgs.ReplaceSubjectKey(f.ctx, &types.MsgReplaceSubjectKey{
		Authority: as, Subject: subject, NewKey: next.id(), Deadline: r.Deadline, Signature: next.signature(r.Digest(chainID)),
	})
	return err
}

func (f *fixture) confirm(as string, subject []byte, next *wallet) error {
	_, err := f.msgs.ConfirmReplacement(f.ctx, &types.MsgConfirmReplacement{Attester: as, Subject: subject, NewKey: next.id()})
	return err
}

var delay = types.DefaultParams().ReplacementDelay

// speaksFor has a wallet whose key is not the subject's first sign for it.
func speaksFor(f *fixture, w *wallet, subject []byte) error {
	_, err := f.give(w.signsFor(subject, research, nil))
	return err
}

func TestAKeyHandsOverWithBothSignatures(t *testing.T) {
	f := newFixture(t)
	old, next := f.enrolled("alice"), f.newWallet("alice's next")
	before := f.mustGive(old.signs(genomicForOne))
	f.pass(10)
	require.NoError(t, f.rotate(old.rotates(next)))
	require.Equal(t, []string{"assent.consent.v1.EventSubjectKeyRotated"}, f.eventTypes())
	s := f.subject(old)
	require.Equal(t, []types.SubjectKey{
		{Address: old.id(), Since: start, Until: start + 10}, {Address: next.id(), Since: start + 10},
	}, s.Keys)
	require.Equal(t, old.id(), s.Id)
	f.refused(types.ErrSignatureWrong, giving(f, old.signs(research)))
	f.refused(types.ErrSequenceTooLow, func() error { return speaksFor(f, next, old.id()) })
	next.sequence = old.sequence
	require.NoError(t, speaksFor(f, next, old.id()))
	_, err := f.withdraw(next.endsFor(old.id(), before))
	require.NoError(t, err)
	f.export()
}

func TestRotationsAreRefused(t *testing.T) {
	f := newFixture(t)
	old, next, rosa := f.enrolled("alice"), f.newWallet("next"), f.newWallet("rosa")
	require.NoError(t, f.appoint(old.appoints(rosa, nil)))
	for name, c := range map[string]struct {
		want  error
		spoil func(*types.SignedRotation)
	}{
		"the old key's signature missing":   {types.ErrSignatureMalformed, func(r *types.SignedRotation) { r.OldSignature = nil }},
		"the new key's signature missing":   {types.ErrSignatureMalformed, func(r *types.SignedRotation) { r.NewSignature = nil }},
		"the signatures exchanged":          {types.ErrSignatureWrong, func(r *types.SignedRotation) { r.OldSignature, r.NewSignature = r.NewSignature, r.OldSignature }},
		"the old key's signature for both":  {types.ErrSignatureWrong, func(r *types.SignedRotation) { r.NewSignature = r.OldSignature }},
		"another new key":                   {types.ErrSignatureWrong, func(r *types.SignedRotation) { r.NewKey = f.newWallet("thief").id() }},
		"a key of 19 bytes":                 {types.ErrKeyInvalid, func(r *types.SignedRotation) { r.NewKey = r.NewKey[1:] }},
		"the first key once more":           {types.ErrKeyUsed, func(r *types.SignedRotation) { r.NewKey = old.id() }},
		"a subject that is not enrolled":    {types.ErrSignatureWrong, func(r *types.SignedRotation) { r.Subject = next.id(); r.NewKey = old.id() }},
		"a deadline that has been reached":  {types.ErrDeadlinePassed, func(r *types.SignedRotation) { r.Deadline = f.now() }},
		"a sequence that it was not signed": {types.ErrSignatureWrong, func(r *types.SignedRotation) { r.Sequence++ }},
	} {
		t.Run(name, func(t *testing.T) {
			r := old.rotates(next)
			c.spoil(&r)
			f.refused(c.want, func() error { return f.rotate(r) })
		})
	}
	f.refused(types.ErrKeyUsed, func() error { return f.rotate(old.rotates(rosa)) })
}

func TestASubjectHasAtMost16Keys(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	current := w
	for i := range types.MaxKeys - 1 {
		next := f.newWallet(string(rune('A' + i)))
		r := directive.KeyRotation{Subject: w.address(), NewKey: next.address(), Sequence: uint64(i + 1), Deadline: f.now() + hour}
		require.NoError(t, f.rotate(types.NewSignedRotation(r, current.signature(r.Digest(chainID)), next.signature(r.Digest(chainID)))))
		current = next
	}
	next := f.newWallet("one more")
	r := directive.KeyRotation{Subject: w.address(), NewKey: next.address(), Sequence: 99, Deadline: f.now() + hour}
	one := types.NewSignedRotation(r, current.signature(r.Digest(chainID)), next.signature(r.Digest(chainID)))
	f.refused(types.ErrTooManyKeys, func() error { return f.rotate(one) })
	f.export()
}

func TestALostKeyIsReplacedAfterTheDelay(t *testing.T) {
	f := newFixture(t)
	lost, next := f.enrolled("alice"), f.newWallet("next")
	f.refused(types.ErrSubjectUnknown, func() error { return f.replaceKey("authority of FR", lost.id(), next) })
	f.refused(errNotAllowed, func() error { return f.replaceKey(attester, lost.id(), next) })
	f.refused(types.ErrKeyUsed, func() error {
		_, err := f.msgs.ReplaceSubjectKey(f.ctx, &types.MsgReplaceSubjectKey{
			Authority: authority, Subject: lost.id(), NewKey: lost.id(), Deadline: f.now() + hour,
		})
		return err
	})
	f.refused(types.ErrSignatureWrong, func() error {
		r := directive.KeyReplacement{Subject: lost.address(), NewKey: next.address(), Deadline: f.now() + hour}
		_, err := f.msgs.ReplaceSubjectKey(f.ctx, &types.MsgReplaceSubjectKey{
			Authority: authority, Subject: lost.id(), NewKey: next.id(), Deadline: r.Deadline, Signature: lost.signature(r.Digest(chainID)),
		})
		return err
	})
	require.NoError(t, f.replaceKey(authority, lost.id(), next))
	require.Equal(t, []string{"assent.consent.v1.EventKeyReplacementBegun"}, f.eventTypes())
	f.refused(types.ErrSignatureWrong, func() error { return speaksFor(f, next, lost.id()) })
	f.refused(types.ErrReplacementConfirmed, func() error { return f.confirm(attester, lost.id(), next) })
	f.at(start + delay - 1)
	f.refused(types.ErrSignatureWrong, func() error { return speaksFor(f, next, lost.id()) })
	f.at(start + delay)
	f.refused(types.ErrSignatureWrong, giving(f, lost.signs(research)))
	require.NoError(t, speaksFor(f, next, lost.id()))
	s := f.subject(lost)
	require.Nil(t, s.Replacement)
	require.Equal(t, start+delay, s.Keys[0].Until)
	require.Equal(t, types.SubjectKey{Address: next.id(), Since: start + delay}, s.Keys[1])
	f.export()
}

func TestWhileItIsReplacedAKeyRefusesAndWithdrawsAndNoMore(t *testing.T) {
	f := newFixture(t)
	old, next := f.enrolled("alice"), f.newWallet("next")
	given := f.mustGive(old.signs(research))
	require.NoError(t, f.replaceKey(authority, old.id(), next))
	f.refused(types.ErrReplacementPending, giving(f, old.signs(research)))
	f.refused(types.ErrReplacementPending, giving(f, old.signs(allButGenomic)))
	f.refused(types.ErrReplacementPending, func() error { return f.rotate(old.rotates(f.newWallet("thief"))) })
	f.refused(types.ErrReplacementPending, func() error { return f.appoint(old.appoints(f.newWallet("thief"), nil)) })
	f.mustGive(old.signs(refuseAll))
	_, err := f.withdraw(old.ends(given))
	require.NoError(t, err)
}

func TestTheOldKeyObjectsOnce(t *testing.T) {
	f := newFixture(t)
	old, next := f.enrolled("alice"), f.newWallet("next")
	_, err := f.enrol(other, old.enrolment("de-ukm", "DE"))
	require.NoError(t, err)
	f.refused(types.ErrReplacementUnknown, func() error { return f.object(old.objects(next)) })
	require.NoError(t, f.replaceKey(authority, old.id(), next))
	f.refused(types.ErrReplacementUnknown, func() error { return f.object(old.objects(f.newWallet("another"))) })
	f.refused(types.ErrSignatureWrong, func() error {
		o := directive.ReplacementObjection{Subject: old.address(), NewKey: next.address(), Sequence: 99, Deadline: f.now() + hour}
		return f.object(types.NewSignedObjection(o, next.signature(o.Digest(chainID))))
	})
	require.NoError(t, f.object(old.objects(next)))
	require.Equal(t, []string{"assent.consent.v1.EventKeyReplacementObjected"}, f.eventTypes())
	f.mustGive(old.signs(research))
	f.pass(delay)
	require.Nil(t, f.subject(old).Replacement.NewKey)
	require.NoError(t, speaksFor(f, old, old.id()), "nothing came of it")

	// The authority begins again. Now a holder has to stand by it, and the old key is not heard.
	require.NoError(t, f.replaceKey(authority, old.id(), next))
	begun := f.now()
	f.refused(types.ErrObjectedBefore, func() error { return f.object(old.objects(next)) })
	f.pass(delay + 5)
	f.refused(types.ErrSignatureWrong, func() error { return speaksFor(f, next, old.id()) })
	f.refused(types.ErrSubjectUnknown, func() error { return f.confirm(foreign, old.id(), next) })
	f.refused(errNotAllowed, func() error { return f.confirm(relayer, old.id(), next) })
	f.refused(types.ErrReplacementUnknown, func() error { return f.confirm(attester, old.id(), f.newWallet("another")) })
	require.NoError(t, f.confirm(other, old.id(), next))
	require.Equal(t, begun+delay+5, f.now())
	next.sequence = old.sequence
	require.NoError(t, speaksFor(f, next, old.id()))
	require.Equal(t, f.now(), f.subject(old).Keys[1].Since)
	f.refused(types.ErrReplacementUnknown, func() error { return f.confirm(attester, old.id(), next) })
	f.export()
}

func TestAConfirmationBeforeTheDelayWaitsForIt(t *testing.T) {
	f := newFixture(t)
	old, next := f.enrolled("alice"), f.newWallet("next")
	require.NoError(t, f.replaceKey(authority, old.id(), next))
	require.NoError(t, f.object(old.objects(next)))
	require.NoError(t, f.replaceKey(authority, old.id(), next))
	require.NoError(t, f.confirm(attester, old.id(), next))
	f.refused(types.ErrReplacementConfirmed, func() error { return f.confirm(attester, old.id(), next) })
	next.sequence = old.sequence
	f.refused(types.ErrSignatureWrong, func() error { return speaksFor(f, next, old.id()) })
	f.pass(delay)
	require.NoError(t, speaksFor(f, next, old.id()))
	require.Nil(t, f.subject(old).Replacement)
}

func TestTheCouncilAloneChangesTheParameters(t *testing.T) {
	f := newFixture(t)
	update := func(as string, delay int64) func() error {
		return func() error {
			_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: as, Params: types.Params{ReplacementDelay: delay}})
			return err
		}
	}
	f.refused(types.ErrNotCouncil, update(authority, 3600))
	f.refused(types.ErrParamsInvalid, update(council, 59))
	f.refused(types.ErrParamsInvalid, update(council, 365*day+1))
	require.NoError(t, update(council, 3600)())
	res, err := f.queries.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.EqualValues(t, 3600, res.Params.ReplacementDelay)
	lost, next := f.enrolled("alice"), f.newWallet("next")
	require.NoError(t, f.replaceKey(authority, lost.id(), next))
	f.pass(3600)
	require.NoError(t, speaksFor(f, next, lost.id()))
}
