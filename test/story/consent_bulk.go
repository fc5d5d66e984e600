package main

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app/lanes"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

const (
	bulkPatients   = 1_000
	bulkDirectives = 10 // Of each patient.
	bulkBatch      = consenttypes.MaxBatch
	bulkGas        = 40_000_000
)

// bulk has one relayer carry ten thousand directives of a thousand patients, and tells
// how many a second.
func (c *consenting) bulk(ctx context.Context) error {
	keys := make([]*ecdsa.PrivateKey, bulkPatients)
	enrolments := make([]consenttypes.Enrolment, bulkPatients)
	var directives []consenttypes.SignedDirective
	for i := range keys {
		var err error
		if keys[i], err = crypto.GenerateKey(); err != nil {
			return err
		}
		e := directive.Enrolment{Subject: crypto.PubkeyToAddress(keys[i].PublicKey), Holder: clinic, HomeJurisdiction: "DE", Deadline: c.deadline()}
		signature, err := signWith(c.Spec.ChainID, e, keys[i])
		if err != nil {
			return err
		}
		enrolments[i] = consenttypes.Enrolment{Subject: e.Subject[:], Deadline: e.Deadline, Signature: signature}
	}
	for n := range bulkDirectives {
		for _, key := range keys {
			signed, err := c.bulkDirective(key, n)
			if err != nil {
				return err
			}
			directives = append(directives, signed)
		}
	}
	var messages []sdk.Msg
	for first := 0; first < len(enrolments); first += bulkBatch {
		messages = append(messages, &consenttypes.MsgEnrolSubjects{
			Attester: c.clinicDesk.Address(), Enrolments: enrolments[first:min(len(enrolments), first+bulkBatch)],
		})
	}
	if _, err := c.stream(ctx, c.clinicDesk, messages, bulkPatients); err != nil {
		return err
	}
	messages = messages[:0]
	for first := 0; first < len(directives); first += bulkBatch {
		messages = append(messages, &consenttypes.MsgGiveConsent{
			Relayer: c.clinicDesk.Address(), Directives: directives[first:min(len(directives), first+bulkBatch)],
		})
	}
	rate, err := c.stream(ctx, c.clinicDesk, messages, len(directives))
	if err != nil {
		return err
	}
	c.Say("            %.0f directives a second, each with its own signature", rate)
	return nil
}

func (c *consenting) bulkDirective(key *ecdsa.PrivateKey, n int) (consenttypes.SignedDirective, error) {
	d := directive.Directive{
		Subject: crypto.PubkeyToAddress(key.PublicKey), Sequence: uint64(n + 1), Deadline: c.deadline(), Controller: clinic,
		Provision: mayUse(policy.PurposeResearch, policy.Provision{
			Effect: policy.EffectDeny, Match: policy.Match{Categories: policy.SetOf(policy.CategoryGenomic)},
		}),
	}
	signature, err := signWith(c.Spec.ChainID, d, key)
	if err != nil {
		return consenttypes.SignedDirective{}, err
	}
	return consenttypes.NewSignedDirective(d, signature)
}

// stream sends messages, a transaction each, one behind the other as fast as the node
// takes them, and waits for all. It gives the items a second, and fails if one was refused.
func (c *consenting) stream(ctx context.Context, sender ledger.Sender, messages []sdk.Msg, items int) (float64, error) {
	begun := time.Now()
	hashes := make([]string, len(messages))
	for i, message := range messages {
		raw, err := c.Client.Sign(ctx, sender, bulkGas, message)
		if err != nil {
			return 0, err
		}
		if hashes[i], err = c.push(ctx, raw); err != nil {
			return 0, err
		}
		sender.Advance()
	}
	var gas, last int64
	for i, hash := range hashes {
		result, err := c.Client.Wait(ctx, hash)
		if err != nil {
			return 0, fmt.Errorf("batch %d: %w", i, err)
		}
		var response consenttypes.MsgGiveConsentResponse
		if err := result.Response(0, &response); err != nil {
			return 0, err
		}
		for n, outcome := range response.Outcomes {
			if outcome.Code != 0 {
				return 0, fmt.Errorf("batch %d, item %d: refused with %d", i, n, outcome.Code)
			}
		}
		items -= len(response.Outcomes)
		gas, last = max(gas, result.GasUsed), result.Height
	}
	if items != 0 {
		return 0, fmt.Errorf("%d items have no outcome", items)
	}
	took := time.Since(begun)
	sent := 0
	for _, m := range messages {
		sent += batchSize(m)
	}
	c.Say("height %-4d %d items in %d transactions, %d million gas at most, in %.1f s", last, sent, len(messages), gas/1_000_000, took.Seconds())
	return float64(sent) / took.Seconds(), nil
}

func batchSize(m sdk.Msg) int {
	switch m := m.(type) {
	case *consenttypes.MsgEnrolSubjects:
		return len(m.Enrolments)
	case *consenttypes.MsgGiveConsent:
		return len(m.Directives)
	default:
		return 0
	}
}

// push hands a transaction to the node, again with each block while too much waits there.
func (c *consenting) push(ctx context.Context, raw []byte) (string, error) {
	for {
		response, err := c.Client.RPC().BroadcastTxSync(ctx, raw)
		if err != nil {
			return "", err
		}
		if response.Code == 0 {
			return response.Hash.String(), nil
		}
		if response.Codespace != lanes.ErrWaiting.Codespace() || response.Code != lanes.ErrWaiting.ABCICode() {
			return "", fmt.Errorf("refused: %s", response.Log)
		}
		status, err := c.Client.RPC().Status(ctx)
		if err != nil {
			return "", err
		}
		if _, err := c.Client.WaitHeight(ctx, status.SyncInfo.LatestBlockHeight+1); err != nil {
			return "", err
		}
	}
}
