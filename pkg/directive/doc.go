// Package directive is what a patient signs: EIP-712 typed data in words that a
// person can read in a wallet before agreeing to them.
//
// There are ten messages. A [Directive] permits or refuses, a [Withdrawal]
// ends a directive, an [Enrolment] agrees to be known to the ledger by a holder; an
// [Appointment] lets somebody else speak, and a [MandateEnd] ends that; a
// [KeyRotation], a [KeyReplacement] and a [ReplacementObjection] are about keys; an
// [AccessRequest] asks for the subject's own data, and a [Dispute] contests what a
// trail says of it. Each has a digest, which is what is signed and, for a directive,
// its id for ever; and each has a payload for eth_signTypedData_v4, whose values are
// the very words that were hashed.
//
// Everything is a word, and absence is one too: a list that lets everything
// through is signed as "ANY", a missing controller as "EVERY HOLDER", a missing
// bound as "UNBOUNDED". A wallet never shows an empty place that means
// everything. Nothing is hashed that has two readings: what [Check] refuses has
// no digest.
//
// Digests are part of consensus. The hashing uses no reflection, no maps and no
// JSON; the payload is for clients alone.
package directive
