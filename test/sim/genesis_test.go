package sim_test

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"strings"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/stretchr/testify/require"

	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

const (
	chainID = "assent-sim-1"
	// accounts of a simulation: more than are ever bound at once.
	accounts = 96
)

// founders of a simulated network, each with an authority, an operator and a hospital.
var founders = []string{"CH", "DE", "FR"}

var genesisTime = time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)

// found makes the state that a simulation begins with. Deadlines are short: the
// simulator's blocks are hours apart.
func found(t require.TestingT, a *app.App, r *rand.Rand, accs []simtypes.Account) json.RawMessage {
	cdc, state := a.Encoding().Codec, a.DefaultGenesis()
	since := genesisTime.Unix()

	registry := registrytypes.DefaultGenesis()
	registry.Params.ProfileNotice = 3600
	registry.Params.ReplacementDelay = 6 * 3600
	registry.Params.HandoverLifetime = 48 * 3600
	var poa poatypes.GenesisState
	require.NoError(t, cdc.UnmarshalJSON(state[poatypes.ModuleName], &poa))
	active := []registrytypes.ParticipantStatusSince{{Status: registrytypes.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, Since: since}}
	for i, id := range founders {
		registry.Jurisdictions = append(registry.Jurisdictions, registrytypes.Jurisdiction{
			Id: id, Name: "Jurisdiction " + id, Authority: accs[i].AddressBech32, Profiles: []registrytypes.Profile{{Since: since}},
			History: []registrytypes.JurisdictionStatusSince{{Status: registrytypes.JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: since}},
		})
		prefix := strings.ToLower(id)
		for j, name := range []string{prefix + "-hospital", prefix + "-operator"} {
			registry.Participants = append(registry.Participants, registrytypes.Participant{
				Id: name, Jurisdiction: id, Name: name, History: active,
				Roles: []registrytypes.RoleGrant{{Role: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, vocabulary.Role_ROLE_NODE_OPERATOR}[j], From: since}},
			})
			registry.Accounts = append(registry.Accounts, registrytypes.Account{
				Address: accs[len(founders)+2*i+j].AddressBech32, Participant: name, Permissions: everyPermission(),
			})
		}
		key, err := poatypes.NewConsensusKey(ed25519.GenPrivKeyFromSecret([]byte(fmt.Sprintf("validator %d %d", i, r.Int63()))).PubKey())
		require.NoError(t, err)
		validator, err := poatypes.NewValidator(prefix+"-operator", key, poatypes.MinPower)
		require.NoError(t, err)
		poa.Validators = append(poa.Validators, validator)
	}
	// So that validators are jailed, and come back, within a history.
	poa.Params = poatypes.Params{ChangeInterval: 1, RotationInterval: 3, MinValidators: 1, Power: poatypes.MinPower, Window: 20, MaxMissed: 2, JailDuration: 1}
	registry.Sort()
	poa.Sort()

	var council counciltypes.GenesisState
	require.NoError(t, cdc.UnmarshalJSON(state[counciltypes.ModuleName], &council))
	council.Params.VotingPeriod = 24 * 3600

	access := accesstypes.DefaultGenesis()
	access.Params.CheckpointInterval = 2 * 3600
	access.Params.JustifyWithin, access.Params.ReviewWithin = 12*3600, 6*3600
	access.Params.AnswerWithin, access.Params.ResolveWithin = 6*3600, 12*3600

	state[registrytypes.ModuleName] = cdc.MustMarshalJSON(registry)
	state[poatypes.ModuleName] = cdc.MustMarshalJSON(&poa)
	state[counciltypes.ModuleName] = cdc.MustMarshalJSON(&council)
	state[accesstypes.ModuleName] = cdc.MustMarshalJSON(access)
	document, err := json.Marshal(state)
	require.NoError(t, err)
	return document
}

func everyPermission() []registrytypes.Permission {
	var all []registrytypes.Permission
	for p := registrytypes.Permission_PERMISSION_ADMIN; p <= registrytypes.Permission_PERMISSION_OPERATE; p++ {
		all = append(all, p)
	}
	return all
}
