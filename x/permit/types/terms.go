package types

import (
	"bytes"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// validateTerms checks what a permit says, its issue aside.
func (p *Permit) validateTerms() error {
	if err := CheckID(p.Id); err != nil {
		return err
	}
	if !ident.Participant(p.Holder) {
		return ErrHolderInvalid.Wrapf("at most %d bytes of lower-case words joined by hyphens", ident.MaxLength)
	}
	if err := checkDigest(p.DocumentDigest); err != nil {
		return err
	}
	switch {
	case p.NotBefore < 0 || p.NotAfter <= 0:
		return ErrValidityInvalid.Wrap("not_before is negative, or not_after is not positive")
	case p.NotBefore >= p.NotAfter:
		return ErrValidityInvalid.Wrapf("from %d until %d", p.NotBefore, p.NotAfter)
	}
	if err := p.validateCodes(); err != nil {
		return err
	}
	if err := checkControllers(p.Controllers); err != nil {
		return err
	}
	return checkDatasets(p.DatasetDigests)
}

func (p *Permit) validateCodes() error {
	if _, ok := vocabulary.Codes[policy.Purpose](p.Purposes); !ok {
		return ErrCodesInvalid.Wrap("purposes are not known, ascending and unique")
	}
	if _, ok := vocabulary.Codes[policy.Category](p.Categories); !ok {
		return ErrCodesInvalid.Wrap("categories are not known, ascending and unique")
	}
	if _, ok := vocabulary.Codes[policy.Action](p.Actions); !ok {
		return ErrCodesInvalid.Wrap("actions are not known, ascending and unique")
	}
	safeguards, ok := vocabulary.Codes[policy.Obligation](p.Safeguards)
	if !ok {
		return ErrSafeguardsInvalid.Wrap("not known, ascending and unique")
	}
	for _, s := range safeguards.Codes() {
		if !s.Safeguard() {
			return ErrSafeguardsInvalid.Wrapf("%s is no safeguard", s)
		}
	}
	return nil
}

func checkControllers(ids []string) error {
	if len(ids) > MaxControllers {
		return ErrControllersInvalid.Wrapf("%d, at most %d", len(ids), MaxControllers)
	}
	for i, id := range ids {
		if !ident.Participant(id) {
			return ErrControllersInvalid.Wrapf("controller %d is malformed", i)
		}
		if i > 0 && ids[i-1] >= id {
			return ErrControllersInvalid.Wrapf("controller %d is not ascending and unique", i)
		}
	}
	return nil
}

func checkDatasets(digests [][]byte) error {
	if len(digests) > MaxDatasets {
		return ErrDatasetsInvalid.Wrapf("%d, at most %d", len(digests), MaxDatasets)
	}
	for i, digest := range digests {
		if len(digest) != DigestSize {
			return ErrDatasetsInvalid.Wrapf("digest %d has %d bytes, want %d", i, len(digest), DigestSize)
		}
		if i > 0 && bytes.Compare(digests[i-1], digest) >= 0 {
			return ErrDatasetsInvalid.Wrapf("digest %d is not ascending and unique", i)
		}
	}
	return nil
}
