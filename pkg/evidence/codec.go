package evidence

import (
	"bytes"
	"errors"
	"fmt"
)

// Version of the layout that this package reads and writes.
const Version = 1

// Encode gives the one encoding of a bundle. It fails with ErrSize if the bundle exceeds
// a bound, but does not verify it.
func Encode(b *Bundle) ([]byte, error) {
	raw, err := b.Marshal()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	if err := new(scan).check(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// Decode reads a bundle from its one encoding, and nothing else (ErrSize, ErrEncoding,
// ErrForm). It verifies nothing of what the bundle says.
func Decode(raw []byte) (*Bundle, error) {
	if err := new(scan).check(raw); err != nil {
		if errors.Is(err, ErrSize) || errors.Is(err, ErrForm) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	var b Bundle
	if err := b.Unmarshal(raw); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	if err := sameAgain(raw, &b); err != nil {
		return nil, err
	}
	return &b, b.checkForm()
}

// sameAgain checks that a message was read from its one encoding: unknown fields,
// repeated ones, another order and padded numbers do not come out as they went in.
func sameAgain(raw []byte, message interface{ Marshal() ([]byte, error) }) error {
	again, err := message.Marshal()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	if !bytes.Equal(raw, again) {
		return fmt.Errorf("%w: not the one encoding of what it says", ErrEncoding)
	}
	return nil
}

// checkForm checks that all parts are there, in order.
func (b *Bundle) checkForm() error {
	switch {
	case b.Version != Version:
		return fmt.Errorf("%w: version %d, this reads %d", ErrForm, b.Version, Version)
	case b.ChainId == "":
		return fmt.Errorf("%w: no chain id", ErrForm)
	case b.SignedHeader == nil || b.SignedHeader.Header == nil || b.SignedHeader.Commit == nil:
		return fmt.Errorf("%w: no signed header", ErrForm)
	case len(b.Validators) == 0:
		return fmt.Errorf("%w: no validators", ErrForm)
	case len(b.Trails) == 0:
		return fmt.Errorf("%w: no trails", ErrForm)
	}
	for i, trail := range b.Trails {
		if i > 0 && b.Trails[i-1].Id >= trail.Id {
			return fmt.Errorf("%w: trails are not ascending at %q", ErrForm, trail.Id)
		}
		if err := trail.checkForm(); err != nil {
			return err
		}
	}
	return nil
}

func (t *Trail) checkForm() error {
	if len(t.Records) == 0 && t.Consistency == nil {
		return fmt.Errorf("%w: trail %q has neither records nor an earlier head", ErrForm, t.Id)
	}
	for i, record := range t.Records {
		if i > 0 && t.Records[i-1].Index >= record.Index {
			return fmt.Errorf("%w: records of trail %q are not ascending at %d", ErrForm, t.Id, record.Index)
		}
		if record.Content == nil {
			return fmt.Errorf("%w: record %d of trail %q has neither body nor leaf", ErrForm, record.Index, t.Id)
		}
	}
	return nil
}
