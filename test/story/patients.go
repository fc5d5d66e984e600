package main

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ledger"
	patient "github.com/assent-ledger/assent/internal/wallet"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// admitting is a cast with patients, one of each institution that holds data.
type admitting struct {
	*governing
	// patients' wallets, by the institution that holds their data.
	patients map[string]*patient.Wallet
}

func newAdmitting(g *governing) *admitting {
	return &admitting{governing: g, patients: map[string]*patient.Wallet{}}
}

// enrol enrols a patient with a wallet of its own.
func (a *admitting) enrol(ctx context.Context, holder string) error {
	desk, err := a.deskOf(ctx, holder)
	if err != nil {
		return err
	}
	w, err := patient.New(a.Spec.ChainID)
	if err != nil {
		return err
	}
	a.patients[holder] = w
	signed, err := w.Enrol(holder, home(holder), a.deadline())
	if err != nil {
		return err
	}
	enrolment, ok := signed.Item.(*consenttypes.Enrolment)
	if !ok {
		return fmt.Errorf("the wallet signed %T", signed.Item)
	}
	return a.sendItem(ctx, desk, holder+" enrols a patient", &consenttypes.MsgEnrolSubjects{
		Attester: desk.Address(), Enrolments: []consenttypes.Enrolment{*enrolment},
	})
}

// subjectAt is the patient at an institution.
func (a *admitting) subjectAt(holder string) ([20]byte, error) {
	w, known := a.patients[holder]
	if !known {
		return [20]byte{}, fmt.Errorf("%s has no patient", holder)
	}
	return w.Subject(holder)
}

// sendItem sends a batch of one item, which must be accepted.
func (a *admitting) sendItem(ctx context.Context, from ledger.Sender, what string, batch sdk.Msg) error {
	_, result, err := a.stepWith(ctx, from, what, batch)
	if err != nil {
		return err
	}
	var response consenttypes.MsgGiveConsentResponse // All batches answer with outcomes.
	if err := result.Response(0, &response); err != nil {
		return err
	}
	if len(response.Outcomes) != 1 || response.Outcomes[0].Code != 0 {
		return fmt.Errorf("%s: %v", what, response.Outcomes)
	}
	return nil
}
