package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// eventful is a ledger on which an agreement was suspended, amended, acceded to, and
// given notice of, beside drafts that were withdrawn, rejected and left.
func eventful(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	first := bilateral("de-a")
	first.NotAfter, first.NoticePeriod = start+5000, 100
	f.conclude(first)
	f.at(start + 10)
	require.NoError(t, f.send(onAgreed["suspend"](authority("FR"), "de-a")))
	f.at(start + 20)
	require.NoError(t, f.send(onAgreed["resume"](authority("FR"), "de-a")))
	m := amendment()
	m.Agreement, m.Id, m.NotBefore = "de-a", "fr-b", start+30
	require.NoError(t, f.send(m))
	f.certify("fr-b", "FR", "DE")
	f.at(start + 40)
	join := accession()
	join.Agreement, join.Id, join.NotBefore = "fr-b", "it-c", 0
	require.NoError(t, f.send(join))
	f.certify("it-c", "FR", "IT", "DE")
	require.NoError(t, f.send(onAgreed["suspend"](authority("IT"), "it-c")))
	f.propose(bilateral("de-x"))
	f.certify("de-x", "DE")
	require.NoError(t, f.send(onAgreed["reject"](authority("FR"), "de-x")))
	f.propose(bilateral("de-y"))
	require.NoError(t, f.send(onAgreed["withdraw"](authority("DE"), "de-y")))
	m.Agreement, m.Id = "it-c", "fr-z"
	m.NotBefore = 0
	require.NoError(t, f.send(m))
	f.at(start + 41)
	_, err := f.msgs.GiveNotice(f.ctx, &types.MsgGiveNotice{Authority: authority("DE"), Agreement: "de-a"})
	require.NoError(t, err)
	return f
}

func TestGenesisOfAnEventfulLedgerIsExportedAsItWasRead(t *testing.T) {
	f := eventful(t)
	f.requireInvariants()
	state := f.export()
	require.Len(t, state.Agreements, 6)
	require.Len(t, state.Lines, 1)
	other := newFixture(t)
	require.NoError(t, other.keeper.InitGenesis(other.ctx, state))
	other.requireInvariants()
	require.Equal(t, state, other.export())
	for _, p := range modelPairs() {
		want, err := f.keeper.PolicyAgreements(f.ctx, p.From, p.To)
		require.NoError(t, err)
		got, err := other.keeper.PolicyAgreements(other.ctx, p.From, p.To)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestGenesisRefusesLinesThatCouldNotBe(t *testing.T) {
	// In order of id: de-a, de-x, de-y, fr-b, fr-z, it-c.
	const a, x, y, b, z, c = 0, 1, 2, 3, 4, 5
	type state = *types.GenesisState
	line := func(change func(*types.Line)) func(state) {
		return func(g state) { change(&g.Lines[0]) }
	}
	suspension := func(i int, change func(*types.Suspension)) func(state) {
		return line(func(l *types.Line) { change(&l.Suspensions[i]) })
	}
	for _, test := range []struct {
		name   string
		change func(state)
		want   error
	}{
		{"no line", func(g state) { g.Lines = nil }, types.ErrGenesisInvalid},
		{"a line twice", func(g state) { g.Lines = append(g.Lines, g.Lines[0]) }, types.ErrGenesisInvalid},
		{"a line without versions", func(g state) { g.Lines = append(g.Lines, types.Line{Id: "de-b"}) }, types.ErrLineInvalid},
		{"a version that is not there", func(g state) {
			g.Lines = append(g.Lines, types.Line{Id: "de-b", Versions: []types.LineVersion{{Agreement: "de-b"}}})
		}, types.ErrLineInvalid},
		{"a version that is not certified", line(func(l *types.Line) { l.Versions = append(l.Versions, types.LineVersion{Agreement: "fr-z"}) }), types.ErrLineInvalid},
		{"a version twice", line(func(l *types.Line) { l.Versions = append(l.Versions, l.Versions[2]) }), types.ErrLineInvalid},
		{"65 versions", line(func(l *types.Line) {
			for len(l.Versions) <= types.MaxVersions {
				l.Versions = append(l.Versions, l.Versions[0])
			}
		}), types.ErrLineInvalid},
		{"versions in another order", line(func(l *types.Line) { l.Versions[1], l.Versions[2] = l.Versions[2], l.Versions[1] }), types.ErrGenesisInvalid},
		{"a version that is missing", line(func(l *types.Line) { l.Versions = l.Versions[:2] }), types.ErrGenesisInvalid},
		{"another beginning", line(func(l *types.Line) { l.Versions[1].BeginsAt++ }), types.ErrLineInvalid},
		{"another line's version", func(g state) { g.Agreements[b].Line = "de-x" }, types.ErrGenesisInvalid},

		{"a first version that amends", func(g state) { g.Agreements[x].Amends = "de-a" }, types.ErrHistoryInvalid},
		{"an amendment of nothing", func(g state) { g.Agreements[z].Amends = "de-none" }, types.ErrGenesisInvalid},
		{"an amendment of a draft", func(g state) { g.Agreements[z].Amends = "de-x" }, types.ErrHistoryInvalid},
		{"an amendment of an older version", func(g state) { g.Agreements[z].Amends = "fr-b" }, types.ErrHistoryInvalid},
		{"an amendment before what it amends", func(g state) { g.Agreements[z].History[0].Since = start + 39 }, types.ErrHistoryInvalid},
		{"an accession with another end", func(g state) { g.Agreements[c].NotAfter-- }, types.ErrHistoryInvalid},
		{"an accession with another notice period", func(g state) { g.Agreements[c].NoticePeriod++ }, types.ErrHistoryInvalid},
		{"an accession with a rule changed", func(g state) { g.Agreements[c].Rules[0].MaxGrade = 5 }, types.ErrHistoryInvalid},
		{"an accession with a rule between others", func(g state) { g.Agreements[c].Rules[1].To = "FR" }, types.ErrRulePair},
		{"an accession that adds nothing", func(g state) { g.Agreements[c].Rules = g.Agreements[c].Rules[:1] }, types.ErrRuleCount},
		{"a version of 65", func(g state) { g.Agreements[z].Version = 65 }, types.ErrHistoryInvalid},
		{"a negative notice period", func(g state) { g.Agreements[x].NoticePeriod = -1 }, types.ErrNoticePeriodInvalid},
		{"a rejection before a certification", func(g state) { g.Agreements[x].History[1].Since = start }, types.ErrHistoryInvalid},
		{"a status after the end", func(g state) {
			g.Agreements[y].History = append(g.Agreements[y].History, g.Agreements[y].History[1])
		}, types.ErrHistoryInvalid},
		{"a status that is computed", func(g state) {
			g.Agreements[y].History[1].Status = types.AgreementStatus_AGREEMENT_STATUS_SUSPENDED
		}, types.ErrHistoryInvalid},
		{"a withdrawal after all certified", func(g state) { g.Agreements[a].History[1].Status = g.Agreements[y].History[1].Status }, types.ErrHistoryInvalid},

		{"a suspension by a stranger", suspension(0, func(s *types.Suspension) { s.Party = "CN-31" }), types.ErrLineInvalid},
		{"a suspension by one that was no party yet", suspension(0, func(s *types.Suspension) { s.Party = "IT" }), types.ErrLineInvalid},
		{"a suspension before the line began", suspension(0, func(s *types.Suspension) { s.Since = start - 1 }), types.ErrLineInvalid},
		{"a suspension that ends before it begins", suspension(0, func(s *types.Suspension) { s.Until = start + 9 }), types.ErrLineInvalid},
		{"suspensions out of order", line(func(l *types.Line) { l.Suspensions[0], l.Suspensions[1] = l.Suspensions[1], l.Suspensions[0] }), types.ErrLineInvalid},
		{"a suspension within another", line(func(l *types.Line) {
			l.Suspensions = append(l.Suspensions, types.Suspension{Party: "IT", Since: start + 41})
		}), types.ErrLineInvalid},
		{"a suspension after the expiry", line(func(l *types.Line) {
			l.Suspensions = append(l.Suspensions, types.Suspension{Party: "DE", Since: start + 9000})
		}), types.ErrLineInvalid},
		{"a suspension after the notice", line(func(l *types.Line) {
			l.Suspensions = append(l.Suspensions, types.Suspension{Party: "DE", Since: l.Notice.EndsAt})
		}), types.ErrLineInvalid},
		{"33 suspensions by one party", line(func(l *types.Line) {
			for range types.MaxSuspensions {
				l.Suspensions = append(l.Suspensions, types.Suspension{Party: "DE", Since: start + 41, Until: start + 41})
			}
			l.Suspensions[len(l.Suspensions)-1].Until = 0
			l.Suspensions = append(l.Suspensions, types.Suspension{Party: "DE", Since: start + 42})
		}), types.ErrSuspensionsFull},
		{"32 suspensions by one party that all ended", line(func(l *types.Line) {
			for range types.MaxSuspensions {
				l.Suspensions = append(l.Suspensions, types.Suspension{Party: "DE", Since: start + 41, Until: start + 41})
			}
		}), types.ErrLineInvalid},

		{"notice by a stranger", line(func(l *types.Line) { l.Notice.Party = "CN-31" }), types.ErrLineInvalid},
		{"notice before the line began", line(func(l *types.Line) { l.Notice.GivenAt, l.Notice.EndsAt = start-1, start+4 }), types.ErrLineInvalid},
		{"notice of no version's period", line(func(l *types.Line) { l.Notice.EndsAt++ }), types.ErrLineInvalid},
		{"a version that was certified after the notice", line(func(l *types.Line) {
			l.Notice = &types.Notice{Party: "DE", GivenAt: start + 34, EndsAt: start + 39}
		}), types.ErrLineInvalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := eventful(t).export()
			require.NoError(t, g.Validate())
			test.change(g)
			require.ErrorIs(t, g.Validate(), test.want)
		})
	}
}

func TestGenesisRefusesMoreOpenProposalsThanAJurisdictionMayHave(t *testing.T) {
	f := newFixture(t)
	f.propose(bilateral("de-0"))
	g := f.export()
	one := g.Agreements[0]
	for i := range types.MaxOpen {
		require.NoError(t, g.Validate())
		one.Id = "de-1" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		one.Line = one.Id
		g.Agreements = append(g.Agreements, one)
	}
	require.ErrorIs(t, g.Validate(), types.ErrOpenFull)
}
