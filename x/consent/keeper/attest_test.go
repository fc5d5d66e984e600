package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// ward is a subject in custody of de-charite.
func (f *fixture) ward(name string) []byte {
	f.t.Helper()
	outcomes, err := f.enrol(attester, types.Enrolment{Subject: f.newWallet(name).id()})
	require.NoError(f.t, err)
	return outcomes[0].Id
}

// paper is what a subject said on a piece of paper of that number.
func (f *fixture) paper(subject []byte, p policy.Provision, number byte) types.Attestation {
	f.t.Helper()
	provision, err := types.NewProvision(p)
	require.NoError(f.t, err)
	return types.Attestation{Subject: subject, Provision: provision, DocumentDigest: make32(number)}
}

func (f *fixture) attest(as string, papers ...types.Attestation) ([]types.Outcome, error) {
	res, err := f.msgs.AttestConsent(f.ctx, &types.MsgAttestConsent{Attester: as, Attestations: papers})
	if err != nil {
		return nil, err
	}
	return res.Outcomes, nil
}

func (f *fixture) mustAttest(subject []byte, p policy.Provision, number byte) []byte {
	f.t.Helper()
	outcomes, err := f.attest(attester, f.paper(subject, p, number))
	require.NoError(f.t, err)
	require.Zero(f.t, outcomes[0].Code)
	return outcomes[0].Id
}

func (f *fixture) revoke(as string, subject, id []byte) error {
	_, err := f.msgs.RevokeAttestedConsent(f.ctx, &types.MsgRevokeAttestedConsent{
		Attester: as, Revocations: []types.Revocation{{Subject: subject, Directive: id}},
	})
	return err
}

func (f *fixture) invalidate(as string, subject, id []byte, since int64) error {
	_, err := f.msgs.InvalidateConsent(f.ctx, &types.MsgInvalidateConsent{
		Authority: as, Subject: subject, Directive: id, Since: since,
	})
	return err
}

// refused says that something fails with an error and leaves everything as it was.
func (f *fixture) refused(want error, do func() error) {
	f.t.Helper()
	before := f.export()
	f.pass(0)
	require.ErrorIs(f.t, do(), want)
	require.Equal(f.t, before, f.export())
	require.Empty(f.t, f.ctx.EventManager().Events())
}

func (f *fixture) directive(subject, id []byte) types.Directive {
	f.t.Helper()
	s, err := f.keeper.Subjects.Get(f.ctx, subject)
	require.NoError(f.t, err)
	d, found := s.Directive(id)
	require.True(f.t, found)
	return d
}

func TestAHolderAttestsPaperForItsOwnSubjectAndItsOwnDataAlone(t *testing.T) {
	f := newFixture(t)
	ward := f.ward("ward")
	id := f.mustAttest(ward, research, 1)
	d := f.directive(ward, id)
	require.Equal(t, types.DirectiveSource_DIRECTIVE_SOURCE_ATTESTED, d.Source)
	require.Equal(t, "de-charite", d.Controller)
	require.Equal(t, "de-charite", d.Attester)
	require.Contains(t, f.eventTypes(), "assent.consent.v1.EventDirectiveGiven")
	f.refused(types.ErrSubjectUnknown, func() error {
		_, err := f.attest(other, f.paper(ward, research, 2))
		return err
	})
	f.refused(errNotAllowed, func() error {
		_, err := f.attest(relayer, f.paper(ward, research, 2))
		return err
	})
	f.refused(types.ErrSubjectUnknown, func() error {
		_, err := f.attest(attester, f.paper(f.newWallet("nobody").id(), research, 2))
		return err
	})
	f.refused(types.ErrDirectiveExists, func() error {
		_, err := f.attest(attester, f.paper(ward, research, 1))
		return err
	})
	f.refused(types.ErrDirectiveInvalid, func() error {
		a := f.paper(ward, research, 2)
		a.DocumentDigest = nil
		_, err := f.attest(attester, a)
		return err
	})
	f.refused(types.ErrDirectiveExpired, func() error {
		a := f.paper(ward, research, 2)
		a.NotAfter = f.now()
		_, err := f.attest(attester, a)
		return err
	})
}

func TestPaperNeverStandsAgainstAPatientWhoSigned(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	attested := f.mustAttest(w.id(), research, 1)
	refusal := f.mustGive(w.signs(refuseAll))
	f.refused(types.ErrSubjectSigned, func() error {
		_, err := f.attest(attester, f.paper(w.id(), research, 2))
		return err
	})
	// The patient ends whatever is about it, and then paper counts again.
	_, err := f.withdraw(w.ends(attested), w.ends(refusal))
	require.NoError(t, err)
	require.Equal(t, types.DirectiveEnding_DIRECTIVE_ENDING_WITHDRAWN, f.directive(w.id(), attested).EndedAs)
	f.mustAttest(w.id(), research, 2)
}

func TestPaperHasLimitsOfItsOwn(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for n := range byte(types.MaxAttestedByOne) {
		f.mustAttest(w.id(), research, n+1)
	}
	f.refused(types.ErrTooManyAttested, func() error {
		_, err := f.attest(attester, f.paper(w.id(), research, 99))
		return err
	})
	for range types.MaxLive {
		f.mustGive(w.signs(research))
	}
	require.Len(t, f.subject(w).Directives, types.MaxLive+types.MaxAttestedByOne, "none kept the other out")

	ward := f.ward("ward")
	for n := range byte(types.MaxAttestedNodes / 16) {
		f.mustAttest(ward, wide(16), n+1)
	}
	f.refused(types.ErrTooManyNodes, func() error {
		_, err := f.attest(attester, f.paper(ward, research, 99))
		return err
	})
}

func TestWhoAttestedRevokes(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	_, err := f.enrol(other, w.enrolment("de-ukm", "DE"))
	require.NoError(t, err)
	id := f.mustAttest(w.id(), research, 1)
	f.refused(types.ErrDirectiveUnknown, func() error { return f.revoke(other, w.id(), id) })
	f.refused(errNotAllowed, func() error { return f.revoke(relayer, w.id(), id) })
	f.refused(types.ErrDirectiveUnknown, func() error { return f.revoke(attester, w.id(), make32(9)) })
	f.pass(10)
	require.NoError(t, f.revoke(attester, w.id(), id))
	d := f.directive(w.id(), id)
	require.Equal(t, start+10, d.EndedAt)
	require.Equal(t, types.DirectiveEnding_DIRECTIVE_ENDING_REVOKED, d.EndedAs)
	f.refused(types.ErrDirectiveEnded, func() error { return f.revoke(attester, w.id(), id) })
	signed := f.mustGive(w.signs(research))
	f.refused(types.ErrDirectiveUnknown, func() error { return f.revoke(attester, w.id(), signed) })
}

func TestTheHomeAuthorityInvalidatesAPermissionFromAPastMoment(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustAttest(w.id(), genomicForOne, 1)
	f.pass(100)
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", start+50))
	f.refused(types.ErrSubjectUnknown, func() error { return f.invalidate("authority of FR", w.id(), id, 0) })
	f.refused(errNotAllowed, func() error { return f.invalidate(attester, w.id(), id, 0) })
	f.refused(types.ErrInvalidationMoment, func() error { return f.invalidate(authority, w.id(), id, start-1) })
	f.refused(types.ErrInvalidationMoment, func() error { return f.invalidate(authority, w.id(), id, f.now()+1) })
	f.refused(types.ErrDirectiveUnknown, func() error { return f.invalidate(authority, w.id(), make32(7), 0) })
	require.NoError(t, f.invalidate(authority, w.id(), id, start+40))
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", start+39))
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", start+40))
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", f.now()))
	f.refused(types.ErrDirectiveEnded, func() error { return f.invalidate(authority, w.id(), id, start+40) })
	require.NoError(t, f.invalidate(authority, w.id(), id, 0), "it turns out never to have counted")
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", start))
}

func TestWhatEndedIsInvalidatedFromBefore(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustAttest(w.id(), genomicForOne, 1)
	f.pass(100)
	require.NoError(t, f.revoke(attester, w.id(), id))
	f.pass(100)
	f.refused(types.ErrDirectiveEnded, func() error { return f.invalidate(authority, w.id(), id, start+100) })
	require.NoError(t, f.invalidate(authority, w.id(), id, start+30))
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", start+30))
}

func TestNeitherASignatureNorARefusalIsInvalidated(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	partly := f.mustAttest(w.id(), allButGenomic, 1)
	f.refused(types.ErrNotPermission, func() error { return f.invalidate(authority, w.id(), partly, 0) })
	refusing := f.mustAttest(w.id(), refuseAll, 2)
	f.refused(types.ErrNotPermission, func() error { return f.invalidate(authority, w.id(), refusing, 0) })
	signed := f.mustGive(w.signs(research))
	f.refused(types.ErrSubjectSigned, func() error { return f.invalidate(authority, w.id(), signed, 0) })
}

func TestWhatWasInvalidatedFromThePastIsArchivedWithoutLosingHistory(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustAttest(w.id(), genomicForOne, 1)
	for range 6 {
		f.churn(w, types.MaxDayChanges/2)
		f.pass(day)
	}
	before := f.subject(w).HistoryFrom
	require.Greater(t, before, start)
	require.NoError(t, f.invalidate(authority, w.id(), id, start+30))
	f.churn(w, 2)
	require.GreaterOrEqual(t, f.subject(w).HistoryFrom, before)
	f.export()
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", start+29))
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", start+30))
}
