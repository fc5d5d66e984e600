// Package types holds the facts of consent: subjects, what they said, and the
// rules by which both change.
package types

import "cosmossdk.io/collections"

const (
	// ModuleName of consent, and the codespace of its errors.
	ModuleName = "consent"
	// StoreKey under which the module keeps its state.
	StoreKey = ModuleName
)

// The state. Both keys begin with one byte and end with the bytes shown; all
// numbers are big-endian.
var (
	// SubjectsPrefix keeps subjects with what is hot of them:
	//
	//	0x01 | subject (20 bytes) -> Subject
	SubjectsPrefix = collections.NewPrefix(1)
	// ArchivePrefix keeps directives that ended before those that stay with the
	// subject. The end is that of Directive.End, with its highest bit flipped, so
	// that keys are in order of time:
	//
	//	0x02 | 0x14 | subject (20 bytes) | end (8 bytes) | directive (32 bytes) -> Directive
	ArchivePrefix = collections.NewPrefix(2)
	// ParamsPrefix keeps the parameters:
	//
	//	0x03 -> Params
	ParamsPrefix = collections.NewPrefix(3)
)
