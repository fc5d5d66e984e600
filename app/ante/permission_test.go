package ante_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/app/msgs"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

const klinik = "de-klinik"

// join onboards an institution whose admin's key is "admin".
func (c *chain) join(t testing.TB) {
	t.Helper()
	admin, err := localnet.NewKey(c.keys, "admin")
	require.NoError(t, err)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority,
		&registrytypes.MsgOnboardParticipant{
			Authority: c.address(t, authority), Id: klinik, Name: "Klinik", Admin: admin,
			Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
		},
		&registrytypes.MsgActivateParticipant{Authority: c.address(t, authority), Participant: klinik})
	c.execute(t, "admin", &accesstypes.MsgOpenTrail{Admin: admin, Name: "main"})
}

// execute has a block execute messages, which must succeed.
func (c *chain) execute(t testing.TB, signer string, messages ...sdk.Msg) {
	t.Helper()
	result := c.block(t, c.encode(t, offer{signer: signer, messages: messages}))[0]
	require.Zero(t, result.Code, result.Log)
}

// bind binds a new key to the institution with every permission but one.
func (c *chain) bind(t testing.TB, key string, without permission.Permission) {
	t.Helper()
	address, err := localnet.NewKey(c.keys, key)
	require.NoError(t, err)
	var granted []registrytypes.Permission
	for p := permission.Admin; p <= permission.Operate; p++ {
		if p != without {
			granted = append(granted, registrytypes.Permission(p))
		}
	}
	c.execute(t, "admin", &registrytypes.MsgBindAccount{Admin: c.address(t, "admin"), Address: address, Permissions: granted})
}

// message builds a well-formed message of a type that a sender might send.
func message(t *testing.T, typeURL, sender, other string) sdk.Msg {
	t.Helper()
	id, signature := make([]byte, 20), make([]byte, 65)
	for _, m := range []sdk.Msg{
		&accesstypes.MsgOpenTrail{Admin: sender, Name: "second"},
		&accesstypes.MsgRecordAccess{Recorder: sender, Trail: klinik + "/main", Events: []accesstypes.Event{access(klinik)}},
		&consenttypes.MsgEnrolSubjects{Attester: sender, Enrolments: []consenttypes.Enrolment{{Subject: id}}},
		&consenttypes.MsgGiveConsent{Relayer: sender, Directives: []consenttypes.SignedDirective{{Subject: id, Signature: signature}}},
		&consenttypes.MsgWithdrawConsent{Relayer: sender, Withdrawals: []consenttypes.SignedWithdrawal{{Subject: id, Signature: signature}}},
		&registrytypes.MsgBindAccount{Admin: sender, Address: other, Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_RECORD}},
		&registrytypes.MsgActivateParticipant{Authority: sender, Participant: klinik},
		&registrytypes.MsgSuspendParticipant{Authority: sender, Participant: klinik},
		&registrytypes.MsgReinstateParticipant{Authority: sender, Participant: klinik},
		&registrytypes.MsgOnboardParticipant{
			Authority: sender, Id: "de-praxis", Name: "Praxis", Admin: other, Roles: []vocabulary.Role{vocabulary.Role_ROLE_PAYER},
		},
		&recognitiontypes.MsgProposeAgreement{
			Authority: sender, Id: "de-fr-test", Parties: []string{"DE", "FR"}, DocumentDigest: make([]byte, 32),
			Rules: []recognitiontypes.Rule{{From: "DE", To: "FR"}},
		},
		&recognitiontypes.MsgCertifyAgreement{Authority: sender, Agreement: "de-fr-test", DocumentDigest: make([]byte, 32)},
	} {
		if sdk.MsgTypeURL(m) == typeURL {
			return m
		}
	}
	require.Fail(t, "no example of "+typeURL)
	return nil
}

func TestAMemberMessageIsRefusedFromAnAccountWithEveryOtherPermission(t *testing.T) {
	c := newChain(t)
	c.join(t)
	other, err := localnet.NewKey(c.keys, "other")
	require.NoError(t, err)
	for p := permission.Admin; p <= permission.Operate; p++ {
		c.bind(t, fmt.Sprintf("without-%d", p), p)
	}
	for _, rule := range msgs.Rules() {
		if rule.Class != msgs.Member {
			continue
		}
		t.Run(rule.TypeURL, func(t *testing.T) {
			key := fmt.Sprintf("without-%d", rule.Permission)
			before := exported(t, c)
			_, deliver := c.answers(t, c.encode(t, offer{
				signer: key, messages: []sdk.Msg{message(t, rule.TypeURL, c.address(t, key), other)},
			}))
			require.ErrorIs(t, deliver, registrytypes.ErrPermissionMissing)
			require.Equal(t, withoutAccounts(t, before), withoutAccounts(t, exported(t, c)))
		})
	}
}

func TestAnAuthorityMessageIsRefusedFromAnInstitution(t *testing.T) {
	c := newChain(t)
	c.join(t)
	other, err := localnet.NewKey(c.keys, "other")
	require.NoError(t, err)
	for _, rule := range msgs.Rules() {
		if rule.Class != msgs.Authority {
			continue
		}
		t.Run(rule.TypeURL, func(t *testing.T) {
			_, deliver := c.answers(t, c.encode(t, offer{
				signer: "admin", messages: []sdk.Msg{message(t, rule.TypeURL, c.address(t, "admin"), other)},
			}))
			require.ErrorIs(t, deliver, registrytypes.ErrNotAuthority)
		})
	}
}

func TestABatchOutsideItsTrailsWindowIsRefusedWhenItComes(t *testing.T) {
	c := newChain(t)
	c.join(t)
	c.bind(t, "desk", permission.Admin)
	batch := func(first uint64) []byte {
		return c.encode(t, offer{signer: "desk", messages: []sdk.Msg{&accesstypes.MsgRecordAccess{
			Recorder: c.address(t, "desk"), Trail: klinik + "/main", FirstIndex: first, Events: []accesstypes.Event{access(klinik)},
		}}})
	}
	check, deliver := c.answers(t, batch(0))
	require.NoError(t, check)
	require.NoError(t, deliver)

	check, _ = c.answers(t, batch(0))
	require.ErrorIs(t, check, ante.ErrTrailWindow, "recorded already")
	check, _ = c.answers(t, batch(1+3*accesstypes.MaxEvents+1))
	require.ErrorIs(t, check, ante.ErrTrailWindow, "too far ahead")
	check, deliver = c.answers(t, batch(2))
	require.NoError(t, check, "the batch before it may be under way")
	require.ErrorIs(t, deliver, accesstypes.ErrIndexTooHigh)
	check, deliver = c.answers(t, batch(1))
	require.NoError(t, check)
	require.NoError(t, deliver)
}
