package evidence

import (
	"errors"
	"fmt"

	cmttypes "github.com/cometbft/cometbft/types"
)

// Verify checks an encoded bundle link by link, from the records up to what is trusted.
// It returns nil only if every link holds and the bundle is anchored in what is trusted.
// An error wraps that of the first link that fails, or ErrUnanchored if none fails but
// nothing says whose validators signed. Findings are complete up to that link.
func Verify(raw []byte, trust Trust) (Findings, error) {
	v := verification{trust: trust}
	err := v.run(raw)
	v.conclude(err)
	return v.Findings, err
}

// verification in progress.
type verification struct {
	Findings
	trust  Trust
	bundle *Bundle
	header *cmttypes.Header
}

func (v *verification) run(raw []byte) error {
	var err error
	if v.bundle, err = Decode(raw); err != nil {
		return err
	}
	v.ChainID = v.bundle.ChainId
	v.passed("the bundle has the one encoding of what it says")
	for _, step := range []func() error{v.records, v.state, v.commit, v.anchored} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// records checks records and earlier heads against the heads in the trails' values.
func (v *verification) records() error {
	for _, trail := range v.bundle.Trails {
		found, err := trail.verify(v.ChainID)
		if err != nil {
			return err
		}
		v.Trails = append(v.Trails, found)
		if n := len(found.Records); n > 0 {
			v.passed("trail %s: %d of its %d records lead to its root", found.ID, n, found.Size)
		}
		if found.Consistency != nil {
			v.passed("trail %s: it begins with its first %d records as they were", found.ID, found.Consistency.Size)
		}
	}
	return nil
}

func (t *Trail) verify(chainID string) (TrailFinding, error) {
	head, err := readHead(t.Id, t.Value)
	if err != nil {
		return TrailFinding{}, err
	}
	found := TrailFinding{ID: t.Id, Size: head.Size, Root: head.Root().String()}
	for _, record := range t.Records {
		entry, err := record.verify(chainID, t.Id, head)
		if err != nil {
			return TrailFinding{}, err
		}
		found.Records = append(found.Records, entry)
	}
	if t.Consistency != nil {
		if found.Consistency, err = t.Consistency.verify(t.Id, head); err != nil {
			return TrailFinding{}, err
		}
	}
	return found, nil
}

// state checks the trails' values against the header's app hash.
func (v *verification) state() error {
	store, err := parseStore(v.bundle.StoreProof)
	if err != nil {
		return err
	}
	for _, trail := range v.bundle.Trails {
		if err := trail.proveState(store.Value); err != nil {
			return err
		}
	}
	v.passed("the state of every trail is in the store of the trails (ICS-23)")
	if v.header, err = v.bundle.readHeader(); err != nil {
		return err
	}
	if err := proveStore(store, v.header.AppHash); err != nil {
		return err
	}
	v.StateHeight = v.header.Height - 1
	v.passed("that store is in the app hash of header %d, the state after block %d (ICS-23)", v.header.Height, v.StateHeight)
	return nil
}

// commit checks the header's validators and their signatures.
func (v *verification) commit() error {
	header := v.header
	set, err := v.bundle.readValidators(header)
	if err != nil {
		return err
	}
	commit, err := v.bundle.verifyCommit(header, set)
	if err != nil {
		return err
	}
	v.Header = &HeaderFinding{Height: header.Height, Hash: fmt.Sprintf("%X", []byte(header.Hash())), Time: header.Time.UTC()}
	number, power := signedPower(commit, set)
	v.Validators = &ValidatorsFinding{
		Hash: fmt.Sprintf("%X", []byte(header.ValidatorsHash)), Number: set.Size(), Power: set.TotalVotingPower(),
		Signed: number, SignedPower: power,
	}
	v.passed("header %d is signed by %d of the %d validators that it names, with %d of %d of their power; every signature is right",
		header.Height, number, set.Size(), power, set.TotalVotingPower())
	return nil
}

// anchored compares the header with what is trusted.
func (v *verification) anchored() error {
	anchor, err := v.trust.anchor(v.header)
	if err != nil {
		return err
	}
	v.Anchor = anchor
	switch anchor {
	case AnchorHeader:
		v.passed("the header is the trusted one")
	default:
		v.passed("the validators are the trusted ones")
	}
	return nil
}

// outcome of a verification that ended with an error.
func outcomeOf(err error) Outcome {
	switch {
	case err == nil:
		return Verified
	case errors.Is(err, ErrUnanchored):
		return Unverified
	default:
		return Failed
	}
}
