package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

// pressed has a participant and a jurisdiction suspended and reinstated by turns,
// a second each, and says what each is at a moment.
func pressed(t *testing.T, seconds int64) (f fixture, status func(at int64) policy.Status) {
	t.Helper()
	f = newFixture(t)
	for i := range seconds {
		f.pass(1)
		if i%2 == 0 {
			f.mustSend(t, suspendJurisdiction("CN-31"), &types.MsgSuspendParticipant{Authority: addr("DE"), Participant: "de-charite"})
		} else {
			f.mustSend(t, reinstateJurisdiction("CN-31"), &types.MsgReinstateParticipant{Authority: addr("DE"), Participant: "de-charite"})
		}
	}
	return f, func(at int64) policy.Status {
		if at > blockTime && (at-blockTime)%2 == 1 {
			return policy.StatusSuspended
		}
		return policy.StatusActive
	}
}

func TestAStatusIsKnownOfEveryPastMomentHoweverOftenItChanged(t *testing.T) {
	f, status := pressed(t, 1500)
	stored, err := f.k.Participants.Get(f.ctx, "de-charite")
	require.NoError(t, err)
	require.LessOrEqual(t, len(stored.History), types.MaxHistory)
	require.Greater(t, stored.ArchivePages, uint32(40))
	for at := genesisTime; at <= f.now(); at += 7 {
		if at > genesisTime+100 && at < blockTime-100 {
			continue
		}
		p, err := f.k.PastParticipant(f.ctx, "de-charite", at)
		require.NoError(t, err)
		require.Equal(t, status(at), p.History.At(at), "at %d", at)
		j, err := f.k.PastJurisdiction(f.ctx, "CN-31", at)
		require.NoError(t, err)
		require.Equal(t, status(at), j.History.At(at), "at %d", at)
	}
	recorded, _, err := f.k.PolicyParticipant(f.ctx, "de-charite")
	require.NoError(t, err)
	require.Equal(t, stored.HistoryFrom, recorded.HistoryFrom)
	for at := recorded.HistoryFrom; at <= f.now(); at++ {
		require.Equal(t, status(at), recorded.Value.History.At(at), "what is hot says it alone, at %d", at)
	}
}

func TestAMomentBeforeMoreThanMayBeReadIsRefused(t *testing.T) {
	f, status := pressed(t, 2400)
	_, err := f.k.PastParticipant(f.ctx, "de-charite", blockTime)
	require.ErrorIs(t, err, world.ErrTooFarBack)
	_, err = f.k.PastJurisdiction(f.ctx, "CN-31", blockTime)
	require.ErrorIs(t, err, world.ErrTooFarBack)
	at := f.now() - 2000
	p, err := f.k.PastParticipant(f.ctx, "de-charite", at)
	require.NoError(t, err)
	require.Equal(t, status(at), p.History.At(at))
}

func TestThePastOfSomebodyWhoIsNotThere(t *testing.T) {
	f := newFixture(t)
	_, err := f.k.PastParticipant(f.ctx, "de-nobody", blockTime)
	require.ErrorIs(t, err, types.ErrParticipantUnknown)
	_, err = f.k.PastJurisdiction(f.ctx, "XX", blockTime)
	require.ErrorIs(t, err, types.ErrJurisdictionUnknown)
}

func TestASuspensionAndARevocationAreNeverRefusedForWantOfRoom(t *testing.T) {
	f := newFixture(t)
	for i := range 300 {
		f.pass(1)
		id := fmt.Sprintf("DE/%03d", i)
		give := accredit("DE", "de-charite")
		give.Scheme = id
		take := revoke("DE", "de-charite")
		take.Scheme = id
		f.mustSend(t, give)
		f.pass(1)
		f.mustSend(t, take)
	}
	p, err := f.k.Participants.Get(f.ctx, "de-charite")
	require.NoError(t, err)
	require.LessOrEqual(t, len(p.Accreditations), types.MaxEndedAccreditations)
	held := 0
	for at := blockTime; at <= f.now(); at++ {
		past, err := f.k.PastParticipant(f.ctx, "de-charite", at)
		require.NoError(t, err)
		for _, a := range past.Accreditations {
			if a.Period.Contains(at) && at < a.RevokedAt.At {
				held++
			}
		}
	}
	require.Equal(t, 300, held, "each for a second")
	f.mustSend(t, accredit("DE", "de-charite"))
}

func TestAnArchivedStateSurvivesExportAndImport(t *testing.T) {
	f, status := pressed(t, 200)
	for i := range 40 {
		f.pass(1)
		f.mustSend(t,
			adoptProfile("DE", f.now()+100),
			setRoles("de-charite", types.RoleGrant{Role: vocabulary.Role_ROLE_PAYER, Until: f.now() + 1 + int64(i%2)}))
		f.pass(101)
	}
	exported, _ := f.state(t)
	require.NoError(t, exported.Validate())
	require.NotEmpty(t, exported.JurisdictionArchive)
	require.NotEmpty(t, exported.ParticipantArchive)
	g := emptyFixture(t)
	g.ctx = g.ctx.WithBlockTime(f.ctx.BlockTime())
	require.NoError(t, g.k.InitGenesis(g.ctx, exported))
	again, _ := g.state(t)
	require.Equal(t, exported, again)
	past, err := g.k.PastParticipant(g.ctx, "de-charite", blockTime+3)
	require.NoError(t, err)
	require.Equal(t, status(blockTime+3), past.History.At(blockTime+3))
	broken, err := g.k.Invariants(g.ctx)
	require.NoError(t, err)
	require.Empty(t, broken)
}

func TestArchivesAreListedInPages(t *testing.T) {
	f, _ := pressed(t, 400)
	var history []types.ParticipantStatusSince
	var key []byte
	for {
		r, err := f.queries.ParticipantArchive(f.ctx, &types.QueryParticipantArchiveRequest{
			Participant: "de-charite", Pagination: &query.PageRequest{Key: key, Limit: 3},
		})
		require.NoError(t, err)
		for _, page := range r.Pages {
			require.Equal(t, "de-charite", page.Participant)
			history = append(history, page.History...)
		}
		if key = r.Pagination.NextKey; len(key) == 0 {
			break
		}
	}
	stored, err := f.k.Participants.Get(f.ctx, "de-charite")
	require.NoError(t, err)
	require.Len(t, append(history, stored.History...), 402)

	j, err := f.queries.JurisdictionArchive(f.ctx, &types.QueryJurisdictionArchiveRequest{Jurisdiction: "CN-31"})
	require.NoError(t, err)
	require.NotEmpty(t, j.Pages)
	j, err = f.queries.JurisdictionArchive(f.ctx, &types.QueryJurisdictionArchiveRequest{Jurisdiction: "DE"})
	require.NoError(t, err)
	require.Empty(t, j.Pages)
}
