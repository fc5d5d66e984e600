package keeper_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

func TestOpenTrailRefuses(t *testing.T) {
	tests := []struct {
		name string
		msg  types.MsgOpenTrail
		want error
	}{
		{"an account without the permission", types.MsgOpenTrail{Admin: "recorder", Name: "ris"}, errNotPermitted},
		{"a trail that exists", types.MsgOpenTrail{Admin: "admin", Name: "pacs"}, types.ErrTrailExists},
		{"an empty name", types.MsgOpenTrail{Admin: "admin"}, types.ErrTrailNameInvalid},
		{"a name of 33 bytes", types.MsgOpenTrail{Admin: "admin", Name: strings.Repeat("x", 33)}, types.ErrTrailNameInvalid},
		{"a name with upper case", types.MsgOpenTrail{Admin: "admin", Name: "RIS"}, types.ErrTrailNameInvalid},
		{"a name with a slash", types.MsgOpenTrail{Admin: "admin", Name: "ris/a"}, types.ErrTrailNameInvalid},
		{"a name that ends with a hyphen", types.MsgOpenTrail{Admin: "admin", Name: "ris-"}, types.ErrTrailNameInvalid},
		{"a name that begins with a hyphen", types.MsgOpenTrail{Admin: "admin", Name: "-ris"}, types.ErrTrailNameInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			before := f.export()
			_, err := f.msgs.OpenTrail(f.ctx, &test.msg)
			require.ErrorIs(t, err, test.want)
			require.Equal(t, before, f.export())
			require.Zero(t, f.stores.writes)
			require.Equal(t, errors.Is(test.want, types.ErrTrailNameInvalid), test.msg.Validate() != nil)
		})
	}
}

func TestATrailCountsAgainstTheStateAllowanceWithAllThatItGrowsTo(t *testing.T) {
	f := newFixture(t)
	f.facts.room = 2*types.MaxTrailBytes - 1
	f.open("ris")
	require.EqualValues(t, types.MaxTrailBytes-1, f.facts.room)
	before := f.export()
	_, err := f.msgs.OpenTrail(f.ctx, &types.MsgOpenTrail{Admin: "admin", Name: "lab"})
	require.ErrorIs(t, err, errNoRoom)
	require.Equal(t, before, f.export())

	full := types.Trail{
		Id: types.TrailID(strings.Repeat("x", 64), strings.Repeat("x", types.MaxTrailName)), Writer: strings.Repeat("x", 64),
		Head: types.Head{Size_: math.MaxUint64}, OpenedAt: math.MaxInt64,
	}
	for range 64 {
		full.Head.Edge = append(full.Head.Edge, make([]byte, 32))
	}
	root := make([]byte, 32)
	checkpoint := types.Checkpoint{Trail: full.Id, Number: math.MaxUint64, Size_: math.MaxUint64, Root: root, At: math.MaxInt64}
	const prefixes = 1 + 1 + 8 // Of the key, behind the trail's id, and the number.
	all := full.Size() + types.MaxCheckpoints*(checkpoint.Size()+len(full.Id)+prefixes)
	require.LessOrEqual(t, all, types.MaxTrailBytes)
	require.Greater(t, all, types.MaxTrailBytes*9/10)
}

func TestParticipantOpensAtMost64Trails(t *testing.T) {
	f := newFixture(t)
	// Trails of participants whose ids surround its own do not count.
	for _, id := range []string{"de-hospita", "de-hospital-b", "de-hospital0"} {
		trail, err := types.NewTrail(id, "pacs", start)
		require.NoError(t, err)
		require.NoError(t, f.keeper.Trails.Set(f.ctx, trail.Id, trail))
	}
	for i := range types.MaxTrails - 1 {
		f.open(fmt.Sprintf("trail-%d", i))
	}
	before := f.export()
	_, err := f.msgs.OpenTrail(f.ctx, &types.MsgOpenTrail{Admin: "admin", Name: "one-more"})
	require.ErrorIs(t, err, types.ErrTrailLimit)
	require.Equal(t, before, f.export())
}

func TestRecordAccessRefuses(t *testing.T) {
	first := func(change func(*types.Event)) func(*types.MsgRecordAccess) {
		return func(m *types.MsgRecordAccess) { change(&m.Events[1]) }
	}
	events := func(n int, change func(*types.Event)) func(*types.MsgRecordAccess) {
		return func(m *types.MsgRecordAccess) {
			m.Events = nil
			for range n {
				e := event(start - 10)
				change(&e)
				m.Events = append(m.Events, e)
			}
		}
	}
	tests := []struct {
		name   string
		change func(*types.MsgRecordAccess)
		want   error
	}{
		{"an account without the permission", func(m *types.MsgRecordAccess) { m.Recorder = "admin" }, errNotPermitted},
		{"an unknown account", func(m *types.MsgRecordAccess) { m.Recorder = "nobody" }, errNotPermitted},
		{"an unknown trail", func(m *types.MsgRecordAccess) { m.Trail = hospital + "/ris" }, types.ErrTrailUnknown},
		{"a trail without a name", func(m *types.MsgRecordAccess) { m.Trail = hospital }, types.ErrTrailNameInvalid},
		{"a trail of another participant", func(m *types.MsgRecordAccess) { m.Recorder = "foreign" }, types.ErrTrailForeign},
		{"a first index too low", func(m *types.MsgRecordAccess) { m.FirstIndex = 2 }, types.ErrIndexTooLow},
		{"first index 0 again", func(m *types.MsgRecordAccess) { m.FirstIndex = 0 }, types.ErrIndexTooLow},
		{"a first index too high", func(m *types.MsgRecordAccess) { m.FirstIndex = 4 }, types.ErrIndexTooHigh},
		{"the greatest first index", func(m *types.MsgRecordAccess) { m.FirstIndex = 1<<64 - 1 }, types.ErrIndexTooHigh},

		{"no events", func(m *types.MsgRecordAccess) { m.Events = nil }, types.ErrBatchEmpty},
		{"2001 events", events(2001, func(*types.Event) {}), types.ErrBatchTooLong},
		{"4001 event-categories", func(m *types.MsgRecordAccess) {
			events(500, func(e *types.Event) { e.Categories = []vocabulary.Category{1, 2, 3, 4, 5, 6, 7, 8} })(m)
			m.Events = append(m.Events, event(start-10))
		}, types.ErrBatchTooWide},
		{"more than 512 KiB", events(2000, func(e *types.Event) {
			e.Recipient, e.Permit = strings.Repeat("r", 64), strings.Repeat("p", 64)
		}), types.ErrBatchTooLarge},

		{"no side", first(func(e *types.Event) { e.Side = 0 }), types.ErrEventInvalid},
		{"an unknown side", first(func(e *types.Event) { e.Side = 3 }), types.ErrEventInvalid},
		{"a discloser that is not the controller", first(func(e *types.Event) { e.Controller = "fr-clinic" }), types.ErrEventSide},
		{"a recipient that is not the recipient", first(func(e *types.Event) { e.Side = types.Side_SIDE_RECIPIENT }), types.ErrEventSide},
		{"an exchange of 31 bytes", first(func(e *types.Event) { e.Exchange = e.Exchange[:31] }), types.ErrEventInvalid},
		{"a subject of 19 bytes", first(func(e *types.Event) { e.Subject = e.Subject[:19] }), types.ErrEventInvalid},
		{"a subject of 21 bytes", first(func(e *types.Event) { e.Subject = append(e.Subject, 0) }), types.ErrEventInvalid},
		{"an actor of 33 bytes", first(func(e *types.Event) { e.Actor = append(e.Actor, 0) }), types.ErrEventInvalid},
		{"no resource", first(func(e *types.Event) { e.Resource = nil }), types.ErrEventInvalid},
		{"a salt of 15 bytes", first(func(e *types.Event) { e.Salt = e.Salt[:15] }), types.ErrEventInvalid},
		{"an empty controller", first(func(e *types.Event) { e.Controller = "" }), types.ErrEventInvalid},
		{"a controller that is no id", first(func(e *types.Event) { e.Controller = "Dr. Who" }), types.ErrEventInvalid},
		{"a recipient that is no id", first(func(e *types.Event) { e.Recipient = "de-practice " }), types.ErrEventInvalid},
		{"a recipient of 65 bytes", first(func(e *types.Event) { e.Recipient = strings.Repeat("r", 65) }), types.ErrEventInvalid},
		{"a permit that is no id", first(func(e *types.Event) { e.Permit = "permit of Ms Smith" }), types.ErrEventInvalid},
		{"a permit of 65 bytes", first(func(e *types.Event) { e.Permit = strings.Repeat("p", 65) }), types.ErrEventInvalid},
		{"an unknown profession", first(func(e *types.Event) { e.Profession = 5 }), types.ErrEventInvalid},
		{"a negative profession", first(func(e *types.Event) { e.Profession = -1 }), types.ErrEventInvalid},
		{"no purpose", first(func(e *types.Event) { e.Purpose = 0 }), types.ErrEventInvalid},
		{"an unknown purpose", first(func(e *types.Event) { e.Purpose = 14 }), types.ErrEventInvalid},
		{"a purpose that is known modulo 256", first(func(e *types.Event) { e.Purpose = 257 }), types.ErrEventInvalid},
		{"no action", first(func(e *types.Event) { e.Action = 0 }), types.ErrEventInvalid},
		{"an unknown action", first(func(e *types.Event) { e.Action = 6 }), types.ErrEventInvalid},
		{"no categories", first(func(e *types.Event) { e.Categories = nil }), types.ErrEventInvalid},
		{"9 categories", first(func(e *types.Event) { e.Categories = []vocabulary.Category{1, 2, 3, 4, 5, 6, 7, 8, 9} }), types.ErrEventInvalid},
		{"an unknown category", first(func(e *types.Event) { e.Categories = []vocabulary.Category{1, 22} }), types.ErrEventInvalid},
		{"category 0", first(func(e *types.Event) { e.Categories = []vocabulary.Category{0} }), types.ErrEventInvalid},
		{"categories that descend", first(func(e *types.Event) { e.Categories = []vocabulary.Category{2, 1} }), types.ErrEventInvalid},
		{"a category twice", first(func(e *types.Event) { e.Categories = []vocabulary.Category{2, 2} }), types.ErrEventInvalid},
		{"no moment", first(func(e *types.Event) { e.OccurredAt = 0 }), types.ErrEventInvalid},
		{"a negative moment", first(func(e *types.Event) { e.OccurredAt = -5 }), types.ErrEventInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			f.facts.enrol(subject(1), permits(0))
			f.record(event(start-30), event(start-20), event(start-10))
			before := f.export()
			f.stores.writes = 0
			m := batch(3, event(start-5), event(start-4))
			test.change(m)

			_, err := f.msgs.RecordAccess(f.ctx, m)

			require.ErrorIs(t, err, test.want)
			require.Equal(t, before, f.export())
			require.Zero(t, f.stores.writes)
			if (errors.Is(test.want, types.ErrEventInvalid) || errors.Is(test.want, types.ErrEventSide)) && len(m.Events) == 2 {
				require.ErrorContains(t, err, "event 1: ")
			}
		})
	}
}

func TestLargestMessageIsAccepted(t *testing.T) {
	f := newFixture(t)
	f.facts.enrol(subject(1), permits(0))
	var events []types.Event
	for range types.MaxEvents {
		e := event(start - 10)
		e.Categories, e.Permit = []vocabulary.Category{1, 2}, "de-permit-of-the-access-body"
		events = append(events, e)
	}
	m := batch(0, events...)
	require.Equal(t, types.MaxEventCategories, m.EventCategories())
	// The recipients' ids fill it up to the last byte.
	for i := 0; m.Size() < types.MaxMessageSize; i++ {
		room := min(types.MaxMessageSize-m.Size(), types.MaxID-len(m.Events[i].Recipient))
		m.Events[i].Recipient += strings.Repeat("x", room)
	}
	require.Equal(t, types.MaxMessageSize, m.Size())
	r, err := f.msgs.RecordAccess(f.ctx, m)
	require.NoError(t, err)
	require.Len(t, r.Verdicts, types.MaxEvents)
	require.EqualValues(t, types.MaxEvents, r.Head.Size_)

	m.FirstIndex, m.Events[1999].Recipient = types.MaxEvents, m.Events[1999].Recipient+"y"
	_, err = f.msgs.RecordAccess(f.ctx, m)
	require.ErrorIs(t, err, types.ErrBatchTooLarge)
}

func TestFactsThatCannotBeReadFailTheMessage(t *testing.T) {
	for _, fact := range []string{"subject", "participant", "jurisdiction", "agreements"} {
		t.Run(fact, func(t *testing.T) {
			f := newFixture(t)
			f.facts.enrol(subject(1), permits(0))
			f.facts.broken = fact
			before := f.export()
			e := event(start - 1)
			e.Recipient = "fr-clinic"
			_, err := f.msgs.RecordAccess(f.ctx, batch(0, event(start-2), e))
			require.ErrorIs(t, err, errBroken)
			require.Equal(t, before, f.export())
		})
	}
}

func TestTrailSize(t *testing.T) {
	f := newFixture(t)
	f.record(event(start-2), event(start-1))
	size, err := f.keeper.TrailSize(f.ctx, pacs)
	require.NoError(t, err)
	require.EqualValues(t, 2, size)
	for _, id := range []string{"de-hospital/ris", "de-hospital", "", strings.Repeat("x", 1000)} {
		_, err = f.keeper.TrailSize(f.ctx, id)
		require.ErrorIs(t, err, types.ErrTrailUnknown)
		require.Less(t, len(err.Error()), 200)
	}
}
