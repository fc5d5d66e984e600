// Command example signs a directive with an exception, a withdrawal of it, the
// appointment of a representative, a change of key, a request for access and a dispute,
// and prints each signature as a line of JSON.
//
//	go run github.com/assent-ledger/assent/pkg/directive/example
package main

import (
	"crypto/ecdsa"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/translog"
)

// A signature is good on one chain alone.
const chainID = "assent-test-1"

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run signs four messages, each with a higher sequence than the one before, and two
// that have none.
func run(out io.Writer) error {
	// TEST KEYS, made from public texts: whoever reads this holds them.
	patient, err := testKey("TEST KEY of a patient, never to be used")
	if err != nil {
		return err
	}
	nextKey, err := testKey("TEST KEY of the same patient on a new device, never to be used")
	if err != nil {
		return err
	}
	representative, err := testKey("TEST KEY of a representative, never to be used")
	if err != nil {
		return err
	}

	// The id of a subject is the address of its first key, for ever.
	subject := crypto.PubkeyToAddress(patient.PublicKey)

	// A fixed moment, so that the output is always the same. Where it counts, take the present.
	now := time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	deadline := now.Add(time.Hour).Unix()
	inAYear := policy.At(time.Date(2027, time.November, 22, 12, 0, 0, 0, time.UTC).Unix())

	// One hospital may see what another one has, for treatment, but for mental health.
	id, err := sign(out, "ConsentDirective", directive.Directive{
		Subject:    subject,
		Controller: "de-charite",
		Provision: policy.Provision{
			Effect: policy.EffectPermit,
			Match: policy.Match{
				Recipients: []policy.Selector{{Kind: policy.SelectorParticipant, ID: "fr-aphp"}},
				Purposes:   policy.SetOf(policy.PurposeTreatment),
			},
			Exceptions: []policy.Provision{{
				Effect: policy.EffectDeny,
				Match:  policy.Match{Categories: policy.SetOf(policy.CategoryMentalHealth)},
			}},
		},
		Validity: policy.Period{Until: inAYear},
		Sequence: 1,
		Deadline: deadline,
	}, patient)
	if err != nil {
		return err
	}

	// The id of a directive is the digest that was signed.
	withdrawal := directive.Withdrawal{Subject: subject, Directive: id, Sequence: 2, Deadline: deadline}
	if _, err := sign(out, "ConsentWithdrawal", withdrawal, patient); err != nil {
		return err
	}

	// Somebody else may speak about treatment and payment, at every holder, for a year.
	appointment := directive.Appointment{
		Subject:        subject,
		Representative: crypto.PubkeyToAddress(representative.PublicKey),
		Purposes:       policy.SetOf(policy.PurposeTreatment, policy.PurposePayment),
		Period:         policy.Period{From: policy.At(now.Unix()), Until: inAYear},
		Sequence:       3,
		Deadline:       deadline,
	}
	if _, err := sign(out, "RepresentativeAppointment", appointment, patient); err != nil {
		return err
	}

	// Both keys sign the same rotation: the one that ends, and the one that begins.
	rotation := directive.KeyRotation{
		Subject: subject, NewKey: crypto.PubkeyToAddress(nextKey.PublicKey), Sequence: 4, Deadline: deadline,
	}
	for _, key := range []*ecdsa.PrivateKey{patient, nextKey} {
		if _, err := sign(out, "KeyRotation", rotation, key); err != nil {
			return err
		}
	}
	return askAndDispute(out, subject, now, nextKey)
}

// askAndDispute signs two messages without a sequence, by the key that speaks now.
func askAndDispute(out io.Writer, subject [20]byte, now time.Time, key *ecdsa.PrivateKey) error {
	// The subject asks for its own data, for an hour.
	inAnHour := now.Add(time.Hour).Unix()
	if _, err := sign(out, "AccessRequest", directive.AccessRequest{
		Subject:    subject,
		Controller: "de-charite",
		Recipient:  "de-access-service",
		IssuedAt:   now.Unix(),
		ExpiresAt:  inAnHour,
	}, key); err != nil {
		return err
	}

	// What a trail says of the subject is contested. The leaf hash is made from the bytes of the record.
	record := []byte("the bytes of a record")
	_, err := sign(out, "AccessDispute", directive.Dispute{
		Subject:  subject,
		Trail:    "de-charite/ris",
		Index:    7,
		Record:   translog.LeafHash(record),
		Ground:   directive.GroundNotPermitted,
		Deadline: inAnHour,
	}, key)
	return err
}

func testKey(text string) (*ecdsa.PrivateKey, error) {
	return crypto.ToECDSA(crypto.Keccak256([]byte(text)))
}

// sign prints the signature of a message and gives the digest that was signed.
func sign(out io.Writer, name string, message interface {
	Digest(chainID string) ([32]byte, error)
}, key *ecdsa.PrivateKey,
) ([32]byte, error) {
	digest, err := message.Digest(chainID) // Refuses what cannot be signed.
	if err != nil {
		return digest, err
	}
	signature, err := directive.Sign(digest, key)
	if err != nil {
		return digest, err
	}
	return digest, json.NewEncoder(out).Encode(struct {
		Message   string `json:"message"`
		Signer    string `json:"signer"`
		Digest    string `json:"digest"`
		Signature string `json:"signature"`
	}{
		name,
		fmt.Sprintf("0x%x", crypto.PubkeyToAddress(key.PublicKey).Bytes()),
		fmt.Sprintf("0x%x", digest),
		fmt.Sprintf("0x%x", signature),
	})
}
