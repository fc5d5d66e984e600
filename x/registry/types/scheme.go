package types

import (
	"slices"
	"strings"
)

const (
	// MaxIssuers bounds the participants that may accredit under one scheme.
	MaxIssuers = 16
	// MaxSchemes bounds the schemes of one jurisdiction that name issuers.
	MaxSchemes = 256
)

// SchemeOwner is the jurisdiction that answers for a scheme, or an error where
// the id is not the id of a scheme.
func SchemeOwner(scheme string) (string, error) {
	if err := checkScheme(scheme); err != nil {
		return "", ErrSchemeInvalid.Wrap(err.Error())
	}
	owner, _, _ := strings.Cut(scheme, "/")
	return owner, nil
}

// Validate checks all that can be said of a scheme alone. One that names no
// issuer is not stored.
func (s Scheme) Validate() error {
	if _, err := SchemeOwner(s.Id); err != nil {
		return err
	}
	if len(s.Issuers) == 0 {
		return ErrSchemeInvalid.Wrapf("%s names no issuer", s.Id)
	}
	return checkIssuers(s.Id, s.Issuers)
}

// Names reports whether a participant may accredit under the scheme.
func (s Scheme) Names(participant string) bool {
	return participant != "" && slices.Contains(s.Issuers, participant)
}

// checkIssuers refuses a list that is too long, or not ascending and unique, and
// what is no participant's id.
func checkIssuers(scheme string, issuers []string) error {
	if len(issuers) > MaxIssuers {
		return ErrSchemeInvalid.Wrapf("%s: %d issuers, want at most %d", scheme, len(issuers), MaxIssuers)
	}
	for i, issuer := range issuers {
		if err := CheckParticipantID(issuer); err != nil {
			return err
		}
		if i > 0 && issuer <= issuers[i-1] {
			return ErrSchemeInvalid.Wrapf("%s: issuers are not ascending and unique", scheme)
		}
	}
	return nil
}
