package policy

import "errors"

var (
	// ErrUnknownCode says that a name is not in the vocabulary of its type.
	ErrUnknownCode = errors.New("unknown code")
	// ErrSelector says that a text is not a recipient selector.
	ErrSelector = errors.New("malformed selector")
	// ErrFile says that a document is not in the form of a world or request file.
	ErrFile = errors.New("malformed document")
	// ErrRequest says that a request does not ask a complete question.
	ErrRequest = errors.New("malformed request")
)
