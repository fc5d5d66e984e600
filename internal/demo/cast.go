package demo

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/crypto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/audit"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// The jurisdictions and institutions of the story.
const (
	homeJurisdiction    = "DE"
	foreignJurisdiction = "FR"

	hospital        = "de-stadtklinik"
	laboratory      = "de-labor-nord"
	foreignHospital = "fr-hopital-est"

	hospitalTrail        = hospital + "/archive"
	foreignHospitalTrail = foreignHospital + "/dossier"
)

// Gas for a small message. Batches of accesses have their own.
const smallGas = 400_000

// cast is who takes part, once onboarded.
type cast struct {
	authorities map[string]*ledger.Account
	// desks of the institutions: the accounts that relay, record and attest.
	desks   map[string]*ledger.Account
	patient patient
	// directive that the patient gave, by its digest.
	directive [32]byte

	// records of the hospital that are accessed.
	records []record
	// sizes of the trails, and what they must hold, counted by verdict.
	sizes    map[string]uint64
	expected map[audit.Row]int
}

// patient holds a wallet key and counts what it signed.
type patient struct {
	key      *ecdsa.PrivateKey
	address  [20]byte
	sequence uint64
}

func (p patient) id() string { return "0x" + hex.EncodeToString(p.address[:]) }

func newPatient() (patient, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return patient{}, err
	}
	return patient{key: key, address: crypto.PubkeyToAddress(key.PublicKey)}, nil
}

// institution to be onboarded.
type institution struct {
	id, jurisdiction, name string
	roles                  []vocabulary.Role
	// trail to open, by its name; none if empty.
	trail string
}

var institutions = []institution{
	{
		id: hospital, jurisdiction: homeJurisdiction, name: "Stadtklinik", trail: "archive",
		roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, vocabulary.Role_ROLE_DATA_HOLDER},
	},
	{
		id: laboratory, jurisdiction: homeJurisdiction, name: "Labor Nord",
		roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
	},
	{
		id: foreignHospital, jurisdiction: foreignJurisdiction, name: "Hôpital de l'Est", trail: "dossier",
		roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER, vocabulary.Role_ROLE_DATA_HOLDER},
	},
}

func (r *run) onboard(ctx context.Context) error {
	r.cast = cast{authorities: map[string]*ledger.Account{}, desks: map[string]*ledger.Account{}}
	for _, founder := range r.Spec.Founders {
		account, err := r.Authority(founder.ID)
		if err != nil {
			return err
		}
		r.cast.authorities[founder.ID] = account
	}
	for _, i := range institutions {
		height, err := r.join(ctx, i)
		if err != nil {
			return fmt.Errorf("%s: %w", i.id, err)
		}
		r.Say("%-15s onboarded by the authority of %s, at height %d, as %s", i.id, i.jurisdiction, height, roleNames(i.roles))
	}
	return nil
}

// join onboards and activates an institution, binds its desk and opens its trail.
func (r *run) join(ctx context.Context, i institution) (int64, error) {
	adminAddress, err := localnet.NewKey(r.Keys, i.id+"-admin")
	if err != nil {
		return 0, err
	}
	deskAddress, err := localnet.NewKey(r.Keys, i.id+"-desk")
	if err != nil {
		return 0, err
	}
	authority := r.cast.authorities[i.jurisdiction]
	if _, err := r.Client.Send(ctx, authority, smallGas,
		&registrytypes.MsgOnboardParticipant{Authority: authority.Address(), Id: i.id, Name: i.name, Roles: i.roles, Admin: adminAddress},
		&registrytypes.MsgActivateParticipant{Authority: authority.Address(), Participant: i.id},
	); err != nil {
		return 0, err
	}
	admin, err := r.Account(i.id + "-admin")
	if err != nil {
		return 0, err
	}
	messages := []sdk.Msg{&registrytypes.MsgBindAccount{
		Admin: admin.Address(), Address: deskAddress,
		Permissions: []registrytypes.Permission{
			registrytypes.Permission_PERMISSION_RELAY,
			registrytypes.Permission_PERMISSION_RECORD,
			registrytypes.Permission_PERMISSION_ATTEST,
		},
	}}
	if i.trail != "" {
		messages = append(messages, &accesstypes.MsgOpenTrail{Admin: admin.Address(), Name: i.trail})
	}
	result, err := r.Client.Send(ctx, admin, smallGas, messages...)
	if err != nil {
		return 0, err
	}
	r.cast.desks[i.id], err = r.Account(i.id + "-desk")
	return result.Height, err
}

func roleNames(roles []vocabulary.Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = strings.TrimPrefix(role.String(), "ROLE_")
	}
	return strings.Join(names, " and ")
}

func describeRegime(p registrytypes.Profile) string {
	treatment, research := "explicit consent", "explicit consent"
	for _, regime := range p.Regimes {
		name := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(regime.Regime.String(), "REGIME_"), "_", " "))
		switch regime.Purpose {
		case vocabulary.Purpose_PURPOSE_TREATMENT:
			treatment = name
		case vocabulary.Purpose_PURPOSE_RESEARCH:
			research = name
		default:
		}
	}
	return fmt.Sprintf("treatment by %s, research by %s", treatment, research)
}
