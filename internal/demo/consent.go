package demo

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// signatureLife is how long the patient's signatures can be relayed.
const signatureLife = time.Hour

// consented is what the patient signs: providers may treat, but not see what
// concerns mental health.
var consented = policy.Provision{
	Effect: policy.EffectPermit,
	Match: policy.Match{
		Recipients: []policy.Selector{{Kind: policy.SelectorRole, Role: policy.RoleHealthcareProvider}},
		Purposes:   policy.SetOf(policy.PurposeTreatment),
	},
	Exceptions: []policy.Provision{{
		Effect: policy.EffectDeny,
		Match:  policy.Match{Categories: policy.SetOf(policy.CategoryMentalHealth)},
	}},
}

func (r *run) consent(ctx context.Context) error {
	var err error
	if r.cast.patient, err = newPatient(); err != nil {
		return err
	}
	if err := r.enrol(ctx); err != nil {
		return err
	}
	p := &r.cast.patient
	p.sequence++
	statement := directive.Directive{
		Subject: p.address, Controller: hospital, Provision: consented,
		Sequence: p.sequence, Deadline: time.Now().Add(signatureLife).Unix(),
	}
	wallet, err := statement.TypedData(r.Spec.ChainID)
	if err != nil {
		return err
	}
	digest, err := statement.Digest(r.Spec.ChainID)
	if err != nil {
		return err
	}
	signature, err := directive.Sign(digest, p.key)
	if err != nil {
		return err
	}
	signed, err := consenttypes.NewSignedDirective(statement, signature)
	if err != nil {
		return err
	}
	desk := r.cast.desks[hospital]
	result, err := r.Client.Send(ctx, desk, smallGas, &consenttypes.MsgGiveConsent{
		Relayer: desk.Address(), Directives: []consenttypes.SignedDirective{signed},
	})
	if err != nil {
		return err
	}
	r.cast.directive = digest
	r.Say("the wallet shows EIP-712 typed data (%d bytes) and signs: PERMIT role:HEALTHCARE_PROVIDER for TREATMENT,", len(wallet))
	r.Say("except DENY for MENTAL_HEALTH; signature 0x%s…", hex.EncodeToString(signature[:8]))
	r.Say("directive 0x%s… relayed by %s, at height %d", hex.EncodeToString(digest[:8]), hospital, result.Height)
	return nil
}

func (r *run) enrol(ctx context.Context) error {
	p := r.cast.patient
	enrolment := directive.Enrolment{
		Subject: p.address, Holder: hospital, HomeJurisdiction: homeJurisdiction,
		Deadline: time.Now().Add(signatureLife).Unix(),
	}
	digest, err := enrolment.Digest(r.Spec.ChainID)
	if err != nil {
		return err
	}
	signature, err := directive.Sign(digest, p.key)
	if err != nil {
		return err
	}
	desk := r.cast.desks[hospital]
	result, err := r.Client.Send(ctx, desk, smallGas, &consenttypes.MsgEnrolSubjects{
		Attester:   desk.Address(),
		Enrolments: []consenttypes.Enrolment{{Subject: p.address[:], Deadline: enrolment.Deadline, Signature: signature}},
	})
	if err != nil {
		return err
	}
	r.Say("subject %s enrolled by %s with its own signature, at height %d", p.id(), hospital, result.Height)
	return nil
}

func (r *run) withdrawConsent(ctx context.Context) (int64, error) {
	p := &r.cast.patient
	p.sequence++
	withdrawal := directive.Withdrawal{
		Subject: p.address, Directive: r.cast.directive,
		Sequence: p.sequence, Deadline: time.Now().Add(signatureLife).Unix(),
	}
	digest, err := withdrawal.Digest(r.Spec.ChainID)
	if err != nil {
		return 0, err
	}
	signature, err := directive.Sign(digest, p.key)
	if err != nil {
		return 0, err
	}
	// Another institution than the one that relayed the consent: any relayer will do.
	desk := r.cast.desks[laboratory]
	result, err := r.Client.Send(ctx, desk, smallGas, &consenttypes.MsgWithdrawConsent{
		Relayer: desk.Address(), Withdrawals: []consenttypes.SignedWithdrawal{consenttypes.NewSignedWithdrawal(withdrawal, signature)},
	})
	return result.Height, err
}

// question is the decision that is asked before and after the agreement.
func (r *run) question() *consenttypes.QueryDecideRequest {
	return &consenttypes.QueryDecideRequest{
		Caller: &caller.Caller{}, Subject: r.cast.patient.id(), Controller: hospital, Recipient: foreignHospital,
		Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Category: vocabulary.Category_CATEGORY_TEST_RESULT,
		Action: vocabulary.Action_ACTION_ACCESS, Profession: vocabulary.Profession_PROFESSION_PHYSICIAN,
	}
}

func (r *run) decideBefore(ctx context.Context) error {
	return r.expectDecision(ctx, vocabulary.Effect_EFFECT_DENY, vocabulary.Reason_REASON_NO_RECOGNITION_AGREEMENT)
}

func (r *run) decideAfter(ctx context.Context) error {
	return r.expectDecision(ctx, vocabulary.Effect_EFFECT_PERMIT)
}

func (r *run) expectDecision(ctx context.Context, effect vocabulary.Effect, reasons ...vocabulary.Reason) error {
	question := r.question()
	if err := r.Client.Asking(ctx, r.cast.desks[hospital], consenttypes.MethodDecide, question); err != nil {
		return err
	}
	answer, err := consenttypes.NewQueryClient(r.Client.Query()).Decide(ctx, question)
	if err != nil {
		return err
	}
	r.Say("may a physician of %s see test results at %s to treat? %s", foreignHospital, hospital, describe(answer))
	if answer.Effect != effect || !slices.Equal(answer.Reasons, reasons) {
		return fmt.Errorf("expected %s %v, got %s", effect, reasons, describe(answer))
	}
	return nil
}

func describe(d *consenttypes.QueryDecideResponse) string {
	text := fmt.Sprintf("%s on the basis %s", strings.TrimPrefix(d.Effect.String(), "EFFECT_"), strings.TrimPrefix(d.Basis.String(), "BASIS_"))
	for _, reason := range d.Reasons {
		text += ", because " + strings.TrimPrefix(reason.String(), "REASON_")
	}
	for _, obligation := range d.Obligations {
		text += ", with " + strings.TrimPrefix(obligation.String(), "OBLIGATION_")
	}
	if d.Agreement != "" {
		text += ", under " + d.Agreement
	}
	return fmt.Sprintf("%s (as of height %d)", text, d.Height)
}
