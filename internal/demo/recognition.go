package demo

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
)

const (
	agreementID = "de-fr-treatment"
	// legalText stands for the agreement's text, of which the ledger holds the digest.
	legalText = "Agreement on mutual recognition for cross-border treatment\n"
)

func (r *run) recognise(ctx context.Context) error {
	digest := sha256.Sum256([]byte(legalText))
	rule := recognitiontypes.Rule{
		From: homeJurisdiction, To: foreignJurisdiction,
		Purposes:   []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_TREATMENT, vocabulary.Purpose_PURPOSE_EMERGENCY_TREATMENT},
		MaxGrade:   4,
		Safeguards: []vocabulary.Obligation{vocabulary.Obligation_OBLIGATION_NO_ONWARD_TRANSFER},
	}
	back := rule
	back.From, back.To = rule.To, rule.From
	home, foreign := r.cast.authorities[homeJurisdiction], r.cast.authorities[foreignJurisdiction]
	proposed, err := r.Client.Send(ctx, home, smallGas,
		&recognitiontypes.MsgProposeAgreement{
			Authority: home.Address(), Id: agreementID, Parties: []string{homeJurisdiction, foreignJurisdiction},
			Rules: []recognitiontypes.Rule{rule, back}, DocumentDigest: digest[:],
		},
		&recognitiontypes.MsgCertifyAgreement{Authority: home.Address(), Agreement: agreementID, DocumentDigest: digest[:]},
	)
	if err != nil {
		return err
	}
	r.Say("%s proposes and certifies %s, at height %d", homeJurisdiction, agreementID, proposed.Height)
	certified, err := r.Client.Send(ctx, foreign, smallGas,
		&recognitiontypes.MsgCertifyAgreement{Authority: foreign.Address(), Agreement: agreementID, DocumentDigest: digest[:]})
	if err != nil {
		return err
	}
	answer, err := recognitiontypes.NewQueryClient(r.Client.Query()).Agreement(ctx, &recognitiontypes.QueryAgreementRequest{Id: agreementID})
	if err != nil {
		return err
	}
	if answer.Status != recognitiontypes.AgreementStatus_AGREEMENT_STATUS_IN_FORCE {
		return fmt.Errorf("expected %s in force, it is %s", agreementID, answer.Status)
	}
	r.Say("%s certifies, at height %d: in force", foreignJurisdiction, certified.Height)
	return nil
}
