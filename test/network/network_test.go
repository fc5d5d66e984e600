package network

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/internal/audit"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

const gas = 2_000_000

// hospital is an institution of the test, with all its accounts.
type hospital struct {
	id          string
	admin, desk *ledger.Account
}

// join onboards a hospital of DE.
func (n *Network) join(ctx context.Context, t *testing.T, c *ledger.Client, id string) hospital {
	t.Helper()
	authority := n.Account(t, localnet.AuthorityKey("DE"))
	_, err := c.Send(ctx, authority, gas,
		&registrytypes.MsgOnboardParticipant{
			Authority: authority.Address(), Id: id, Name: id, Admin: n.NewKey(t, id+"-admin"),
			Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
		},
		&registrytypes.MsgActivateParticipant{Authority: authority.Address(), Participant: id})
	require.NoError(t, err)
	h := hospital{id: id, admin: n.Account(t, id+"-admin")}
	_, err = c.Send(ctx, h.admin, gas,
		&registrytypes.MsgBindAccount{Admin: h.admin.Address(), Address: n.NewKey(t, id+"-desk"), Permissions: []registrytypes.Permission{
			registrytypes.Permission_PERMISSION_RELAY, registrytypes.Permission_PERMISSION_RECORD, registrytypes.Permission_PERMISSION_ATTEST,
		}},
		&accesstypes.MsgOpenTrail{Admin: h.admin.Address(), Name: "main"})
	require.NoError(t, err)
	h.desk = n.Account(t, id+"-desk")
	return h
}

// accesses are n events of a hospital that reads its own data about a subject.
func accesses(t *testing.T, h hospital, subject [20]byte, n int, at time.Time) []accesstypes.Event {
	t.Helper()
	events := make([]accesstypes.Event, n)
	for i := range events {
		var random [112]byte
		_, err := rand.Read(random[:])
		require.NoError(t, err)
		events[i] = accesstypes.Event{
			Side: accesstypes.Side_SIDE_RECIPIENT, Exchange: random[:32], Subject: subject[:], Controller: h.id, Recipient: h.id,
			Actor: random[32:64], Profession: vocabulary.Profession_PROFESSION_PHYSICIAN, Purpose: vocabulary.Purpose_PURPOSE_TREATMENT,
			Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EHR}, Action: vocabulary.Action_ACTION_ACCESS,
			OccurredAt: at.Unix(), Resource: random[64:96], Salt: random[96:112],
		}
	}
	return events
}

// consentTo enrols a fresh subject and has it consent to treatment; it returns the subject.
func (n *Network) consentTo(ctx context.Context, t *testing.T, c *ledger.Client, h hospital) [20]byte {
	t.Helper()
	key, err := crypto.GenerateKey()
	require.NoError(t, err)
	subject := crypto.PubkeyToAddress(key.PublicKey)
	deadline := time.Now().Add(time.Hour).Unix()
	enrolment := directive.Enrolment{Subject: subject, Holder: h.id, HomeJurisdiction: "DE", Deadline: deadline}
	digest, err := enrolment.Digest(n.ChainID)
	require.NoError(t, err)
	signature, err := directive.Sign(digest, key)
	require.NoError(t, err)
	statement := directive.Directive{
		Subject: subject, Provision: policy.Provision{Effect: policy.EffectPermit}, Sequence: 1, Deadline: deadline,
	}
	id, err := statement.Digest(n.ChainID)
	require.NoError(t, err)
	consent, err := directive.Sign(id, key)
	require.NoError(t, err)
	signed, err := consenttypes.NewSignedDirective(statement, consent)
	require.NoError(t, err)
	_, err = c.Send(ctx, h.desk, gas,
		&consenttypes.MsgEnrolSubjects{Attester: h.desk.Address(), Enrolments: []consenttypes.Enrolment{
			{Subject: subject[:], Deadline: deadline, Signature: signature},
		}},
		&consenttypes.MsgGiveConsent{Relayer: h.desk.Address(), Directives: []consenttypes.SignedDirective{signed}})
	require.NoError(t, err)
	return subject
}

func TestFourValidatorsAgreeOnWhatInstitutionsAndPatientsDo(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	n := Start(t, 4)
	c := n.Client(t, 0)
	_, err := c.WaitHeight(ctx, 2)
	require.NoError(t, err)
	h := n.join(ctx, t, c, "de-klinik")
	trail := h.id + "/main"
	subject := n.consentTo(ctx, t, c, h)
	status, err := c.RPC().Status(ctx)
	require.NoError(t, err)
	events := accesses(t, h, subject, 50, status.SyncInfo.LatestBlockTime)

	batch := &accesstypes.MsgRecordAccess{Recorder: h.desk.Address(), Trail: trail, Events: events}
	result, err := c.Send(ctx, h.desk, gas, batch)
	require.NoError(t, err)
	var recorded accesstypes.MsgRecordAccessResponse
	require.NoError(t, result.Response(0, &recorded))
	require.EqualValues(t, 50, recorded.Head.Size_)
	for _, verdict := range recorded.Verdicts {
		require.Equal(t, vocabulary.Effect_EFFECT_PERMIT, verdict.Effect)
	}

	t.Run("the same batch is refused before it reaches a block", func(t *testing.T) {
		_, err := c.Send(ctx, h.desk, gas, batch)
		var refused *ledger.RefusedError
		require.ErrorAs(t, err, &refused)
		require.Zero(t, refused.Height)
		require.ErrorIs(t, err, ante.ErrTrailWindow)
	})
	t.Run("a suspended institution still records, and nothing else", func(t *testing.T) {
		authority := n.Account(t, localnet.AuthorityKey("DE"))
		_, err := c.Send(ctx, authority, gas, &registrytypes.MsgSuspendParticipant{Authority: authority.Address(), Participant: h.id})
		require.NoError(t, err)
		status, err := c.RPC().Status(ctx)
		require.NoError(t, err)
		result, err := c.Send(ctx, h.desk, gas, &accesstypes.MsgRecordAccess{
			Recorder: h.desk.Address(), Trail: trail, FirstIndex: 50, Events: accesses(t, h, subject, 1, status.SyncInfo.LatestBlockTime),
		})
		require.NoError(t, err)
		var recorded accesstypes.MsgRecordAccessResponse
		require.NoError(t, result.Response(0, &recorded))
		require.Equal(t, vocabulary.Effect_EFFECT_DENY, recorded.Verdicts[0].Effect)
		_, err = c.Send(ctx, h.admin, gas, &accesstypes.MsgOpenTrail{Admin: h.admin.Address(), Name: "other"})
		require.ErrorIs(t, err, registrytypes.ErrParticipantNotActive)
	})
	t.Run("an auditor rebuilds the trail from another node's blocks", func(t *testing.T) {
		last, err := c.RPC().Status(ctx)
		require.NoError(t, err)
		header, err := n.Client(t, 3).WaitHeight(ctx, last.SyncInfo.LatestBlockHeight+1)
		require.NoError(t, err)
		options := audit.Options{
			ChainID: n.ChainID, Blocks: n.Client(t, 1).RPC(), Proofs: n.Client(t, 2).RPC(),
			Trust: audit.Trust{Height: header.Height, Hash: header.Hash()}, Decode: n.Encoding.TxConfig.TxDecoder(),
		}
		_, err = n.Client(t, 1).WaitHeight(ctx, header.Height)
		require.NoError(t, err)
		_, err = n.Client(t, 2).WaitHeight(ctx, header.Height)
		require.NoError(t, err)
		report, err := audit.Replay(ctx, options)
		require.NoError(t, err)
		require.EqualValues(t, 51, report.Records())

		other := sha256.Sum256(header.Hash())
		options.Trust.Hash = other[:]
		_, err = audit.Replay(ctx, options)
		require.ErrorIs(t, err, audit.ErrFinding, "a header that is not the trusted one")
	})
	t.Run("an index of records is built from a node's blocks", func(t *testing.T) { recordsAreIndexed(ctx, t, n, trail, subject) })
	t.Run("an auditor finds what a lying node changes", func(t *testing.T) { auditorFindsLies(ctx, t, n) })
	t.Run("all nodes have the same blocks", func(t *testing.T) {
		status, err := c.RPC().Status(ctx)
		require.NoError(t, err)
		for height := int64(1); height <= status.SyncInfo.LatestBlockHeight; height++ {
			first, err := n.Client(t, 0).WaitHeight(ctx, height)
			require.NoError(t, err)
			for i := 1; i < len(n.Nodes); i++ {
				header, err := n.Client(t, i).WaitHeight(ctx, height)
				require.NoError(t, err)
				require.Equal(t, first.Hash(), header.Hash(), "height %d", height)
				require.Equal(t, first.AppHash, header.AppHash, "height %d", height)
			}
		}
	})
}
