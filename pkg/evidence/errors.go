package evidence

import "errors"

// The links of the chain that a bundle is. An error of Verify wraps the one that failed
// first, counted from the record.
var (
	// ErrSize: the bundle is longer, or has more parts, than any may.
	ErrSize = errors.New("size")
	// ErrEncoding: the bytes are not the one encoding of a bundle.
	ErrEncoding = errors.New("encoding")
	// ErrForm: a part is missing, of another version or out of order.
	ErrForm = errors.New("form")
	// ErrRecord: a record is malformed, or of another chain, trail or index.
	ErrRecord = errors.New("record")
	// ErrPath: a record's leaf does not lead to the root of its trail.
	ErrPath = errors.New("path")
	// ErrConsistency: the trail does not begin with the earlier head.
	ErrConsistency = errors.New("consistency")
	// ErrHead: the value of the state is not that of this trail, or has no head.
	ErrHead = errors.New("head")
	// ErrState: the value is not proven to be in the trails' store.
	ErrState = errors.New("state")
	// ErrAppHash: the trails' store is not proven to be in the header's app hash.
	ErrAppHash = errors.New("app hash")
	// ErrHeader: the header is malformed or of another chain.
	ErrHeader = errors.New("header")
	// ErrValidators: the validators are malformed or not those that the header names.
	ErrValidators = errors.New("validators")
	// ErrCommit: a signature is wrong, or too few signed this header.
	ErrCommit = errors.New("commit")
	// ErrTrust: the bundle contradicts what is trusted.
	ErrTrust = errors.New("trust")
)

// ErrUnanchored says that nothing is wrong with a bundle, but that nothing that is trusted
// says who its validators are: anybody can make such a bundle.
var ErrUnanchored = errors.New("could not verify")
