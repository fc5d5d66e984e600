package types

import (
	"errors"
	"fmt"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// The methods that say something of subjects, as gRPC names them.
const (
	MethodSubject   = "/assent.consent.v1.Query/Subject"
	MethodDirective = "/assent.consent.v1.Query/Directive"
	MethodDecide    = "/assent.consent.v1.Query/Decide"

	MethodDecideBatch = "/assent.consent.v1.Query/DecideBatch"
	MethodSimulate    = "/assent.consent.v1.Query/Simulate"
)

// Policy is the request as decisions read it; now is the moment, in Unix seconds,
// that it asks about if it names none. Its errors say what to send instead.
func (m *QueryDecideRequest) Policy(now int64) (policy.Request, error) {
	if _, err := ParseSubjectID(m.Subject); err != nil {
		return policy.Request{}, err
	}
	if !ident.Participant(m.Controller) || !ident.Participant(m.Recipient) {
		return policy.Request{}, errors.New("controller and recipient: give the ids of two participants, 1 to 64 of a-z, 0-9 and -")
	}
	if m.At < 0 || m.At > directive.MaxTime {
		return policy.Request{}, errors.New("at: give Unix seconds from 1970 to the end of 9999, or 0 for the block time")
	}
	if len(m.Permit) > ident.MaxLength {
		return policy.Request{}, errors.New("permit: give the id of a permit, at most 64 bytes, or none")
	}
	r := policy.Request{
		Subject: m.Subject, Controller: m.Controller, Recipient: m.Recipient, Permit: m.Permit, At: m.At,
	}
	if r.At == 0 {
		r.At = now
	}
	return r, m.readCodes(&r)
}

// Policy is the requests as decisions read them; now is as in QueryDecideRequest.Policy.
// Its errors name the request, counted from 0, and say what to send instead.
func (m *QueryDecideBatchRequest) Policy(now int64) ([]policy.Request, error) {
	return policyRequests(m.GetRequests(), now)
}

func policyRequests(list []QueryDecideRequest, now int64) ([]policy.Request, error) {
	if n := len(list); n == 0 || n > MaxDecisions {
		return nil, fmt.Errorf("requests: give 1 to %d, not %d", MaxDecisions, n)
	}
	requests := make([]policy.Request, len(list))
	for i := range list {
		if list[i].Caller != nil {
			return nil, fmt.Errorf("request %d: the caller is that of all of them", i)
		}
		var err error
		if requests[i], err = list[i].Policy(now); err != nil {
			return nil, fmt.Errorf("request %d: %w", i, err)
		}
	}
	return requests, nil
}

// NewQueryDecideRequest is the request as the query asks it, without a caller.
func NewQueryDecideRequest(r policy.Request) QueryDecideRequest {
	return QueryDecideRequest{
		Subject: r.Subject, Controller: r.Controller, Recipient: r.Recipient, Permit: r.Permit, At: r.At,
		Purpose: vocabulary.Purpose(r.Purpose), Category: vocabulary.Category(r.Category), Action: vocabulary.Action(r.Action),
		Profession: vocabulary.Profession(r.Profession),
	}
}

func (m *QueryDecideRequest) readCodes(r *policy.Request) (err error) {
	const advice = "%s: give a code of the vocabulary"
	if r.Purpose, err = readCode[policy.Purpose](m.Purpose); err != nil {
		return fmt.Errorf(advice, "purpose")
	}
	if r.Category, err = readCode[policy.Category](m.Category); err != nil {
		return fmt.Errorf(advice, "category")
	}
	if r.Action, err = readCode[policy.Action](m.Action); err != nil {
		return fmt.Errorf(advice, "action")
	}
	if m.Profession == vocabulary.Profession_PROFESSION_UNSPECIFIED {
		return nil
	}
	if r.Profession, err = readCode[policy.Profession](m.Profession); err != nil {
		return fmt.Errorf(advice+", or none", "profession")
	}
	return nil
}

// NewQueryDecideResponse writes a decision about a moment, without the state
// that it was made on.
func NewQueryDecideResponse(d policy.Decision, at int64) *QueryDecideResponse {
	return &QueryDecideResponse{
		Effect:      vocabulary.Effect(d.Effect),
		Basis:       vocabulary.Basis(d.Basis),
		Reasons:     vocabulary.List[vocabulary.Reason](d.Reasons),
		Lifted:      vocabulary.List[vocabulary.Reason](d.Lifted),
		Obligations: vocabulary.List[vocabulary.Obligation](d.Obligations),
		Directives:  d.Directives,
		Agreement:   d.Agreement,
		Permit:      d.Permit,
		ValidUntil:  d.ValidUntil.At,
		At:          at,
	}
}
