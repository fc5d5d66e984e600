package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/x/consent/types"
)

func TestEnrolSubjectsEntersAWalletUnderItsAddress(t *testing.T) {
	f := newFixture(t)
	w := f.newWallet("alice")
	f.writes.count = 0
	outcomes, err := f.enrol(attester, w.enrolment("de-charite", "DE"))
	require.NoError(t, err)
	require.Equal(t, []types.Outcome{{Id: w.id()}}, outcomes)
	require.Equal(t, types.Subject{
		Id: w.id(), HomeJurisdiction: "DE",
		Holders: []types.Holder{{Participant: "de-charite", Since: start}},
		Keys:    []types.SubjectKey{{Address: w.id(), Since: start}},
	}, f.subject(w))
	require.Equal(t, 1, f.writes.count)
	require.Equal(t, []string{"assent.consent.v1.EventSubjectEnrolled"}, f.eventTypes())
}

func TestEnrolSubjectsLetsASecondHolderOfTheSameJurisdictionJoin(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.mustGive(w.signs(refuseAll))
	f.pass(60)
	_, err := f.enrol(other, w.enrolment("de-ukm", "DE"))
	require.NoError(t, err)
	s := f.subject(w)
	require.Equal(t, []types.Holder{
		{Participant: "de-charite", Since: start}, {Participant: "de-ukm", Since: start + 60},
	}, s.Holders)
	require.Len(t, s.Directives, 1)
	f.export()
}

func TestEnrolSubjectsEntersACustodialSubjectUnderADerivedID(t *testing.T) {
	f := newFixture(t)
	w := f.newWallet("alice")
	outcomes, err := f.enrol(attester, types.Enrolment{Subject: w.id()})
	require.NoError(t, err)
	id := types.CustodialID("de-charite", w.id())
	require.Equal(t, []types.Outcome{{Id: id}}, outcomes)
	s, err := f.keeper.Subjects.Get(f.ctx, id)
	require.NoError(t, err)
	require.True(t, s.Custodial())

	_, err = f.enrol(attester, w.enrolment("de-charite", "DE"))
	require.NoError(t, err, "the address of the wallet was not taken")
	outcomes, err = f.enrol(other, types.Enrolment{Subject: w.id()})
	require.NoError(t, err)
	require.NotEqual(t, id, outcomes[0].Id, "each holder has its own")
	require.Len(t, f.export().Subjects, 3)
}

func TestEnrolSubjectsRefuses(t *testing.T) {
	type send struct {
		as   string
		item types.Enrolment
	}
	for _, c := range []struct {
		name string
		want error
		item func(f *fixture, enrolled *wallet) send
	}{
		{"the same holder twice", types.ErrSubjectEnrolled, func(_ *fixture, w *wallet) send {
			return send{attester, w.enrolment("de-charite", "DE")}
		}},
		{"a custodial subject twice", types.ErrSubjectEnrolled, func(f *fixture, _ *wallet) send {
			e := types.Enrolment{Subject: make32(1)[12:]}
			_, err := f.enrol(attester, e)
			require.NoError(f.t, err)
			return send{attester, e}
		}},
		{"a holder of another jurisdiction", types.ErrJurisdictionForeign, func(_ *fixture, w *wallet) send {
			return send{foreign, w.enrolment("fr-ap-hp", "FR")}
		}},
		{"a second holder without the subject's signature", types.ErrSignatureWrong, func(f *fixture, w *wallet) send {
			e := f.newWallet("mallory").enrolment("de-ukm", "DE")
			e.Subject = w.id()
			return send{other, e}
		}},
		{"a signature for another holder", types.ErrSignatureWrong, func(f *fixture, _ *wallet) send {
			return send{attester, f.newWallet("bob").enrolment("de-ukm", "DE")}
		}},
		{"a signature for another home", types.ErrSignatureWrong, func(f *fixture, _ *wallet) send {
			return send{attester, f.newWallet("bob").enrolment("de-charite", "FR")}
		}},
		{"a signature for another deadline", types.ErrSignatureWrong, func(f *fixture, _ *wallet) send {
			e := f.newWallet("bob").enrolment("de-charite", "DE")
			e.Deadline++
			return send{attester, e}
		}},
		{"a signature for another chain", types.ErrSignatureWrong, func(f *fixture, _ *wallet) send {
			w := f.newWallet("bob")
			e := directive.Enrolment{Subject: w.address(), Holder: "de-charite", HomeJurisdiction: "DE", Deadline: f.now() + 1}
			return send{attester, types.Enrolment{
				Subject: w.id(), Deadline: e.Deadline, Signature: w.signature(e.Digest("assent-other")),
			}}
		}},
		{"a signature that is too short", types.ErrSignatureMalformed, func(f *fixture, _ *wallet) send {
			e := f.newWallet("bob").enrolment("de-charite", "DE")
			e.Signature = e.Signature[:64]
			return send{attester, e}
		}},
		{"a deadline that is reached now", types.ErrDeadlinePassed, func(f *fixture, _ *wallet) send {
			e := f.newWallet("bob").enrolment("de-charite", "DE")
			f.at(e.Deadline)
			return send{attester, e}
		}},
		{"a deadline more than a day ahead", types.ErrDeadlineTooFar, func(f *fixture, _ *wallet) send {
			e := f.newWallet("bob").enrolment("de-charite", "DE")
			e.Deadline = f.now() + day + 1
			return send{attester, e}
		}},
		{"a deadline without a signature", types.ErrSubjectInvalid, func(f *fixture, _ *wallet) send {
			e := f.newWallet("bob").enrolment("de-charite", "DE")
			e.Signature = nil
			return send{attester, e}
		}},
		{"an id of 19 bytes", types.ErrSubjectInvalid, func(f *fixture, _ *wallet) send {
			e := f.newWallet("bob").enrolment("de-charite", "DE")
			e.Subject = e.Subject[1:]
			return send{attester, e}
		}},
		{"an id of zeros", types.ErrSubjectInvalid, func(*fixture, *wallet) send {
			return send{attester, types.Enrolment{Subject: make([]byte, 20)}}
		}},
		{"the 65th holder", types.ErrTooManyHolders, func(f *fixture, w *wallet) send {
			s := f.subject(w)
			for i := len(s.Holders); i < types.MaxHolders; i++ {
				s.Holders = append(s.Holders, types.Holder{Participant: "h-" + string(rune('a'+i/26)) + string(rune('a'+i%26)), Since: start})
			}
			require.NoError(f.t, f.keeper.Subjects.Set(f.ctx, w.id(), s))
			return send{other, w.enrolment("de-ukm", "DE")}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			s := c.item(f, f.enrolled("alice"))
			before := f.export()
			_, err := f.enrol(s.as, s.item)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, before, f.export())
		})
	}
}

func TestEnrolSubjectsEntersASubjectOnceInABatch(t *testing.T) {
	f := newFixture(t)
	e := f.newWallet("alice").enrolment("de-charite", "DE")
	outcomes, err := f.enrol(attester, e, e, types.Enrolment{Subject: e.Subject}, types.Enrolment{Subject: e.Subject})
	require.NoError(t, err)
	twice := types.ErrSubjectEnrolled.ABCICode()
	require.Equal(t, []uint32{0, twice, 0, twice}, []uint32{outcomes[0].Code, outcomes[1].Code, outcomes[2].Code, outcomes[3].Code})
}
