package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/x/consent/types"
)

// One id is one directive for ever, in the archive too: an export in which two had one
// would start no chain.

func TestPaperThatIsAttestedAgainIsAnotherDirective(t *testing.T) {
	f := newFixture(t)
	ward := f.ward("ward")
	id := f.mustAttest(ward, research, 1)
	f.refused(types.ErrDirectiveExists, func() error {
		_, err := f.attest(attester, f.paper(ward, research, 1))
		return err
	})
	f.pass(1)
	require.NoError(t, f.revoke(attester, ward, id))
	again := f.mustAttest(ward, research, 1)
	require.NotEqual(t, id, again)
	require.NoError(t, f.revoke(attester, ward, again))
	for i := range types.MaxEnded + 1 {
		f.pass(1)
		next := f.mustAttest(ward, research, byte(i+2))
		f.pass(1)
		require.NoError(t, f.revoke(attester, ward, next))
	}
	require.NotEqual(t, id, f.mustAttest(ward, research, 1))
	f.export()
}

func TestTheSameWordsOfTwoVoicesAreTwoDirectives(t *testing.T) {
	f := newFixture(t)
	w, bob := f.enrolled("alice"), f.newWallet("bob")
	require.NoError(t, f.appoint(w.appoints(bob, nil)))
	d := w.says(research)
	d.Sequence, d.Deadline = 1000, f.now()+20*hour
	byBob := w.sign(d)
	byBob.Signature = bob.signature(d.Digest(chainID))
	his := f.mustGive(byBob)
	f.pass(1)
	_, err := f.withdraw(w.ends(his))
	require.NoError(t, err)
	for range 10 {
		f.pass(1)
		large := f.mustGive(w.signs(naming(roomy)))
		f.pass(1)
		_, err := f.withdraw(w.ends(large))
		require.NoError(t, err)
	}
	f.pass(1)
	hers := f.mustGive(w.sign(d))
	require.NotEqual(t, his, hers)
	digest, err := d.Digest(chainID)
	require.NoError(t, err)
	require.Equal(t, digest[:], hers, "what the subject signs is known by what it signed")
	require.Equal(t, types.RepresentedID(digest[:], bob.id()), his)
	f.export()
}

// Two voices that refuse in turn say no more than one that refuses.
func TestVoicesThatRefuseInTurnDoNotFillTheState(t *testing.T) {
	f := newFixture(t)
	w, bob := f.enrolled("alice"), f.newWallet("bob")
	require.NoError(t, f.appoint(w.appoints(bob, nil)))
	*f.room = 0
	sequence := uint64(100)
	say := func(by *wallet, supersedes []byte) []byte {
		sequence++
		d := w.says(refuseAll)
		d.Sequence = sequence
		if supersedes != nil {
			d.Supersedes = [32]byte(supersedes)
		}
		signed := w.sign(d)
		signed.Signature = by.signature(d.Digest(chainID))
		return f.mustGive(signed)
	}
	for range 300 {
		his := say(bob, nil)
		hers := say(w, his)
		require.True(t, f.live(w, hers), "what she refused stands")
	}
	require.Less(t, len(f.export().Archive), 2*types.MaxDayChanges)
}

// live says whether a directive of a subject has not ended.
func (f *fixture) live(w *wallet, id []byte) bool {
	d := f.directive(w.id(), id)
	return d.Live(f.now())
}

// Who may not know of a subject learns of none by sending messages about it.
func TestMessagesTellAStrangerNothing(t *testing.T) {
	f := newFixture(t)
	w, nobody := f.enrolled("alice"), f.newWallet("nobody")
	id := f.mustGive(w.signs(research))
	_, err := f.withdraw(w.ends(id))
	require.NoError(t, err)
	forged := func(x *wallet) types.Enrolment {
		e := x.enrolment("fr-ap-hp", "FR")
		e.Signature = f.newWallet("mallory").enrolment("fr-ap-hp", "FR").Signature
		return e
	}
	next := f.newWallet("next")
	for name, send := range map[string]func(x *wallet) error{
		"a revocation": func(x *wallet) error { return f.revoke(other, x.id(), id) },
		"an attestation": func(x *wallet) error {
			_, err := f.attest(other, f.paper(x.id(), research, 1))
			return err
		},
		"an enrolment abroad": func(x *wallet) error {
			_, err := f.enrol(foreign, forged(x))
			return err
		},
		"a directive": func(x *wallet) error { return giving(f, next.signsFor(x.id(), research, nil))() },
		"a withdrawal": func(x *wallet) error {
			_, err := f.withdraw(next.endsFor(x.id(), id))
			return err
		},
		"a confirmation":              func(x *wallet) error { return f.confirm(other, x.id(), next) },
		"an authority's invalidation": func(x *wallet) error { return f.invalidate("authority of FR", x.id(), id, 0) },
		"an authority's guardian":     func(x *wallet) error { return f.guardian("authority of FR", x.id(), next, 0) },
		"an authority's replacement":  func(x *wallet) error { return f.replaceKey("authority of FR", x.id(), next) },
	} {
		t.Run(name, func(t *testing.T) {
			there, absent := send(w), send(nobody)
			require.Error(t, there)
			require.Equal(t, absent.Error(), there.Error())
		})
	}
}

func TestWhatIsInvalidatedBeforeTheArchiveBeganLeavesItsBeginning(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	paper := f.mustAttest(w.id(), research, 200)
	f.pass(10)
	early := f.now()
	f.churn(w, types.MaxEnded+6)
	begins := f.subject(w).HistoryFrom
	require.Greater(t, begins, early)
	require.NoError(t, f.invalidate(authority, w.id(), paper, early))
	require.GreaterOrEqual(t, f.subject(w).HistoryFrom, begins)
	f.export()
}
