package types

import (
	"bytes"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/translog"
)

// validate checks the form of a subject's request. What it says is checked by Proven.
func (r *SubjectRequest) validate() error {
	switch {
	case r == nil:
		return nil
	case len(r.Signature) != translog.SignatureSize:
		return wrongSize("signature of the subject's request", len(r.Signature), translog.SignatureSize)
	case r.IssuedAt <= 0 || r.ExpiresAt <= r.IssuedAt:
		return ErrEventInvalid.Wrapf("subject's request issued at %d, expires at %d", r.IssuedAt, r.ExpiresAt)
	default:
		return nil
	}
}

// asked is the request as records have it; nil if there is none.
func (r *SubjectRequest) asked() *translog.Asked {
	if r == nil {
		return nil
	}
	return &translog.Asked{
		IssuedAt: r.IssuedAt, ExpiresAt: r.ExpiresAt, Signature: [translog.SignatureSize]byte(r.Signature),
	}
}

// NeedsRequest reports whether an event says to be the subject's own access, for which the
// subject should have asked.
func (e *Event) NeedsRequest() bool {
	return policy.Purpose(e.Purpose) == policy.PurposePatientRequest
}

// Proven reports whether the subject asked for what an event reports: whether a key that it
// has at a moment, in Unix seconds, signed a request for the controller and recipient that
// runs then. What is malformed proves nothing.
func (e *Event) Proven(chainID string, keys []world.Key, at int64) bool {
	r := e.SubjectRequest
	if r == nil || len(e.Subject) != SubjectSize {
		return false
	}
	request := directive.AccessRequest{
		Subject: [SubjectSize]byte(e.Subject), Controller: e.Controller, Recipient: e.Recipient,
		IssuedAt: r.IssuedAt, ExpiresAt: r.ExpiresAt,
	}
	digest, err := request.Digest(chainID)
	if err != nil || !request.Covers(at) {
		return false
	}
	signer, err := directive.Recover(digest, r.Signature)
	if err != nil {
		return false
	}
	for _, key := range keys {
		if bytes.Equal(key.Address, signer[:]) && key.Holds(at) {
			return true
		}
	}
	return false
}
