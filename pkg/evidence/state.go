package evidence

import (
	"bytes"
	"errors"
	"fmt"

	ics23 "github.com/cosmos/ics23/go"

	"github.com/assent-ledger/assent/pkg/translog"
)

// Where the chain's state keeps trails. A test compares this with x/access.
const (
	// StoreName is the name of the trails' store.
	StoreName = "trails"
	// trailPrefix opens the key of a trail in it.
	trailPrefix = 0x01
)

// TrailKey is the key of a trail in its store.
func TrailKey(id string) []byte { return append([]byte{trailPrefix}, id...) }

// The numbers of the fields of a trail's value that are read. Others may be there: the
// value is proven as it is.
const (
	valueID   = 1
	valueHead = 3
	headSize  = 1
	headEdge  = 2
)

// readHead reads the head from what the state holds of a trail.
func readHead(id string, value []byte) (translog.Head, error) {
	var ids, heads int
	var head translog.Head
	err := eachField(value, func(f field) error {
		switch f.number {
		case valueID:
			ids++
			if f.wire != wireBytes || string(f.content) != id {
				return errors.New("the value is that of another trail")
			}
		case valueHead:
			heads++
			if f.wire != wireBytes {
				return errWireType
			}
			var err error
			head, err = parseHead(f.content)
			return err
		}
		return nil
	})
	if err == nil && (ids != 1 || heads != 1) {
		err = errors.New("the value has not one id and one head")
	}
	if err != nil {
		return translog.Head{}, fmt.Errorf("%w: trail %q: %w", ErrHead, id, err)
	}
	return head, nil
}

func parseHead(b []byte) (translog.Head, error) {
	var size uint64
	var edge []translog.Hash
	err := eachField(b, func(f field) error {
		switch {
		case f.number == headSize && f.wire == wireVarint && size == 0 && len(edge) == 0:
			size = f.value
			return nil
		case f.number == headEdge && f.wire == wireBytes && len(edge) < MaxPath:
			hash, err := translog.HashFromBytes(f.content)
			edge = append(edge, hash)
			return err
		default:
			return fmt.Errorf("the head has an unknown field %d", f.number)
		}
	})
	if err != nil {
		return translog.Head{}, err
	}
	return translog.NewHead(size, edge)
}

// parseProof reads an ICS-23 proof that something exists, from its one encoding.
func parseProof(raw []byte) (*ics23.ExistenceProof, error) {
	var proof ics23.CommitmentProof
	if err := proof.Unmarshal(raw); err != nil {
		return nil, err
	}
	if err := sameAgain(raw, &proof); err != nil {
		return nil, err
	}
	exist := proof.GetExist()
	if exist == nil || exist.Leaf == nil {
		return nil, errors.New("not an ICS-23 proof of existence")
	}
	return exist, nil
}

// parseStore reads the proof of the trails' store. Its value is the store's root.
func parseStore(raw []byte) (*ics23.ExistenceProof, error) {
	proof, err := parseProof(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAppHash, err)
	}
	return proof, nil
}

// proveStore checks that an app hash holds the trails' store.
func proveStore(proof *ics23.ExistenceProof, appHash []byte) error {
	if err := proof.Verify(ics23.TendermintSpec, appHash, []byte(StoreName), proof.Value); err != nil {
		return fmt.Errorf("%w: %w", ErrAppHash, err)
	}
	// The specification lets more bytes stand before the key than its one prefix.
	if !bytes.Equal(proof.Leaf.Prefix, ics23.TendermintSpec.LeafSpec.Prefix) {
		return fmt.Errorf("%w: the leaf of the store has another prefix", ErrAppHash)
	}
	return nil
}

// proveState checks that a store with a root holds a trail's value.
func (t *Trail) proveState(root []byte) error {
	proof, err := parseProof(t.StateProof)
	if err != nil {
		return fmt.Errorf("%w: trail %q: %w", ErrState, t.Id, err)
	}
	if err := proof.Verify(ics23.IavlSpec, root, TrailKey(t.Id), t.Value); err != nil {
		return fmt.Errorf("%w: trail %q: %w", ErrState, t.Id, err)
	}
	return nil
}
