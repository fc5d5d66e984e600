package localnet

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cosmos/cosmos-sdk/codec"

	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// Founder is a jurisdiction that a network begins with.
type Founder struct {
	ID      string
	Name    string
	Profile registrytypes.Profile
}

// ReadFounding reads a founding file: {"jurisdictions": [{id, name, profile}…]}.
func ReadFounding(cdc codec.JSONCodec, document []byte) ([]Founder, error) {
	var file struct {
		Jurisdictions []struct {
			ID      string          `json:"id"`
			Name    string          `json:"name"`
			Profile json.RawMessage `json:"profile"`
		} `json:"jurisdictions"`
	}
	if err := json.Unmarshal(document, &file); err != nil {
		return nil, fmt.Errorf("founding file: %w", err)
	}
	if len(file.Jurisdictions) == 0 {
		return nil, errors.New("founding file: name at least one jurisdiction")
	}
	founders := make([]Founder, 0, len(file.Jurisdictions))
	for _, j := range file.Jurisdictions {
		founder := Founder{ID: j.ID, Name: j.Name}
		if err := cdc.UnmarshalJSON(j.Profile, &founder.Profile); err != nil {
			return nil, fmt.Errorf("founding file: profile of %s: %w", j.ID, err)
		}
		founders = append(founders, founder)
	}
	return founders, nil
}
