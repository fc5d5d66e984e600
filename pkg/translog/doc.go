// Package translog keeps access trails as verifiable logs: RFC 6962 Merkle
// trees over SHA-256, whose leaves are the canonical bytes of access records.
//
// It has three users, and a type for each:
//
//   - The chain keeps a [Head], the size of a log and the hashes along its
//     right edge, and appends to it. A thousand records cost one small value.
//   - Gateways and auditors keep a [Log], all the hashes, and answer with
//     inclusion and consistency proofs.
//   - Whoever holds a [Record] and a proof needs neither: [Record.Leaf],
//     [VerifyInclusion] and [VerifyConsistency] are pure functions.
//
// The layout of a record's bytes is part of the protocol and is described in
// the README, so that it can be recomputed in any language. Its codes (side,
// profession, purpose, category, action, effect, basis, marks) are numbers
// here: their meaning belongs to the vocabulary, not to the log.
//
// A record carries a random salt, so a leaf hash says nothing about a record
// that has been erased, while every root and proof over it stays valid.
//
// Everything in this package is deterministic. Nothing reads a clock, ranges
// over a map or starts a goroutine, so it may be used in consensus.
package translog
