package directive_test

import (
	"fmt"
	"log"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
)

// A patient lets one hospital see the record for treatment, but for mental health.
func Example() {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("TEST KEY of an example, never to be used")))
	if err != nil {
		log.Fatal(err)
	}
	d := directive.Directive{
		Subject:    crypto.PubkeyToAddress(key.PublicKey),
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
		Sequence: 1,
		Deadline: 1795348800,
	}
	digest, err := d.Digest("assent-test-1")
	if err != nil {
		log.Fatal(err)
	}
	signature, err := directive.Sign(digest, key)
	if err != nil {
		log.Fatal(err)
	}
	signer, err := directive.Recover(digest, signature)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signer == d.Subject)
	fmt.Printf("%x\n", signature)
	// Output:
	// true
	// 63fbf7d4a916847a68810c6391fdbbbccb192f999e6a8a9e5aefe471f8ccaf7958b151198714526862555775d24a12cac02348ac1c0d06c88aacad8624ace7fb1b
}
