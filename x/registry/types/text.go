package types

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cosmos/cosmos-sdk/types/bech32"

	"github.com/assent-ledger/assent/internal/ident"
)

const (
	// MaxNameBytes bounds the name of a jurisdiction or an organisation.
	MaxNameBytes = 128
	// MaxURIBytes bounds a URI.
	MaxURIBytes = 256
	// MaxSchemeBytes bounds the id of an accreditation scheme.
	MaxSchemeBytes = 64

	addressBytes = 20
	digestBytes  = 32
)

// CheckJurisdictionID refuses what is not two upper-case letters, optionally
// with a subdivision of one to three upper-case letters or digits: DE, EU, CN-31.
func CheckJurisdictionID(id string) error {
	if !ident.Jurisdiction(id) {
		return ErrJurisdictionInvalid.Wrapf("id %.80q", id)
	}
	return nil
}

// CheckParticipantID refuses what is not made of lower-case letters and digits
// in words joined by single hyphens, or is too long.
func CheckParticipantID(id string) error {
	if !ident.Participant(id) {
		return ErrParticipantInvalid.Wrapf("id %.80q", id)
	}
	return nil
}

// checkScheme refuses what is not the id of a jurisdiction, a slash, and a name
// of letters and digits in words joined by single hyphens.
func checkScheme(scheme string) error {
	owner, name, found := strings.Cut(scheme, "/")
	if !found || len(scheme) > MaxSchemeBytes || CheckJurisdictionID(owner) != nil || !ident.Slug(strings.ToLower(name), MaxSchemeBytes) {
		return fmt.Errorf("scheme %q", scheme)
	}
	return nil
}

// checkName refuses a name that is empty, too long, not UTF-8, or holds a
// control character.
func checkName(name string) error {
	if name == "" || len(name) > MaxNameBytes {
		return fmt.Errorf("name of %d bytes, want 1 to %d", len(name), MaxNameBytes)
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return errors.New("name is not plain text")
	}
	return nil
}

// checkMetadata refuses a digest that is not SHA-256's size, a URI that is too
// long or not printable ASCII, and one of the two without the other.
func checkMetadata(digest []byte, uri string) error {
	switch {
	case len(digest) == 0 && uri == "":
		return nil
	case len(digest) != digestBytes:
		return fmt.Errorf("metadata digest of %d bytes, want %d", len(digest), digestBytes)
	case uri == "" || len(uri) > MaxURIBytes:
		return fmt.Errorf("metadata URI of %d bytes, want 1 to %d", len(uri), MaxURIBytes)
	case strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("metadata URI is not printable ASCII")
	default:
		return nil
	}
}

// addressKey is an address as the state's keys hold it. Only lower-case bech32
// of 20 bytes is an address here; its prefix is for the keeper to check.
func addressKey(address string) ([]byte, error) {
	if len(address) > MaxNameBytes || strings.ToLower(address) != address {
		return nil, ErrAccountInvalid.Wrap("address is not lower-case bech32")
	}
	_, key, err := bech32.DecodeAndConvert(address)
	if err != nil {
		return nil, ErrAccountInvalid.Wrap("address is not bech32")
	}
	if len(key) != addressBytes {
		return nil, ErrAccountInvalid.Wrapf("address of %d bytes, want %d", len(key), addressBytes)
	}
	return key, nil
}

func checkAddress(address string) error {
	_, err := addressKey(address)
	return err
}
