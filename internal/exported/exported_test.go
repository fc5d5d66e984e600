package exported_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/types/bech32"

	"github.com/assent-ledger/assent/internal/exported"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// state is that of each module, by its name.
type state map[string]proto.Message

func empty() state {
	return state{
		registrytypes.ModuleName: registrytypes.DefaultGenesis(), consenttypes.ModuleName: consenttypes.DefaultGenesis(),
		recognitiontypes.ModuleName: recognitiontypes.DefaultGenesis(), permittypes.ModuleName: permittypes.DefaultGenesis(),
	}
}

// document is the state as it is exported.
func (s state) document(t *testing.T) []byte {
	t.Helper()
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	modules := map[string]json.RawMessage{"another": json.RawMessage(`{}`)}
	for name, genesis := range s {
		modules[name] = cdc.MustMarshalJSON(genesis)
	}
	document, err := json.Marshal(map[string]any{"chain_id": "assent-test-1", "app_state": modules})
	require.NoError(t, err)
	return document
}

func TestAWorldIsNotTakenForAnExportedState(t *testing.T) {
	for document, want := range map[string]bool{
		`{}`: false, `{"jurisdictions": []}`: false, `[]`: false, `{"app_state": {`: false, `{"app_state": null}`: false, `{"app_state": {}}`: true,
	} {
		require.Equal(t, want, exported.Is([]byte(document)), document)
	}
}

func TestAStateThatIsNotWholeIsRefused(t *testing.T) {
	w, err := exported.World(empty().document(t))
	require.NoError(t, err)
	require.Empty(t, w.Participants)
	partial, invalid := empty(), empty()
	delete(partial, permittypes.ModuleName)
	invalid[permittypes.ModuleName] = &permittypes.GenesisState{Permits: []permittypes.Permit{{Id: "x"}}}
	for name, tc := range map[string]struct {
		document []byte
		text     string
	}{
		"no JSON":           {[]byte(`{"app_state"`), "unexpected"},
		"a module is gone":  {partial.document(t), "permit: the document has no state of it: export all modules"},
		"an unknown field":  {bytes.Replace(empty().document(t), []byte(`"agreements"`), []byte(`"agreement"`), 1), "recognition"},
		"an invalid permit": {invalid.document(t), "permit: "},
	} {
		_, err := exported.World(tc.document)
		require.ErrorIs(t, err, exported.ErrState, name)
		require.ErrorContains(t, err, tc.text, name)
	}
}

// A participant and a jurisdiction that were suspended more often than is kept hot.
func TestWhatIsArchivedOfInstitutionsIsRead(t *testing.T) {
	const years = 300
	address := func(b byte) string {
		text, err := bech32.ConvertAndEncode("assent", bytes.Repeat([]byte{b}, 20))
		require.NoError(t, err)
		return text
	}
	s := empty()
	registry := registrytypes.DefaultGenesis()
	j := registrytypes.Jurisdiction{
		Id: "DE", Name: "Germany", Authority: address(1), Profiles: []registrytypes.Profile{{Since: 1}},
		History: []registrytypes.JurisdictionStatusSince{{Status: registrytypes.JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: 1}},
	}
	p := registrytypes.Participant{
		Id: "de-clinic", Jurisdiction: "DE", Name: "Clinic",
		History: []registrytypes.ParticipantStatusSince{{Status: registrytypes.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, Since: 1}},
		Roles:   []registrytypes.RoleGrant{{Role: vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, From: 1}},
	}
	for at := int64(2); at < years; at++ {
		changeParticipant, changeJurisdiction := p.Suspend, j.Suspend
		if at%2 == 1 {
			changeParticipant, changeJurisdiction = p.Reinstate, j.Reinstate
		}
		nextParticipant, err := changeParticipant(at)
		require.NoError(t, err)
		nextJurisdiction, err := changeJurisdiction(at)
		require.NoError(t, err)
		var participantPage *registrytypes.ParticipantArchivePage
		var jurisdictionPage *registrytypes.JurisdictionArchivePage
		if p, participantPage = nextParticipant.Compact(at); participantPage != nil {
			registry.ParticipantArchive = append(registry.ParticipantArchive, *participantPage)
		}
		if j, jurisdictionPage = nextJurisdiction.Compact(at); jurisdictionPage != nil {
			registry.JurisdictionArchive = append(registry.JurisdictionArchive, *jurisdictionPage)
		}
	}
	require.Greater(t, len(registry.ParticipantArchive), 1)
	require.Greater(t, len(registry.JurisdictionArchive), 1)
	registry.Accounts = []registrytypes.Account{{
		Address: address(2), Participant: p.Id, Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_ADMIN},
	}}
	registry.Jurisdictions, registry.Participants = []registrytypes.Jurisdiction{j}, []registrytypes.Participant{p}
	s[registrytypes.ModuleName] = registry
	w, err := exported.World(s.document(t))
	require.NoError(t, err)
	for at := int64(0); at < years; at++ {
		want := []policy.Status{policy.StatusSuspended, policy.StatusActive}[at%2]
		if at == 0 {
			want = 0
		}
		require.Equal(t, want, w.Participants[0].History.At(at), at)
		require.Equal(t, want, w.Jurisdictions[0].History.At(at), at)
	}
}

func TestWhatIsArchivedOfASubjectIsRead(t *testing.T) {
	subject := consenttypes.Subject{
		Id: bytes.Repeat([]byte{1}, 20), HomeJurisdiction: "DE", HistoryFrom: 50,
		Holders: []consenttypes.Holder{{Participant: "de-clinic", Since: 10}},
	}
	archived := consenttypes.Directive{
		Id: bytes.Repeat([]byte{2}, 32), Controller: "de-clinic", GrantedAt: 20, EndedAt: 50, DocumentDigest: bytes.Repeat([]byte{3}, 32),
		Source: consenttypes.DirectiveSource_DIRECTIVE_SOURCE_ATTESTED, EndedAs: consenttypes.DirectiveEnding_DIRECTIVE_ENDING_REVOKED,
		Provision: consenttypes.Provision{Effect: vocabulary.Effect_EFFECT_PERMIT}, Attester: "de-clinic",
	}
	s := empty()
	consent := consenttypes.DefaultGenesis()
	consent.Subjects = []consenttypes.Subject{subject}
	consent.Archive = []consenttypes.ArchivedDirective{{Subject: subject.Id, Directive: archived}}
	s[consenttypes.ModuleName] = consent
	w, err := exported.World(s.document(t))
	require.NoError(t, err)
	require.Len(t, w.Directives, 1)
	require.Equal(t, consenttypes.SubjectID(subject.Id), w.Directives[0].Subject)
	require.Equal(t, policy.At(50), w.Directives[0].EndedAt)
}
