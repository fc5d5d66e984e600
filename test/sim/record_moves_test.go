package sim_test

import (
	"crypto/ecdsa"
	"fmt"

	"github.com/ethereum/go-ethereum/crypto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// recordMoves are those of patients and of the desks that enrol them.
var recordMoves = []weighted{
	{20, &consenttypes.MsgEnrolSubjects{}, enrol},
	{30, &consenttypes.MsgGiveConsent{}, give},
	{15, &consenttypes.MsgWithdrawConsent{}, withdraw},
}

// patients of a simulation, by number.
const patients = 24

// patient's key is derived from its number: the same in every run.
func patient(n int) (*ecdsa.PrivateKey, [20]byte) {
	key, err := crypto.ToECDSA(crypto.Keccak256(fmt.Appendf(nil, "simulated patient %d", n)))
	if err != nil {
		panic(err)
	}
	return key, crypto.PubkeyToAddress(key.PublicKey)
}

// sign panics where it cannot: the digest is of a message of our own.
func sign(digest [32]byte, err error, key *ecdsa.PrivateKey) []byte {
	if err != nil {
		panic(err)
	}
	signature, err := directive.Sign(digest, key)
	if err != nil {
		panic(err)
	}
	return signature
}

func enrol(s scene) (string, sdk.Msg) {
	desk, found := s.holder(registrytypes.Permission_PERMISSION_ATTEST)
	if !found {
		return "", nil
	}
	if s.chance(3) {
		return desk.Address, &consenttypes.MsgEnrolSubjects{Attester: desk.Address, Enrolments: []consenttypes.Enrolment{{Subject: s.bytes(20)}}}
	}
	holder, err := s.Registry.Participants.Get(s.ctx, desk.Participant)
	if err != nil {
		panic(err)
	}
	key, address := patient(s.dice.Intn(patients))
	e := directive.Enrolment{Subject: address, Holder: holder.Id, HomeJurisdiction: holder.Jurisdiction, Deadline: s.now() + 3600}
	digest, err := e.Digest(chainID)
	return desk.Address, &consenttypes.MsgEnrolSubjects{Attester: desk.Address, Enrolments: []consenttypes.Enrolment{
		{Subject: address[:], Deadline: e.Deadline, Signature: sign(digest, err, key)},
	}}
}

// enrolled is a patient of the simulation that some holder enrolled.
func (s scene) enrolled() (*ecdsa.PrivateKey, consenttypes.Subject, bool) {
	key, address := patient(s.dice.Intn(patients))
	subject, err := s.Consent.Subjects.Get(s.ctx, address[:])
	return key, subject, err == nil
}

func give(s scene) (string, sdk.Msg) {
	relay, found := s.holder(registrytypes.Permission_PERMISSION_RELAY)
	key, subject, known := s.enrolled()
	if !found || !known {
		return "", nil
	}
	effect := policy.EffectPermit
	if s.chance(3) {
		effect = policy.EffectDeny
	}
	d := directive.Directive{
		Subject: [20]byte(subject.Id), Sequence: subject.Sequence + 1, Deadline: s.now() + 3600,
		Provision: policy.Provision{Effect: effect, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeTreatment)}},
	}
	digest, err := d.Digest(chainID)
	signed, err := consenttypes.NewSignedDirective(d, sign(digest, err, key))
	if err != nil {
		panic(err)
	}
	return relay.Address, &consenttypes.MsgGiveConsent{Relayer: relay.Address, Directives: []consenttypes.SignedDirective{signed}}
}

func withdraw(s scene) (string, sdk.Msg) {
	relay, found := s.holder(registrytypes.Permission_PERMISSION_RELAY)
	key, subject, known := s.enrolled()
	given, some := one(s, subject.Directives)
	if !found || !known || !some {
		return "", nil
	}
	w := directive.Withdrawal{
		Subject: [20]byte(subject.Id), Directive: [32]byte(given.Id), Sequence: subject.Sequence + 1, Deadline: s.now() + 3600,
	}
	digest, err := w.Digest(chainID)
	return relay.Address, &consenttypes.MsgWithdrawConsent{
		Relayer: relay.Address, Withdrawals: []consenttypes.SignedWithdrawal{consenttypes.NewSignedWithdrawal(w, sign(digest, err, key))},
	}
}
