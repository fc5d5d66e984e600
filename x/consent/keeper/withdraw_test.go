package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

func TestWithdrawConsentEndsADirectiveAtTheMoment(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustGive(w.signs(research))
	f.pass(60)
	f.writes.count = 0
	outcomes, err := f.withdraw(w.ends(id))
	require.NoError(t, err)
	require.Equal(t, []types.Outcome{{Id: id}}, outcomes)
	s := f.subject(w)
	d, _ := s.Directive(id)
	require.Equal(t, start+60, d.EndedAt)
	require.Equal(t, types.DirectiveEnding_DIRECTIVE_ENDING_WITHDRAWN, d.EndedAs)
	require.Equal(t, uint64(2), s.Sequence)
	require.Equal(t, uint32(2), s.Changes.Count)
	require.Equal(t, 1, f.writes.count)
	require.Equal(t, []string{"assent.consent.v1.EventDirectiveEnded"}, f.eventTypes())
	require.Equal(t, policy.EffectPermit, f.decide(w, "de-dkfz", start+59))
	require.Equal(t, policy.EffectDeny, f.decide(w, "de-dkfz", start+60))
}

func TestWithdrawConsentIsNotRefusedWhenTheDayIsUsedUp(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for _, id := range f.fill(w, types.MaxDayChanges, research) {
		_, err := f.withdraw(w.ends(id))
		require.NoError(t, err)
	}
}

func TestWithdrawConsentRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		want error
		item func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal
	}{
		{"the directive of another subject", types.ErrDirectiveUnknown, func(f *fixture, w *wallet, _ []byte) types.SignedWithdrawal {
			return w.ends(f.mustGive(f.enrolled("mallory").signs(research)))
		}},
		{"another subject to withdraw it", types.ErrDirectiveUnknown, func(f *fixture, _ *wallet, id []byte) types.SignedWithdrawal {
			return f.enrolled("mallory").ends(id)
		}},
		{"the signature of another subject", types.ErrSignatureWrong, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			m := directive.Withdrawal{Subject: w.address(), Directive: [32]byte(id), Sequence: 9, Deadline: f.now() + 1}
			return types.NewSignedWithdrawal(m, f.enrolled("mallory").signature(m.Digest(chainID)))
		}},
		{"a signature for another chain", types.ErrSignatureWrong, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			m := directive.Withdrawal{Subject: w.address(), Directive: [32]byte(id), Sequence: 9, Deadline: f.now() + 1}
			return types.NewSignedWithdrawal(m, w.signature(m.Digest("assent-other")))
		}},
		{"a signature for another directive", types.ErrSignatureWrong, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			signed := w.ends(id)
			w.sequence--
			signed.Directive = f.mustGive(w.signs(refuseAll))
			signed.Sequence++
			return signed
		}},
		{"a malformed signature", types.ErrSignatureMalformed, func(_ *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			signed := w.ends(id)
			signed.Signature[64] = 29
			return signed
		}},
		{"a second time", types.ErrDirectiveEnded, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			_, err := f.withdraw(w.ends(id))
			require.NoError(f.t, err)
			return w.ends(id)
		}},
		{"a replay", types.ErrSequenceTooLow, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			signed := w.ends(id)
			_, err := f.withdraw(signed)
			require.NoError(f.t, err)
			return signed
		}},
		{"the sequence of the directive itself", types.ErrSequenceTooLow, func(_ *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			w.sequence--
			return w.ends(id)
		}},
		{"a directive that has expired", types.ErrDirectiveEnded, func(f *fixture, w *wallet, _ []byte) types.SignedWithdrawal {
			d := w.says(research)
			d.Validity.Until = policy.At(f.now() + 60)
			id := f.mustGive(w.sign(d))
			f.pass(60)
			return w.ends(id)
		}},
		{"a directive that was superseded", types.ErrDirectiveEnded, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			d := w.says(refuseAll)
			d.Supersedes = [32]byte(id)
			f.mustGive(w.sign(d))
			return w.ends(id)
		}},
		{"a directive that does not exist", types.ErrDirectiveUnknown, func(_ *fixture, w *wallet, _ []byte) types.SignedWithdrawal {
			return w.ends(make32(1))
		}},
		{"no directive", types.ErrDirectiveInvalid, func(_ *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			signed := w.ends(id)
			signed.Directive = nil
			return signed
		}},
		{"a directive id of zeros", types.ErrDirectiveInvalid, func(_ *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			signed := w.ends(id)
			signed.Directive = make([]byte, 32)
			return signed
		}},
		{"no subject", types.ErrSubjectInvalid, func(_ *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			signed := w.ends(id)
			signed.Subject = nil
			return signed
		}},
		{"a subject that nobody enrolled", types.ErrSubjectUnknown, func(f *fixture, _ *wallet, id []byte) types.SignedWithdrawal {
			return f.newWallet("nobody").ends(id)
		}},
		{"a subject in custody", types.ErrSignatureWrong, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			outcomes, err := f.enrol(attester, types.Enrolment{Subject: w.id()})
			require.NoError(f.t, err)
			signed := w.ends(id)
			signed.Subject = outcomes[0].Id
			return signed
		}},
		{"a deadline that is reached now", types.ErrDeadlinePassed, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			signed := w.ends(id)
			f.pass(hour)
			return signed
		}},
		{"a deadline more than a day ahead", types.ErrDeadlineTooFar, func(f *fixture, w *wallet, id []byte) types.SignedWithdrawal {
			return w.signWithdrawal(directive.Withdrawal{
				Subject: w.address(), Directive: [32]byte(id), Sequence: 9, Deadline: f.now() + day + 1,
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			w := f.enrolled("alice")
			item := c.item(f, w, f.mustGive(w.signs(research)))
			before := f.export()
			f.pass(0)
			_, err := f.withdraw(item)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, before, f.export())
			require.Empty(t, f.ctx.EventManager().Events())
		})
	}
}

func TestWithdrawalsOfABatchAreAppliedInOrder(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	ids := f.fill(w, 3, research)
	first, second := w.ends(ids[0]), w.ends(ids[1])
	again := w.ends(ids[0])
	outcomes, err := f.withdraw(first, again, second)
	require.NoError(t, err)
	require.Zero(t, outcomes[0].Code)
	require.Equal(t, types.ErrDirectiveEnded.ABCICode(), outcomes[1].Code)
	require.Zero(t, outcomes[2].Code, "an item that was refused does not use up its sequence")
}
