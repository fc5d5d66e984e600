package evidence

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/translog"
)

// The numbers of the fields that hold what is counted.
const (
	bundleSignedHeader = 3
	bundleValidators   = 4
	bundleStoreProof   = 5
	bundleTrails       = 6
	signedHeaderCommit = 2
	commitSignatures   = 4
	trailStateProof    = 3
	trailRecords       = 4
	trailConsistency   = 5
	recordPath         = 4
	consistencyPath    = 3
)

// scan counts the parts of an encoded bundle, so that a few bytes cannot have much
// memory allocated for what they say they hold.
type scan struct{ trails, records, validators, signatures int }

// check refuses bytes that hold more than a bundle may.
func (s *scan) check(raw []byte) error {
	if len(raw) > MaxSize {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrSize, len(raw), MaxSize)
	}
	return eachField(raw, func(f field) error {
		switch f.number {
		case bundleSignedHeader:
			return s.signedHeader(f.content)
		case bundleValidators:
			return count(&s.validators, MaxValidators, "validators")
		case bundleStoreProof:
			return checkProof(f.content)
		case bundleTrails:
			if err := count(&s.trails, MaxTrails, "trails"); err != nil {
				return err
			}
			return s.trail(f.content)
		default:
			return nil
		}
	})
}

func (s *scan) signedHeader(b []byte) error {
	return eachField(b, func(f field) error {
		if f.number != signedHeaderCommit {
			return nil
		}
		return eachField(f.content, func(f field) error {
			if f.number != commitSignatures {
				return nil
			}
			return count(&s.signatures, MaxValidators, "signatures")
		})
	})
}

func (s *scan) trail(b []byte) error {
	return eachField(b, func(f field) error {
		switch f.number {
		case trailStateProof:
			return checkProof(f.content)
		case trailRecords:
			if err := count(&s.records, MaxRecords, "records"); err != nil {
				return err
			}
			return checkPath(f.content, recordPath, MaxPath)
		case trailConsistency:
			return checkPath(f.content, consistencyPath, maxConsistency)
		default:
			return nil
		}
	})
}

func count(n *int, limit int, what string) error {
	if *n++; *n > limit {
		return fmt.Errorf("%w: more than %d %s", ErrSize, limit, what)
	}
	return nil
}

func checkProof(b []byte) error {
	if len(b) > MaxProof {
		return fmt.Errorf("%w: a proof of %d bytes, at most %d", ErrSize, len(b), MaxProof)
	}
	return nil
}

// checkPath checks that the hashes in one field of a message are few, and hashes.
func checkPath(message []byte, number uint64, limit int) error {
	hashes := 0
	return eachField(message, func(f field) error {
		if f.number != number {
			return nil
		}
		if len(f.content) != translog.HashSize {
			return fmt.Errorf("%w: a hash of %d bytes in a path", ErrForm, len(f.content))
		}
		return count(&hashes, limit, "hashes in a path")
	})
}
