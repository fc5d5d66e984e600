package keeper_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/permit/types"
)

// inTenYears is the last end that a permit of the start may have.
var inTenYears = time.Unix(start, 0).UTC().AddDate(10, 0, 0).Unix()

func TestIssuePermitRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*types.MsgIssuePermit)
		want   error
	}{
		{"a sender that issues no permits", func(m *types.MsgIssuePermit) { m.Sender = "somebody" }, errNotAllowed},
		{"an id of another jurisdiction", func(m *types.MsgIssuePermit) { m.Sender = foreign }, types.ErrPermitIDInvalid},
		{"an empty id", func(m *types.MsgIssuePermit) { m.Id = "" }, types.ErrPermitIDInvalid},
		{"an id of the prefix alone", func(m *types.MsgIssuePermit) { m.Id = "de-" }, types.ErrPermitIDInvalid},
		{"an id that begins without a hyphen", func(m *types.MsgIssuePermit) { m.Id = "destudy" }, types.ErrPermitIDInvalid},
		{"an id with upper case", func(m *types.MsgIssuePermit) { m.Id = "de-Study" }, types.ErrPermitIDInvalid},
		{"an id with a slash", func(m *types.MsgIssuePermit) { m.Id = "de-study/1" }, types.ErrPermitIDInvalid},
		{"an id of 65 bytes", func(m *types.MsgIssuePermit) { m.Id = "de-" + strings.Repeat("x", 62) }, types.ErrPermitIDInvalid},
		{"an id that there is", func(m *types.MsgIssuePermit) { m.Id = "de-taken" }, types.ErrPermitExists},
		{"an id of a permit that was revoked", func(m *types.MsgIssuePermit) { m.Id = "de-revoked" }, types.ErrPermitExists},
		{"an id of a permit that was closed", func(m *types.MsgIssuePermit) { m.Id = "de-closed" }, types.ErrPermitExists},

		{"a malformed holder", func(m *types.MsgIssuePermit) { m.Holder = "De" }, types.ErrHolderInvalid},
		{"no holder", func(m *types.MsgIssuePermit) { m.Holder = "" }, types.ErrHolderInvalid},
		{"a holder that is unknown", func(m *types.MsgIssuePermit) { m.Holder = "de-nobody" }, errNotActive},
		{"a holder that is suspended", func(m *types.MsgIssuePermit) { m.Holder = "fr-institute" }, errNotActive},
		{"an access body for itself", func(m *types.MsgIssuePermit) { m.Holder = "de-body" }, types.ErrOwnPermit},

		{"a purpose that is no code", func(m *types.MsgIssuePermit) { m.Purposes = []vocabulary.Purpose{14} }, types.ErrCodesInvalid},
		{"a purpose without a value", func(m *types.MsgIssuePermit) { m.Purposes = []vocabulary.Purpose{0} }, types.ErrCodesInvalid},
		{"a purpose twice", func(m *types.MsgIssuePermit) { m.Purposes = []vocabulary.Purpose{11, 11} }, types.ErrCodesInvalid},
		{"a category that is no code", func(m *types.MsgIssuePermit) { m.Categories = []vocabulary.Category{22} }, types.ErrCodesInvalid},
		{"categories that descend", func(m *types.MsgIssuePermit) { m.Categories = []vocabulary.Category{2, 1} }, types.ErrCodesInvalid},
		{"an action that is no code", func(m *types.MsgIssuePermit) { m.Actions = []vocabulary.Action{6} }, types.ErrCodesInvalid},
		{"a code that would wrap round", func(m *types.MsgIssuePermit) { m.Actions = []vocabulary.Action{257} }, types.ErrCodesInvalid},
		{"a safeguard that is no code", func(m *types.MsgIssuePermit) { m.Safeguards = []vocabulary.Obligation{200} }, types.ErrSafeguardsInvalid},
		{"safeguards that descend", func(m *types.MsgIssuePermit) { m.Safeguards = []vocabulary.Obligation{5, 1} }, types.ErrSafeguardsInvalid},
		{"an obligation that is no safeguard", func(m *types.MsgIssuePermit) { m.Safeguards = []vocabulary.Obligation{6} }, types.ErrSafeguardsInvalid},

		{"65 controllers", func(m *types.MsgIssuePermit) { m.Controllers = words(types.MaxControllers + 1) }, types.ErrControllersInvalid},
		{"a malformed controller", func(m *types.MsgIssuePermit) { m.Controllers = []string{"de-clinic", "x_y"} }, types.ErrControllersInvalid},
		{"controllers that descend", func(m *types.MsgIssuePermit) { m.Controllers = []string{"fr-clinic", "de-clinic"} }, types.ErrControllersInvalid},
		{"a controller twice", func(m *types.MsgIssuePermit) { m.Controllers = []string{"de-clinic", "de-clinic"} }, types.ErrControllersInvalid},
		{"a controller that is unknown", func(m *types.MsgIssuePermit) { m.Controllers = []string{"de-nobody"} }, types.ErrControllersInvalid},

		{"65 datasets", func(m *types.MsgIssuePermit) { m.DatasetDigests = digests(types.MaxDatasets + 1) }, types.ErrDatasetsInvalid},
		{"a dataset digest of 31 bytes", func(m *types.MsgIssuePermit) { m.DatasetDigests[0] = digest(1)[1:] }, types.ErrDatasetsInvalid},
		{"dataset digests that descend", func(m *types.MsgIssuePermit) { m.DatasetDigests[0] = digest(3) }, types.ErrDatasetsInvalid},
		{"a dataset digest twice", func(m *types.MsgIssuePermit) { m.DatasetDigests[0] = digest(2) }, types.ErrDatasetsInvalid},
		{"no document digest", func(m *types.MsgIssuePermit) { m.DocumentDigest = nil }, types.ErrDigestInvalid},
		{"a document digest of 33 bytes", func(m *types.MsgIssuePermit) { m.DocumentDigest = append(m.DocumentDigest, 0) }, types.ErrDigestInvalid},

		{"a beginning before time", func(m *types.MsgIssuePermit) { m.NotBefore = -1 }, types.ErrValidityInvalid},
		{"no end", func(m *types.MsgIssuePermit) { m.NotBefore, m.NotAfter = 0, 0 }, types.ErrValidityInvalid},
		{"a negative end", func(m *types.MsgIssuePermit) { m.NotAfter = math.MinInt64 }, types.ErrValidityInvalid},
		{"an end at the beginning", func(m *types.MsgIssuePermit) { m.NotAfter = m.NotBefore }, types.ErrValidityInvalid},
		{"an end at the issue", func(m *types.MsgIssuePermit) { m.NotBefore, m.NotAfter = 0, start }, types.ErrValidityPast},
		{"more than ten years from the issue", func(m *types.MsgIssuePermit) { m.NotBefore, m.NotAfter = 0, inTenYears+1 }, types.ErrValidityTooLong},
		{"ten years from a later beginning", func(m *types.MsgIssuePermit) { m.NotAfter = inTenYears + 60 }, types.ErrValidityTooLong},
		{"more than ten years from an earlier beginning", func(m *types.MsgIssuePermit) { m.NotBefore, m.NotAfter = start-1, inTenYears }, types.ErrValidityTooLong},
		{"the end of time", func(m *types.MsgIssuePermit) { m.NotAfter = math.MaxInt64 }, types.ErrValidityTooLong},
		{"a beginning at the end of time", func(m *types.MsgIssuePermit) { m.NotBefore, m.NotAfter = math.MaxInt64-1, math.MaxInt64 }, types.ErrValidityTooLong},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			for _, id := range []string{"de-taken", "de-revoked", "de-closed"} {
				m := issue()
				m.Id = id
				f.must(m)
			}
			f.must(&types.MsgRevokePermit{Sender: authority, Permit: "de-revoked"}, &types.MsgClosePermit{Sender: authority, Permit: "de-closed"})
			f.registry.inactive["fr-institute"] = true
			before, count := f.export(), f.writes.count
			m := issue()
			test.change(m)
			f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())

			require.ErrorIs(t, f.send(m), test.want)

			require.Equal(t, before, f.export())
			require.Equal(t, count, f.writes.count)
			require.Empty(t, f.ctx.EventManager().Events())
		})
	}
}

func words(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("de-%03d", i)
	}
	return list
}

func digests(n int) [][]byte {
	list := make([][]byte, n)
	for i := range list {
		list[i] = digest(byte(i))
	}
	return list
}

func TestChangesRefuse(t *testing.T) {
	many := func(f *fixture) {
		for range types.MaxResumptions {
			f.must(suspend(body), resume(body))
		}
		f.must(suspend(body))
	}
	owned := func(f *fixture) {
		m := issue()
		m.Sender, m.Holder, m.Id = authority, "de-body", "de-own"
		f.must(m)
	}
	own := func(m sdk.Msg) sdk.Msg {
		switch m := m.(type) {
		case *types.MsgResumePermit:
			m.Permit = "de-own"
		case *types.MsgExtendPermit:
			m.Permit = "de-own"
		}
		return m
	}
	end := start + hour
	tests := []struct {
		name  string
		given func(*fixture)
		msg   sdk.Msg
		want  error
	}{
		{"suspending by who issues no permits", nil, suspend("somebody"), errNotAllowed},
		{"resuming by who issues no permits", nil, resume("somebody"), errNotAllowed},
		{"revoking by who issues no permits", nil, revoke("somebody"), errNotAllowed},
		{"extending by who issues no permits", nil, extend("somebody", end+1), errNotAllowed},
		{"closing by who issues no permits", nil, finish("somebody"), errNotAllowed},

		{"suspending by another jurisdiction", nil, suspend(foreign), types.ErrNotIssuer},
		{"resuming by another jurisdiction", func(f *fixture) { f.must(suspend(body)) }, resume(foreign), types.ErrNotIssuer},
		{"revoking by another jurisdiction", nil, revoke(foreign), types.ErrNotIssuer},
		{"extending by another jurisdiction", nil, extend(foreign, end+1), types.ErrNotIssuer},
		{"closing by another jurisdiction", nil, finish(foreign), types.ErrNotIssuer},

		{"suspending what is not there", nil, &types.MsgSuspendPermit{Sender: body, Permit: "de-none"}, types.ErrPermitUnknown},
		{"resuming what is not there", nil, &types.MsgResumePermit{Sender: body, Permit: "de-none"}, types.ErrPermitUnknown},
		{"revoking what is not there", nil, &types.MsgRevokePermit{Sender: body, Permit: "de-none"}, types.ErrPermitUnknown},
		{"extending what is not there", nil, &types.MsgExtendPermit{Sender: body, Permit: "de-none", DocumentDigest: digest(1)}, types.ErrPermitUnknown},
		{"closing what is not there", nil, &types.MsgClosePermit{Sender: body, Permit: "de-none"}, types.ErrPermitUnknown},
		{"suspending what cannot be there", nil, &types.MsgSuspendPermit{Sender: body, Permit: strings.Repeat("x", 65)}, types.ErrPermitIDInvalid},
		{"resuming what cannot be there", nil, &types.MsgResumePermit{Sender: body}, types.ErrPermitIDInvalid},
		{"revoking what cannot be there", nil, &types.MsgRevokePermit{Sender: body, Permit: "DE"}, types.ErrPermitIDInvalid},
		{"extending what cannot be there", nil, &types.MsgExtendPermit{Sender: body, Permit: "-", DocumentDigest: digest(1)}, types.ErrPermitIDInvalid},
		{"closing what cannot be there", nil, &types.MsgClosePermit{Sender: body, Permit: "de--x"}, types.ErrPermitIDInvalid},

		{"suspending twice", func(f *fixture) { f.must(suspend(body)) }, suspend(authority), types.ErrStatusTransition},
		{"suspending what was revoked", func(f *fixture) { f.must(revoke(body)) }, suspend(body), types.ErrStatusTransition},
		{"suspending what was closed", func(f *fixture) { f.must(finish(body)) }, suspend(body), types.ErrStatusTransition},
		{"suspending at the end", func(f *fixture) { f.at(end) }, suspend(body), types.ErrPermitExpired},
		{"suspending before what happened last", func(f *fixture) { f.at(start - 1) }, suspend(body), types.ErrStatusTransition},

		{"resuming what is not suspended", nil, resume(body), types.ErrStatusTransition},
		{"resuming what was revoked", func(f *fixture) { f.must(revoke(body)) }, resume(body), types.ErrStatusTransition},
		{"resuming what was suspended and closed", func(f *fixture) { f.must(suspend(body), finish(body)) }, resume(body), types.ErrStatusTransition},
		{"resuming at the end", func(f *fixture) { f.must(suspend(body)); f.at(end) }, resume(body), types.ErrPermitExpired},
		{"resuming too often", many, resume(body), types.ErrTooManyResumptions},
		{"resuming one's own", func(f *fixture) {
			owned(f)
			f.must(&types.MsgSuspendPermit{Sender: authority, Permit: "de-own"})
		}, own(resume(body)), types.ErrOwnPermit},

		{"revoking twice", func(f *fixture) { f.must(revoke(body)) }, revoke(body), types.ErrStatusTransition},
		{"revoking what was closed", func(f *fixture) { f.must(finish(body)) }, revoke(body), types.ErrStatusTransition},
		{"revoking before what happened last", func(f *fixture) { f.at(start - 1) }, revoke(body), types.ErrStatusTransition},
		{"closing twice", func(f *fixture) { f.must(finish(body)) }, finish(body), types.ErrStatusTransition},
		{"closing what was revoked", func(f *fixture) { f.must(revoke(body)) }, finish(body), types.ErrStatusTransition},

		{"extending twice", func(f *fixture) { f.must(extend(body, end+1)) }, extend(authority, end+2), types.ErrExtended},
		{"extending what is suspended", func(f *fixture) { f.must(suspend(body)) }, extend(body, end+1), types.ErrStatusTransition},
		{"extending what was revoked", func(f *fixture) { f.must(revoke(body)) }, extend(body, end+1), types.ErrStatusTransition},
		{"extending what was closed", func(f *fixture) { f.must(finish(body)) }, extend(body, end+1), types.ErrStatusTransition},
		{"extending at the end", func(f *fixture) { f.at(end) }, extend(body, end+1), types.ErrPermitExpired},
		{"extending before what happened last", func(f *fixture) { f.at(start - 1) }, extend(body, end+1), types.ErrStatusTransition},
		{"extending to the present end", nil, extend(body, end), types.ErrExtensionShort},
		{"extending to an earlier end", nil, extend(body, end-1), types.ErrExtensionShort},
		{"extending beyond ten years", nil, extend(body, inTenYears+1), types.ErrValidityTooLong},
		{"extending to the end of time", nil, extend(body, math.MaxInt64), types.ErrValidityTooLong},
		{"extending without a digest", nil, &types.MsgExtendPermit{Sender: body, Permit: "de-study", NotAfter: end + 1}, types.ErrDigestInvalid},
		{"extending one's own", owned, own(extend(body, end+1)), types.ErrOwnPermit},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			f.must(issue())
			if test.given != nil {
				test.given(f)
			}
			before, count, room := f.export(), f.writes.count, f.registry.room
			f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())

			require.ErrorIs(t, f.send(test.msg), test.want)

			require.Equal(t, before, f.export())
			require.Equal(t, count, f.writes.count)
			require.Equal(t, room, f.registry.room)
			require.Empty(t, f.ctx.EventManager().Events())
		})
	}
}

func TestTheLargestPermitIsAccepted(t *testing.T) {
	f := newFixture(t)
	m := issue()
	m.Id = "de-" + strings.Repeat("x", types.MaxID-3)
	m.Controllers, m.NotBefore, m.NotAfter = nil, 0, inTenYears
	m.DatasetDigests = digests(types.MaxDatasets)
	m.Purposes, m.Categories, m.Actions, m.Safeguards = nil, nil, nil, nil
	f.must(m)
	require.Equal(t, issued, f.show(m.Id).Status)
	f.requireInvariants()

	long := issue()
	long.Controllers = words(types.MaxControllers)
	require.NoError(t, long.Validate())
	long.Controllers = words(types.MaxControllers + 1)
	require.ErrorIs(t, long.Validate(), types.ErrControllersInvalid)
}

func TestASuspensionAndAnEndAlwaysFindRoomInTheHistory(t *testing.T) {
	f := newFixture(t)
	f.must(issue())
	for range types.MaxResumptions {
		f.must(suspend(body), resume(body))
	}
	f.must(suspend(authority))
	require.ErrorIs(t, f.send(resume(authority)), types.ErrTooManyResumptions)
	f.must(revoke(authority))
	require.Len(t, f.show("de-study").Permit.History, types.MaxHistory)
	f.requireInvariants()
}

func TestWhatTakesAPermitOutOfForceIsNeverRefusedForWantOfState(t *testing.T) {
	f := newFixture(t)
	f.registry.room = 10
	require.ErrorIs(t, f.send(issue()), errNoRoom)
	f.registry.room = 1 << 20
	f.must(issue())
	used := 1<<20 - f.registry.room
	require.Greater(t, used, uint64(f.export().Permits[0].Size()), "the value and its keys count")
	f.registry.room = 0
	require.ErrorIs(t, f.send(extend(body, start+2*hour)), errNoRoom)
	f.must(suspend(body))
	require.ErrorIs(t, f.send(resume(body)), errNoRoom)
	f.must(resume(authority), extend(authority, start+2*hour), revoke(body))

	m := issue()
	m.Id, m.Sender = "de-to-close", authority
	f.must(m, &types.MsgClosePermit{Sender: body, Permit: m.Id})

	room := uint64(1 << 20)
	f.registry.room = room
	m = issue()
	m.Id, m.Sender = "de-by-authority", authority
	f.must(m, &types.MsgClosePermit{Sender: authority, Permit: m.Id})
	require.Equal(t, room, f.registry.room, "authorities have no allowance")
}

func TestEveryMessageWritesOneValueAndTheIssueItsIndexes(t *testing.T) {
	f := newFixture(t)
	for _, step := range []struct {
		msg    sdk.Msg
		writes int
	}{{issue(), 3}, {suspend(body), 1}, {resume(body), 1}, {extend(body, start+2*hour), 1}, {finish(body), 1}} {
		before := f.writes.count
		f.must(step.msg)
		require.Equal(t, step.writes, f.writes.count-before, "%T", step.msg)
	}
}

func TestAnAccessBodyChangesWhatAnotherOrTheAuthorityIssued(t *testing.T) {
	f := newFixture(t)
	f.must(issue())
	f.at(start + 1)
	f.must(suspend(otherBody))
	f.at(start + 2)
	f.must(resume(authority), extend(otherBody, start+2*hour))
	p := f.show("de-study").Permit
	require.Equal(t, []types.PermitStatusSince{
		{Status: issued, Since: start, By: "de-body"},
		{Status: suspended, Since: start + 1, By: "de-other-body"},
		{Status: issued, Since: start + 2},
	}, p.History)
	require.Equal(t, &types.PermitExtension{
		At: start + 2, PreviousNotAfter: start + hour, DocumentDigest: digest(8), By: "de-other-body",
	}, p.Extension)
	require.Equal(t, start+2*hour, p.NotAfter)
	f.requireInvariants()
}

func TestAnAccessBodyMayGiveUpWhatItHolds(t *testing.T) {
	f := newFixture(t)
	m := issue()
	m.Sender, m.Holder = authority, "de-body"
	f.must(m, suspend(body))
	require.ErrorIs(t, f.send(resume(body)), types.ErrOwnPermit)
	f.must(resume(otherBody), finish(body))
	f.requireInvariants()
}

func TestAPermitEndsExpiredOrNot(t *testing.T) {
	for _, end := range []sdk.Msg{revoke(body), finish(body)} {
		for _, given := range [][]sdk.Msg{nil, {suspend(body)}} {
			f := newFixture(t)
			f.must(issue())
			f.must(given...)
			f.at(start + hour)
			require.Equal(t, expired, f.show("de-study").Status)
			f.must(end)
			require.Contains(t, []types.PermitStatus{revoked, closed}, f.show("de-study").Status)
			f.requireInvariants()
		}
	}
}

func TestEventsNameWhatHappened(t *testing.T) {
	f := newFixture(t)
	for _, step := range []struct {
		msg  sdk.Msg
		want map[string]string
	}{
		{issue(), map[string]string{"": "EventPermitIssued", "permit": `"de-study"`, "issuer": `"DE"`, "holder": `"de-university"`, "by": `"de-body"`}},
		{suspend(authority), map[string]string{"": "EventPermitSuspended", "permit": `"de-study"`, "by": `""`}},
		{resume(otherBody), map[string]string{"": "EventPermitResumed", "permit": `"de-study"`, "by": `"de-other-body"`}},
		{extend(body, start+2*hour), map[string]string{"": "EventPermitExtended", "permit": `"de-study"`, "not_after": `"1790007200"`, "by": `"de-body"`}},
		{finish(body), map[string]string{"": "EventPermitClosed", "permit": `"de-study"`, "by": `"de-body"`}},
	} {
		requireEvent(t, f, step.msg, step.want)
	}
	m := issue()
	m.Id = "de-other"
	f.must(m)
	requireEvent(t, f, &types.MsgRevokePermit{Sender: body, Permit: m.Id}, map[string]string{"": "EventPermitRevoked", "permit": `"de-other"`, "by": `"de-body"`})
}

func requireEvent(t *testing.T, f *fixture, msg sdk.Msg, want map[string]string) {
	t.Helper()
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
	f.must(msg)
	emitted := f.ctx.EventManager().Events()
	require.Len(t, emitted, 1)
	got := map[string]string{"": strings.TrimPrefix(emitted[0].Type, "assent.permit.v1.")}
	for _, a := range emitted[0].Attributes {
		got[a.Key] = a.Value
	}
	require.Equal(t, want, got)
}

func TestMessagesThatHandlersAcceptAreValid(t *testing.T) {
	for _, m := range []interface{ Validate() error }{
		issue(), suspend("").(*types.MsgSuspendPermit), resume("").(*types.MsgResumePermit),
		revoke("").(*types.MsgRevokePermit), finish("").(*types.MsgClosePermit), extend("", 1).(*types.MsgExtendPermit),
	} {
		require.NoError(t, m.Validate())
	}
}
