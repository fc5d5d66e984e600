package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/x/consent/types"
)

// size is what the subjects and the archive take up, in bytes.
func (f *fixture) size() (bytes uint64) {
	f.t.Helper()
	state := f.export()
	for i := range state.Subjects {
		bytes += uint64(state.Subjects[i].Size())
	}
	for i := range state.Archive {
		bytes += uint64(state.Archive[i].Directive.Size())
	}
	return bytes
}

func TestWhatSubjectsSayCountsForTheInstitutionThatSendsIt(t *testing.T) {
	f := newFixture(t)
	room := *f.room
	w := f.enrolled("alice")
	id := f.mustGive(w.signs(research))
	require.Equal(t, f.size(), room-*f.room)
	f.pass(60)
	_, err := f.withdraw(w.ends(id))
	require.NoError(t, err)
	require.Equal(t, f.size(), room-*f.room)
}

func TestWhatIsArchivedStillCounts(t *testing.T) {
	f := newFixture(t)
	room := *f.room
	w := f.enrolled("alice")
	for range 6 {
		f.churn(w, types.MaxDayChanges/2)
		f.pass(day)
	}
	require.NotEmpty(t, f.export().Archive)
	require.GreaterOrEqual(t, room-*f.room, f.size())
}

func TestWithoutRoomAnEnrolmentIsRefused(t *testing.T) {
	f := newFixture(t)
	*f.room = 10
	before := f.export()
	_, err := f.enrol(attester, f.newWallet("alice").enrolment("de-charite", "DE"))
	require.ErrorIs(t, err, types.ErrNoRoom)
	_, err = f.enrol(attester, types.Enrolment{Subject: f.newWallet("bob").id()})
	require.ErrorIs(t, err, types.ErrNoRoom)
	require.Equal(t, before, f.export())
	require.EqualValues(t, 10, *f.room)
}

func TestOfABatchThatFindsNoRoomTheRestIsTaken(t *testing.T) {
	f := newFixture(t)
	alice, bob := f.enrolled("alice"), f.enrolled("bob")
	one := f.mustGive(alice.signs(research))
	given, fresh := f.subject(alice), f.subject(bob)
	cost := uint64(given.Size() - fresh.Size())
	require.NotEmpty(t, one)
	*f.room = cost + cost/2
	outcomes, err := f.give(bob.signs(genomicForOne), alice.signs(genomicForOne))
	require.NoError(t, err)
	_, noRoom, _ := errorsmod.ABCIInfo(types.ErrNoRoom, false)
	require.Zero(t, outcomes[0].Code)
	require.Equal(t, noRoom, outcomes[1].Code, "counted with what the batch took before it")
	require.Less(t, *f.room, cost)
}

func TestWithoutRoomARefusalOfEverythingAndAWithdrawalAreTaken(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustGive(w.signs(research))
	*f.room = 0
	_, err := f.give(w.signs(genomicForOne))
	require.ErrorIs(t, err, types.ErrNoRoom)
	f.mustGive(w.signs(refuseAll))
	_, err = f.withdraw(w.ends(id))
	require.NoError(t, err)
	require.Zero(t, *f.room)
}
