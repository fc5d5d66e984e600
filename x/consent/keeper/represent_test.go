package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// appoints is an appointment of another wallet with the next sequence.
func (w *wallet) appoints(r *wallet, change func(*directive.Appointment)) types.SignedAppointment {
	w.f.t.Helper()
	w.sequence++
	a := directive.Appointment{
		Subject: w.address(), Representative: r.address(), Sequence: w.sequence, Deadline: w.f.now() + hour,
	}
	if change != nil {
		change(&a)
	}
	signed, err := types.NewSignedAppointment(a, w.signature(a.Digest(chainID)))
	require.NoError(w.f.t, err)
	return signed
}

// signsFor is a directive of a representative.
func (w *wallet) signsFor(subject []byte, p policy.Provision, change func(*directive.Directive)) types.SignedDirective {
	w.f.t.Helper()
	d := w.says(p)
	d.Subject = [20]byte(subject)
	if change != nil {
		change(&d)
	}
	return w.sign(d)
}

// endsFor is a withdrawal by a representative.
func (w *wallet) endsFor(subject, id []byte) types.SignedWithdrawal {
	w.f.t.Helper()
	w.sequence++
	return w.signWithdrawal(directive.Withdrawal{
		Subject: [20]byte(subject), Directive: [32]byte(id), Sequence: w.sequence, Deadline: w.f.now() + hour,
	})
}

// dismisses ends a mandate for a subject, signed by the wallet.
func (w *wallet) dismisses(subject []byte, r *wallet) types.SignedMandateEnd {
	w.f.t.Helper()
	w.sequence++
	e := directive.MandateEnd{
		Subject: [20]byte(subject), Representative: r.address(), Sequence: w.sequence, Deadline: w.f.now() + hour,
	}
	return types.NewSignedMandateEnd(e, w.signature(e.Digest(chainID)))
}

func (f *fixture) appoint(items ...types.SignedAppointment) error {
	_, err := f.msgs.AppointRepresentative(f.ctx, &types.MsgAppointRepresentative{Relayer: relayer, Appointments: items})
	return err
}

func (f *fixture) endMandate(items ...types.SignedMandateEnd) error {
	_, err := f.msgs.EndRepresentation(f.ctx, &types.MsgEndRepresentation{Relayer: relayer, Ends: items})
	return err
}

func (f *fixture) guardian(as string, subject []byte, r *wallet, until int64) error {
	_, err := f.msgs.AppointGuardian(f.ctx, &types.MsgAppointGuardian{
		Authority: as, Subject: subject, Mandate: types.Mandate{Representative: r.id(), NotAfter: until},
	})
	return err
}

func giving(f *fixture, d types.SignedDirective) func() error {
	return func() error {
		_, err := f.give(d)
		return err
	}
}

func TestARepresentativeSpeaksWithinItsMandate(t *testing.T) {
	f := newFixture(t)
	alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
	f.refused(types.ErrSignatureWrong, giving(f, rosa.signsFor(alice.id(), research, nil)))
	require.NoError(t, f.appoint(alice.appoints(rosa, func(a *directive.Appointment) {
		a.Controller = "de-charite"
		a.Purposes = policy.SetOf(policy.PurposeResearch, policy.PurposeTreatment)
	})))
	inMandate := func(d *directive.Directive) { d.Controller = "de-charite" }
	id := f.mustGive(rosa.signsFor(alice.id(), research, inMandate))
	d := f.directive(alice.id(), id)
	require.Equal(t, types.DirectiveSource_DIRECTIVE_SOURCE_REPRESENTED, d.Source)
	require.Equal(t, rosa.id(), d.Representative)
	f.refused(types.ErrOutsideMandate, giving(f, rosa.signsFor(alice.id(), research, nil)))
	f.refused(types.ErrOutsideMandate, giving(f, rosa.signsFor(alice.id(), allButGenomic, inMandate)))
	f.refused(types.ErrOutsideMandate, giving(f, rosa.signsFor(alice.id(), policy.Provision{
		Effect: policy.EffectPermit, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeResearch, policy.PurposePayment)},
	}, inMandate)))
	f.refused(types.ErrOutsideMandate, giving(f, rosa.signsFor(alice.id(), refuseAll, nil)))
	_, err := f.withdraw(rosa.endsFor(alice.id(), id))
	require.NoError(t, err)
}

func TestARepresentativeNeverEndsWhatThePatientSigned(t *testing.T) {
	f := newFixture(t)
	alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
	require.NoError(t, f.appoint(alice.appoints(rosa, nil)))
	id := f.mustGive(alice.signs(refuseAll))
	f.refused(types.ErrSubjectSigned, func() error {
		_, err := f.withdraw(rosa.endsFor(alice.id(), id))
		return err
	})
	f.refused(types.ErrSupersedes, giving(f, rosa.signsFor(alice.id(), research, func(d *directive.Directive) { d.Supersedes = [32]byte(id) })))
	// Refusing everything again, it does not end the patient's own refusal.
	f.mustGive(rosa.signsFor(alice.id(), refuseAll, nil))
	require.Zero(t, f.directive(alice.id(), id).EndedAt)
	f.export()
}

func TestThePatientEndsWhatARepresentativeSaid(t *testing.T) {
	f := newFixture(t)
	alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
	require.NoError(t, f.appoint(alice.appoints(rosa, nil)))
	first, second := f.mustGive(rosa.signsFor(alice.id(), research, nil)), f.mustGive(rosa.signsFor(alice.id(), genomicForOne, nil))
	_, err := f.withdraw(alice.ends(first))
	require.NoError(t, err)
	d := alice.says(research)
	d.Supersedes = [32]byte(second)
	f.mustGive(alice.sign(d))
	require.Equal(t, types.DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED, f.directive(alice.id(), second).EndedAs)
}

func TestARepresentativeWhoseMandateEndedSpeaksNoMore(t *testing.T) {
	f := newFixture(t)
	alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
	require.NoError(t, f.appoint(alice.appoints(rosa, func(a *directive.Appointment) {
		a.Period = policy.Period{From: policy.At(start + 100), Until: policy.At(start + 200)}
	})))
	f.refused(types.ErrSignatureWrong, giving(f, rosa.signsFor(alice.id(), research, nil)))
	f.at(start + 100)
	id := f.mustGive(rosa.signsFor(alice.id(), genomicForOne, nil))
	f.at(start + 200)
	f.refused(types.ErrSignatureWrong, giving(f, rosa.signsFor(alice.id(), research, nil)))
	f.refused(types.ErrSignatureWrong, func() error {
		_, err := f.withdraw(rosa.endsFor(alice.id(), id))
		return err
	})
	require.Zero(t, f.directive(alice.id(), id).EndedAt, "what it said in time stands")
	f.refused(types.ErrRepresentativeUnknown, func() error { return f.endMandate(alice.dismisses(alice.id(), rosa)) })
}

func TestAMandateIsEndedByThePatientTheRepresentativeOrTheAuthority(t *testing.T) {
	end := map[string]func(f *fixture, alice, rosa *wallet) error{
		"the patient":        func(f *fixture, alice, rosa *wallet) error { return f.endMandate(alice.dismisses(alice.id(), rosa)) },
		"the representative": func(f *fixture, alice, rosa *wallet) error { return f.endMandate(rosa.dismisses(alice.id(), rosa)) },
		"the authority": func(f *fixture, alice, rosa *wallet) error {
			_, err := f.msgs.EndGuardianship(f.ctx, &types.MsgEndGuardianship{Authority: authority, Subject: alice.id(), Representative: rosa.id()})
			return err
		},
	}
	for name, by := range end {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
			require.NoError(t, f.appoint(alice.appoints(rosa, nil)))
			f.pass(5)
			require.NoError(t, by(f, alice, rosa))
			require.Equal(t, []string{"assent.consent.v1.EventRepresentationEnded"}, f.eventTypes())
			f.refused(types.ErrSignatureWrong, giving(f, rosa.signsFor(alice.id(), research, nil)))
		})
	}
	f := newFixture(t)
	alice, rosa, ida := f.enrolled("alice"), f.newWallet("rosa"), f.newWallet("ida")
	require.NoError(t, f.appoint(alice.appoints(rosa, nil), alice.appoints(ida, nil)))
	f.refused(types.ErrOutsideMandate, func() error { return f.endMandate(rosa.dismisses(alice.id(), ida)) })
	f.refused(types.ErrSubjectUnknown, func() error {
		_, err := f.msgs.EndGuardianship(f.ctx, &types.MsgEndGuardianship{Authority: "authority of FR", Subject: alice.id(), Representative: rosa.id()})
		return err
	})
}

func TestARepresentativeCountsForItself(t *testing.T) {
	f := newFixture(t)
	alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
	require.NoError(t, f.appoint(alice.appoints(rosa, nil)))
	rosa.sequence = 1 << 62
	said := rosa.signsFor(alice.id(), research, nil)
	id := f.mustGive(said)
	f.refused(types.ErrSequenceTooLow, giving(f, said))
	f.mustGive(alice.signs(refuseAll))
	// A replay gains nothing from an end and another appointment.
	_, err := f.withdraw(alice.ends(id))
	require.NoError(t, err)
	require.NoError(t, f.endMandate(alice.dismisses(alice.id(), rosa)))
	require.NoError(t, f.appoint(alice.appoints(rosa, nil)))
	f.refused(types.ErrSequenceTooLow, giving(f, said))
	for range types.MaxDayChanges {
		f.mustGive(rosa.signsFor(alice.id(), refuseAll, nil))
	}
	f.mustGive(alice.signs(policy.Provision{Effect: policy.EffectDeny, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeResearch)}}))
}

func TestAppointmentsAreRefused(t *testing.T) {
	f := newFixture(t)
	alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
	require.NoError(t, f.appoint(alice.appoints(rosa, nil)))
	f.refused(types.ErrRepresentativeExists, func() error { return f.appoint(alice.appoints(rosa, nil)) })
	f.refused(types.ErrMandateInvalid, func() error {
		return f.appoint(alice.appoints(f.newWallet("x"), func(a *directive.Appointment) { a.Period.Until = policy.At(f.now()) }))
	})
	forged := alice.appoints(f.newWallet("x"), nil)
	forged.Mandate.Controller = "de-ukm"
	f.refused(types.ErrSignatureWrong, func() error { return f.appoint(forged) })
	itself := alice.appoints(f.newWallet("x"), nil)
	itself.Mandate.Representative = alice.id()
	f.refused(types.ErrMandateInvalid, func() error { return f.appoint(itself) })
	unordered := alice.appoints(f.newWallet("x"), nil)
	unordered.Mandate.Purposes = append(unordered.Mandate.Purposes, 3, 2)
	f.refused(types.ErrMandateInvalid, func() error { return f.appoint(unordered) })
	f.refused(types.ErrSignatureWrong, func() error {
		// A representative appoints nobody.
		a := directive.Appointment{
			Subject: alice.address(), Representative: f.newWallet("x").address(), Sequence: 1, Deadline: f.now() + hour,
		}
		signed, err := types.NewSignedAppointment(a, rosa.signature(a.Digest(chainID)))
		require.NoError(t, err)
		return f.appoint(signed)
	})
	ward := f.ward("ward")
	f.refused(types.ErrSignatureWrong, func() error {
		a := directive.Appointment{
			Subject: [20]byte(ward), Representative: f.newWallet("x").address(), Sequence: 1, Deadline: f.now() + hour,
		}
		signed, err := types.NewSignedAppointment(a, rosa.signature(a.Digest(chainID)))
		require.NoError(t, err)
		return f.appoint(signed)
	})
	late := alice.appoints(f.newWallet("x"), func(a *directive.Appointment) { a.Deadline = f.now() })
	f.refused(types.ErrDeadlinePassed, func() error { return f.appoint(late) })
	old := alice.appoints(f.newWallet("x"), func(a *directive.Appointment) { a.Sequence = 1 })
	f.refused(types.ErrSequenceTooLow, func() error { return f.appoint(old) })
}

func TestASubjectHasAtMost16Representatives(t *testing.T) {
	f := newFixture(t)
	alice := f.enrolled("alice")
	var last *wallet
	for i := range types.MaxRepresentatives {
		last = f.newWallet(string(rune('A' + i)))
		require.NoError(t, f.appoint(alice.appoints(last, nil)))
	}
	next := f.newWallet("next")
	f.refused(types.ErrTooManyRepresentatives, func() error { return f.appoint(alice.appoints(next, nil)) })
	require.NoError(t, f.endMandate(alice.dismisses(alice.id(), last)))
	f.pass(day - 1)
	f.refused(types.ErrTooManyRepresentatives, func() error { return f.appoint(alice.appoints(next, nil)) })
	f.pass(1)
	require.NoError(t, f.appoint(alice.appoints(next, nil)))
	f.export()
}

func TestAGuardianSpeaksForAWardUntilItComesOfAge(t *testing.T) {
	f := newFixture(t)
	ward, mother := f.ward("child"), f.newWallet("mother")
	majority := start + 1000
	f.refused(types.ErrSubjectUnknown, func() error { return f.guardian("authority of FR", ward, mother, majority) })
	f.refused(errNotAllowed, func() error { return f.guardian(attester, ward, mother, majority) })
	f.refused(types.ErrSubjectUnknown, func() error { return f.guardian(authority, f.newWallet("nobody").id(), mother, majority) })
	require.NoError(t, f.guardian(authority, ward, mother, majority))
	require.Equal(t, []string{"assent.consent.v1.EventRepresentativeAppointed"}, f.eventTypes())
	id := f.mustGive(mother.signsFor(ward, genomicForOne, nil))
	f.at(majority - 1)
	f.mustGive(mother.signsFor(ward, research, nil))
	f.at(majority)
	f.refused(types.ErrSignatureWrong, giving(f, mother.signsFor(ward, research, nil)))
	require.Zero(t, f.directive(ward, id).EndedAt)

	// Of age, the patient has a key of its own and ends what it does not stand for.
	grown := f.newWallet("grown")
	require.NoError(t, f.replaceKey(authority, ward, grown))
	f.pass(types.DefaultParams().ReplacementDelay)
	_, err := f.withdraw(grown.endsFor(ward, id))
	require.NoError(t, err)
	f.export()
}

func TestAGuardianPermitsNothingBesideThePatientsSignature(t *testing.T) {
	f := newFixture(t)
	alice, rosa := f.enrolled("alice"), f.newWallet("rosa")
	require.NoError(t, f.guardian(authority, alice.id(), rosa, 0))
	id := f.mustGive(alice.signs(policy.Provision{Effect: policy.EffectDeny, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeResearch)}}))
	f.refused(types.ErrSubjectSigned, giving(f, rosa.signsFor(alice.id(), genomicForOne, nil)))
	f.mustGive(rosa.signsFor(alice.id(), refuseAll, nil))
	_, err := f.withdraw(alice.ends(id))
	require.NoError(t, err)
	f.mustGive(rosa.signsFor(alice.id(), genomicForOne, nil))
}
