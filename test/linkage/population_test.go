package linkage

import (
	"context"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cosmos/go-bip39"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/pseudonym"
	"github.com/assent-ledger/assent/internal/wallet"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/keeper"
	"github.com/assent-ledger/assent/x/consent/types"
)

const (
	chainID = "assent-test-1"
	home    = "DE"
	batch   = types.MaxBatch
	start   = int64(1_772_500_000) // A moment well within a day, UTC.
	hour    = int64(60 * 60)
)

var holders = []string{"de-charite", "de-ukm", "de-uke", "de-dkfz", "de-praxis"}

// setting says what a population is like. The zero faults are how it should be.
type setting struct {
	wallets, custodial int

	oneKey      bool // A wallet uses one key for all holders.
	soft        bool // A wallet's keys are not hardened below one public part.
	plain       bool // Pseudonyms are without the holder, under one key.
	oneOrder    bool // Every holder enrols in the same order.
	saysUnusual bool // Each person says the same unusual thing at every holder.
}

// id is that of a subject.
type id = [types.SubjectIDLength]byte

// extended is a private key with its chain code (BIP-32).
type extended struct{ key, code [32]byte }

// person is one person's side of it.
type person struct {
	wallet  *wallet.Wallet // Nil in custody.
	master  extended
	records string // The id that every holder's records have of it: a national one.
	unusual policy.Provision
	said    map[id]uint64 // Sequences, where the wallet does not count them itself.
}

// population is a ledger with its subjects, and the truth about them.
type population struct {
	t       testing.TB
	setting setting
	rng     *rand.Rand
	persons []*person
	keys    []pseudonym.Key // One for each holder.
	ctx     sdk.Context
	keeper  keeper.Keeper
	msgs    types.MsgServer

	subjects [][]id // By person and holder.
	enrolled [][]id // By holder, as the blocks have it.
}

// newPopulation plays everything that is on the ledger.
func newPopulation(t testing.TB, s setting) *population {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	k := keeper.NewKeeper(codec.NewProtoCodec(codectypes.NewInterfaceRegistry()), runtime.NewKVStoreService(key), registry{}, "council")
	p := &population{
		t: t, setting: s, rng: rand.New(rand.NewPCG(20260101, 20)), keeper: k, msgs: keeper.NewMsgServer(k),
		ctx: testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient")).
			WithChainID(chainID).WithBlockHeight(1).WithBlockTime(time.Unix(start, 0).UTC()),
	}
	require.NoError(t, k.InitGenesis(p.ctx, types.DefaultGenesis()))
	for range holders {
		p.keys = append(p.keys, pseudonym.Key(p.bytes()))
	}
	if s.plain {
		for h := range p.keys {
			p.keys[h] = p.keys[0]
		}
	}
	for i := range s.wallets + s.custodial {
		p.persons = append(p.persons, p.newPerson(i))
	}
	p.subjects = make([][]id, len(p.persons))
	for i := range p.subjects {
		p.subjects[i] = make([]id, len(holders))
	}
	for h := range holders {
		p.enrol(h)
	}
	for h := range holders {
		p.speak(h)
	}
	return p
}

// bytes are 32 bytes of the fixed seed's randomness.
func (p *population) bytes() [32]byte {
	var b [32]byte
	for i := range 4 {
		binary.BigEndian.PutUint64(b[8*i:], p.rng.Uint64())
	}
	return b
}

func (p *population) newPerson(number int) *person {
	one := &person{records: fmt.Sprintf("DE%08d", 10_000_000+p.rng.IntN(80_000_000)), said: map[id]uint64{}}
	one.unusual = p.unusual()
	random := p.bytes()
	if number >= p.setting.wallets {
		return one
	}
	mnemonic, err := bip39.NewMnemonic(random[:16])
	require.NoError(p.t, err)
	one.wallet, err = wallet.Restore(chainID, mnemonic)
	require.NoError(p.t, err)
	one.master.key, one.master.code = hd.ComputeMastersFromSeed(bip39.NewSeed(mnemonic, ""))
	return one
}

// block goes on to the next one, a second later.
func (p *population) block() {
	p.ctx = p.ctx.WithBlockHeight(p.ctx.BlockHeight() + 1).WithBlockTime(p.ctx.BlockTime().Add(time.Second)).
		WithEventManager(sdk.NewEventManager())
}

func (p *population) deadline() int64 { return p.ctx.BlockTime().Unix() + hour }

// order is that in which a holder meets its patients.
func (p *population) order() []int {
	if p.setting.oneOrder {
		order := make([]int, len(p.persons))
		for i := range order {
			order[i] = i
		}
		return order
	}
	return p.rng.Perm(len(p.persons))
}

// enrol enrols everybody with one holder.
func (p *population) enrol(h int) {
	var all []id
	for batch := range slices.Chunk(p.order(), batch) {
		p.block()
		msg := &types.MsgEnrolSubjects{Attester: holders[h]}
		for _, i := range batch {
			msg.Enrolments = append(msg.Enrolments, p.enrolment(p.persons[i], h))
		}
		res, err := p.msgs.EnrolSubjects(p.ctx, msg)
		require.NoError(p.t, err)
		for n, outcome := range res.Outcomes {
			require.Zero(p.t, outcome.Code)
			p.subjects[batch[n]][h] = id(outcome.Id)
			all = append(all, id(outcome.Id))
		}
	}
	p.enrolled = append(p.enrolled, all)
}

// faulty says that the persons' keys are not those that their wallets would use.
func (p *population) faulty() bool { return p.setting.oneKey || p.setting.soft }

// key is the first key of a person for a holder, with its chain code.
func (p *population) key(one *person, h int) extended {
	switch {
	case p.setting.oneKey:
		return one.master.path(p.t, "m/44'/60'/0'/0/0")
	case p.setting.soft:
		return one.master.path(p.t, softParent).child(softIndex(h), false)
	default:
		return one.master.path(p.t, wallet.Path(chainID, holders[h], 0))
	}
}

func (p *population) enrolment(one *person, h int) types.Enrolment {
	switch {
	case one.wallet == nil:
		sent := p.pseudonym(one, h)
		return types.Enrolment{Subject: sent[:]}
	case p.faulty():
		key := p.key(one, h).private(p.t)
		e := directive.Enrolment{
			Subject: crypto.PubkeyToAddress(key.PublicKey), Holder: holders[h], HomeJurisdiction: home, Deadline: p.deadline(),
		}
		return types.Enrolment{Subject: e.Subject[:], Deadline: e.Deadline, Signature: p.sign(key, e)}
	default:
		signed, err := one.wallet.Enrol(holders[h], home, p.deadline())
		require.NoError(p.t, err)
		return *signed.Item.(*types.Enrolment)
	}
}

// pseudonym is what a holder enrols for a person in custody.
func (p *population) pseudonym(one *person, h int) [pseudonym.Length]byte {
	if p.setting.plain {
		mac := hmac.New(sha256.New, p.keys[h][:])
		mac.Write([]byte(one.records))
		return [pseudonym.Length]byte(mac.Sum(nil)[:pseudonym.Length])
	}
	sent, err := p.keys[h].Of(holders[h], one.records)
	require.NoError(p.t, err)
	return sent
}

func (p *population) sign(key *ecdsa.PrivateKey, m interface {
	Digest(chainID string) ([32]byte, error)
},
) []byte {
	digest, err := m.Digest(chainID)
	require.NoError(p.t, err)
	signature, err := directive.Sign(digest, key)
	require.NoError(p.t, err)
	return signature
}

// speak lets everybody give directives at one holder, in an order of its own.
func (p *population) speak(h int) {
	for batch := range slices.Chunk(p.order(), batch/maxSaid) {
		p.block()
		give, attest := &types.MsgGiveConsent{Relayer: holders[h]}, &types.MsgAttestConsent{Attester: holders[h]}
		for _, i := range batch {
			for _, provision := range p.says(p.persons[i]) {
				if p.persons[i].wallet != nil {
					give.Directives = append(give.Directives, p.directive(i, h, provision))
					continue
				}
				written, err := types.NewProvision(provision)
				require.NoError(p.t, err)
				salted := p.bytes()
				attest.Attestations = append(attest.Attestations, types.Attestation{
					Subject: p.subjects[i][h][:], Provision: written, DocumentDigest: salted[:],
				})
			}
		}
		if len(give.Directives) > 0 {
			res, err := p.msgs.GiveConsent(p.ctx, give)
			require.NoError(p.t, err)
			p.accepted(res.Outcomes)
		}
		if len(attest.Attestations) > 0 {
			res, err := p.msgs.AttestConsent(p.ctx, attest)
			require.NoError(p.t, err)
			p.accepted(res.Outcomes)
		}
	}
}

func (p *population) accepted(outcomes []types.Outcome) {
	for _, outcome := range outcomes {
		require.Zero(p.t, outcome.Code)
	}
}

func (p *population) directive(i, h int, provision policy.Provision) types.SignedDirective {
	one := p.persons[i]
	if p.faulty() {
		subject := p.subjects[i][h]
		one.said[subject]++
		d := directive.Directive{
			Subject: subject, Controller: holders[h], Provision: provision, Sequence: one.said[subject], Deadline: p.deadline(),
		}
		signed, err := types.NewSignedDirective(d, p.sign(p.key(one, h).private(p.t), d))
		require.NoError(p.t, err)
		return signed
	}
	signed, err := one.wallet.Give(holders[h], wallet.Statement{Controller: holders[h], Provision: provision}, p.deadline())
	require.NoError(p.t, err)
	return *signed.Item.(*types.SignedDirective)
}

// maxSaid is the most directives that a person gives at one holder.
const maxSaid = 3

// usual is what people say.
var usual = []policy.Provision{
	{Effect: policy.EffectDeny},
	{Effect: policy.EffectPermit, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeTreatment)}},
	{Effect: policy.EffectPermit, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeResearch)}},
	{Effect: policy.EffectDeny, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeAIDevelopment)}},
	{Effect: policy.EffectPermit, Exceptions: []policy.Provision{
		{Effect: policy.EffectDeny, Match: policy.Match{Categories: policy.SetOf(policy.CategoryGenomic)}},
	}},
	{Effect: policy.EffectDeny, Match: policy.Match{Recipients: []policy.Selector{{Kind: policy.SelectorRole, Role: policy.RolePayer}}}},
}

// says is what a person says at one holder.
func (p *population) says(one *person) []policy.Provision {
	var said []policy.Provision
	if p.setting.saysUnusual {
		said = append(said, one.unusual)
	}
	for range 1 + p.rng.IntN(maxSaid-len(said)) {
		said = append(said, usual[p.rng.IntN(len(usual))])
	}
	return said
}

// unusual is one of some millions of things to say.
func (p *population) unusual() policy.Provision {
	said := policy.Provision{Effect: policy.EffectPermit}
	for _, c := range policy.Categories() {
		if p.rng.IntN(2) == 0 {
			said.Match.Categories = said.Match.Categories.Add(c)
		}
	}
	return said
}

// registry knows the holders: each is its own account.
type registry struct{}

var errNotAllowed = errors.New("account has no such permission")

func (registry) Authorize(_ context.Context, address string, _ permission.Permission) (permission.Member, error) {
	if !slices.Contains(holders, address) {
		return permission.Member{}, errNotAllowed
	}
	return permission.Member{Participant: address, Jurisdiction: home}, nil
}

func (registry) Authority(context.Context, string) (string, error) { return "", errNotAllowed }

func (registry) Inquirer(context.Context, string) (permission.Inquirer, error) {
	return permission.Inquirer{}, errNotAllowed
}

func (registry) Room(context.Context, string) (uint64, error) { return 1 << 40, nil }

func (registry) Occupy(context.Context, string, uint64) error { return nil }
