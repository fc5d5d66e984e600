package bench

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"

	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// since is the moment, in Unix seconds, at which the populations of tests consented.
const since = 1_700_000_000

func populationOf(subjects, directives int) Population {
	return Population{Subjects: subjects, Directives: directives, Institutions: 3, Trails: 2, Seed: 7}
}

// genesisOf writes a genesis as the network reads it.
func genesisOf(t *testing.T, p Population) (consenttypes.GenesisState, map[string]json.RawMessage) {
	t.Helper()
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	document, err := json.Marshal(map[string]any{
		"chain_id":  "assent-test-1",
		"app_state": map[string]json.RawMessage{"consent": cdc.MustMarshalJSON(consenttypes.DefaultGenesis()), "poa": json.RawMessage(`{"kept":true}`)},
	})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, p.writeGenesis(&out, document, p.subjects(), since))
	var genesis struct {
		ChainID string                     `json:"chain_id"`
		State   map[string]json.RawMessage `json:"app_state"`
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &genesis))
	require.Equal(t, "assent-test-1", genesis.ChainID)
	var consent consenttypes.GenesisState
	require.NoError(t, cdc.UnmarshalJSON(genesis.State["consent"], &consent))
	return consent, genesis.State
}

func TestAGenesisHoldsSubjectsThatTheChainAccepts(t *testing.T) {
	for _, directives := range []int{1, 2, consenttypes.MaxLive} {
		p := populationOf(100, directives)
		consent, _ := genesisOf(t, p)
		require.NoError(t, consent.Validate())
		require.Len(t, consent.Subjects, 100)
		for i := range consent.Subjects {
			require.Equal(t, p.subject(i, subjectID(consent.Subjects[i].Id), since), consent.Subjects[i])
			require.Len(t, consent.Subjects[i].Directives, directives)
			require.Equal(t, institution(i%3), consent.Subjects[i].Holders[0].Participant)
		}
	}
}

func TestAGenesisKeepsAllElseThatItHad(t *testing.T) {
	consent, state := genesisOf(t, populationOf(10, 1))
	require.Equal(t, consenttypes.DefaultParams(), consent.Params)
	require.JSONEq(t, `{"kept":true}`, string(state["poa"]))
}

func TestAnotherSeedMakesOtherSubjects(t *testing.T) {
	p := populationOf(10, 1)
	require.Equal(t, p.subjects(), p.subjects())
	other := p
	other.Seed++
	require.NotEqual(t, p.subjects(), other.subjects())
}

func TestAPopulationThatCannotBeIsRefusedWithItsBounds(t *testing.T) {
	require.NoError(t, populationOf(10, 1).check())
	for wanted, change := range map[string]func(*Population){
		"subjects: at least one for each of 3": func(p *Population) { p.Subjects = 2 },
		"directives: 1 to 32, not 33":          func(p *Population) { p.Directives = 33 },
		"institutions: 1 to 100, not 0":        func(p *Population) { p.Institutions = 0 },
		"1 to 64, not 65":                      func(p *Population) { p.Trails = 65 },
		"100 trails in all at most":            func(p *Population) { p.Trails = 34 },
	} {
		p := populationOf(10, 1)
		change(&p)
		require.ErrorContains(t, p.check(), wanted)
	}
}
