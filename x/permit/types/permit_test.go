package types_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/permit/types"
)

const (
	none      = types.PermitStatus_PERMIT_STATUS_UNSPECIFIED
	issued    = types.PermitStatus_PERMIT_STATUS_ISSUED
	suspended = types.PermitStatus_PERMIT_STATUS_SUSPENDED
	revoked   = types.PermitStatus_PERMIT_STATUS_REVOKED
	closed    = types.PermitStatus_PERMIT_STATUS_CLOSED
	expired   = types.PermitStatus_PERMIT_STATUS_EXPIRED
)

var (
	authority = permission.Member{Jurisdiction: "DE"}
	body      = permission.Member{Participant: "de-body", Jurisdiction: "DE"}
)

func message() *types.MsgIssuePermit {
	return &types.MsgIssuePermit{
		Id: "de-study", Holder: "fr-institute", Controllers: []string{"de-clinic"}, NotBefore: 150, NotAfter: 300,
		DocumentDigest: bytes.Repeat([]byte{1}, types.DigestSize),
	}
}

func extension(notAfter int64) *types.MsgExtendPermit {
	return &types.MsgExtendPermit{NotAfter: notAfter, DocumentDigest: bytes.Repeat([]byte{2}, types.DigestSize)}
}

// step of a permit.
type step func(types.Permit) (types.Permit, error)

func at(moment int64, take func(types.Permit, permission.Member, int64) (types.Permit, error)) step {
	return func(p types.Permit) (types.Permit, error) { return take(p, body, moment) }
}

func extendAt(moment, notAfter int64) step {
	return func(p types.Permit) (types.Permit, error) { return p.Extend(authority, extension(notAfter), moment) }
}

// permit that was issued at 100 and took the steps.
func permit(t testing.TB, steps ...step) types.Permit {
	t.Helper()
	p, err := types.NewPermit(body, message(), 100)
	require.NoError(t, err)
	for _, take := range steps {
		p, err = take(p)
		require.NoError(t, err)
	}
	return p
}

func TestStatusAt(t *testing.T) {
	suspend, resume := types.Permit.Suspend, types.Permit.Resume
	plain := permit(t)
	paused := permit(t, at(200, suspend), at(210, resume))
	stopped := permit(t, at(200, suspend))
	ended := permit(t, at(200, types.Permit.Revoke))
	done := permit(t, at(400, types.Permit.Close))
	longer := permit(t, extendAt(250, 500))
	same := permit(t, at(100, suspend), at(100, resume), at(100, suspend))
	tests := []struct {
		name   string
		permit types.Permit
		at     int64
		want   types.PermitStatus
	}{
		{"before the issue there is none", plain, 99, none},
		{"issued at the second of the issue, before its validity", plain, 100, issued},
		{"issued until its end", plain, 299, issued},
		{"expired at the end", plain, 300, expired},
		{"issued until it was suspended", paused, 199, issued},
		{"suspended at that second", paused, 200, suspended},
		{"suspended until it was resumed", paused, 209, suspended},
		{"issued from then on", paused, 210, issued},
		{"what is suspended expires too", stopped, 300, expired},
		{"revoked at the second of its revocation", ended, 200, revoked},
		{"issued before it", ended, 199, issued},
		{"revoked for ever", ended, 1 << 40, revoked},
		{"expired until it was closed", done, 399, expired},
		{"closed after its end", done, 400, closed},
		{"issued up to the later end", longer, 499, issued},
		{"expired at the later end", longer, 500, expired},
		{"the last of one second holds", same, 100, suspended},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, test.permit.StatusAt(test.at))
			require.NoError(t, test.permit.Validate())
			p := test.permit.Policy()
			if good := p.History.At(test.at) == policy.StatusIssued && test.at < p.Validity.Until.At; good {
				require.Equal(t, issued, test.want, "status and decisions agree")
			} else {
				require.NotEqual(t, issued, test.want, "status and decisions agree")
			}
		})
	}
}

func TestTenYearsAreCalendarYearsFromTheIssueOrTheBeginning(t *testing.T) {
	moment := func(year int, month time.Month, day int) int64 {
		return time.Date(year, month, day, 12, 30, 15, 0, time.UTC).Unix()
	}
	for _, tc := range []struct {
		name                     string
		issuedAt, begins, latest int64
	}{
		{"from the issue", moment(2027, 1, 1), 0, moment(2037, 1, 1)},
		{"from the issue, though it begins later", moment(2027, 1, 1), moment(2030, 1, 1), moment(2037, 1, 1)},
		{"from an earlier beginning", moment(2027, 1, 1), moment(2026, 1, 1), moment(2036, 1, 1)},
		{"from 29 February", moment(2028, 2, 29), 0, moment(2038, 3, 1)},
		{"over a century without a leap day", moment(2096, 3, 1), 0, moment(2106, 3, 1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := message()
			m.NotBefore, m.NotAfter = tc.begins, tc.latest
			p, err := types.NewPermit(body, m, tc.issuedAt)
			require.NoError(t, err)
			require.NoError(t, p.Validate())
			m.NotAfter++
			_, err = types.NewPermit(body, m, tc.issuedAt)
			require.ErrorIs(t, err, types.ErrValidityTooLong)

			m.NotAfter = tc.latest - 1
			p, err = types.NewPermit(body, m, tc.issuedAt)
			require.NoError(t, err)
			longest, err := p.Extend(body, extension(tc.latest), tc.issuedAt)
			require.NoError(t, err)
			require.NoError(t, longest.Validate())
			_, err = p.Extend(body, extension(tc.latest+1), tc.issuedAt)
			require.ErrorIs(t, err, types.ErrValidityTooLong)
		})
	}
}

func TestStepsDoNotChangeTheirReceiver(t *testing.T) {
	p := permit(t)
	p.History = append(make([]types.PermitStatusSince, 0, 8), p.History...) // Room that a careless append would share.
	first, err := p.Suspend(authority, 110)
	require.NoError(t, err)
	second, err := p.Revoke(body, 120)
	require.NoError(t, err)
	third, err := p.Extend(body, extension(400), 130)
	require.NoError(t, err)
	require.Equal(t, suspended, first.Status())
	require.Equal(t, revoked, second.Status())
	require.Len(t, p.History, 1)
	require.Nil(t, p.Extension)
	require.Equal(t, int64(300), p.NotAfter)
	require.Equal(t, int64(400), third.NotAfter)
}

func TestPolicyReadsEveryCodeAsItIs(t *testing.T) {
	m := message()
	for i := range int32(len(vocabulary.Purpose_name)) - 1 {
		m.Purposes = append(m.Purposes, vocabulary.Purpose(i+1))
	}
	for i := range int32(len(vocabulary.Category_name)) - 1 {
		m.Categories = append(m.Categories, vocabulary.Category(i+1))
	}
	for i := range int32(len(vocabulary.Action_name)) - 1 {
		m.Actions = append(m.Actions, vocabulary.Action(i+1))
	}
	m.Safeguards = []vocabulary.Obligation{1, 2, 3, 4, 5}
	p, err := types.NewPermit(body, m, 100)
	require.NoError(t, err)
	p, err = p.Suspend(body, 110)
	require.NoError(t, err)
	p, err = p.Close(body, 120)
	require.NoError(t, err)
	require.Equal(t, policy.Permit{
		ID: "de-study", Issuer: "DE", Holder: "fr-institute", Controllers: []string{"de-clinic"},
		Purposes: policy.SetOf(policy.Purposes()...), Categories: policy.SetOf(policy.Categories()...), Actions: policy.SetOf(policy.Actions()...),
		Validity: policy.Period{From: policy.At(150), Until: policy.At(300)},
		History: policy.History{
			{Status: policy.StatusIssued, Since: 100}, {Status: policy.StatusSuspended, Since: 110}, {Status: policy.StatusClosed, Since: 120},
		},
		Safeguards: policy.SetOf[policy.Obligation](1, 2, 3, 4, 5),
	}, p.Policy())

	empty, err := types.NewPermit(body, &types.MsgIssuePermit{Id: "de-any", Holder: "fr-institute", NotAfter: 300, DocumentDigest: m.DocumentDigest}, 100)
	require.NoError(t, err)
	anything := empty.Policy()
	require.False(t, anything.Validity.From.Set)
	require.True(t, anything.Purposes.Fits(policy.PurposeResearch), "no purposes are any")
	require.Empty(t, anything.Controllers)
}

func TestParticipantsAreAllThatAPermitNames(t *testing.T) {
	p := permit(t, at(110, types.Permit.Suspend), at(120, types.Permit.Resume), func(p types.Permit) (types.Permit, error) {
		return p.Extend(permission.Member{Participant: "de-other", Jurisdiction: "DE"}, extension(400), 130)
	})
	got := p.Participants()
	slices.Sort(got)
	require.Equal(t, []string{"de-body", "de-clinic", "de-other", "fr-institute"}, slices.Compact(got))
}

func TestGrowthIsWhatAPermitOccupiesMore(t *testing.T) {
	before := permit(t)
	after, err := before.Suspend(body, 110)
	require.NoError(t, err)
	require.Equal(t, uint64(after.Size()-before.Size()), types.Growth(before, after))
	require.Equal(t, uint64(before.Size()+3*len("de-study")+len("DE")+len("fr-institute")), types.Growth(types.Permit{}, before))
	require.Zero(t, types.Growth(after, before))
}
