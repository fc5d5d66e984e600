package translog

import "errors"

// Errors of this package. They are returned wrapped, with the numbers that
// explain them: compare with errors.Is.
var (
	// ErrHashLength: a hash does not have HashSize bytes.
	ErrHashLength = errors.New("translog: wrong hash length")
	// ErrHeadMalformed: the number of edge hashes does not fit the size.
	ErrHeadMalformed = errors.New("translog: malformed head")
	// ErrHeadOverflow: a log cannot grow beyond 2^64-1 leaves.
	ErrHeadOverflow = errors.New("translog: log size overflows")
	// ErrOutOfRange: an index or a size lies beyond the log.
	ErrOutOfRange = errors.New("translog: out of range")
	// ErrProofInvalid: a proof does not prove what it was offered for.
	ErrProofInvalid = errors.New("translog: invalid proof")
	// ErrRecordField: a field of a record is longer than the layout allows, or
	// is not text where text is due.
	ErrRecordField = errors.New("translog: record field out of bounds")
	// ErrRecordMalformed: bytes are not the canonical bytes of a record.
	ErrRecordMalformed = errors.New("translog: malformed record")
)
