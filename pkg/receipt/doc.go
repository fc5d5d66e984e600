// Package receipt is what a relayer gives a patient for something that the patient
// signed: a signed promise that what has this digest will be on the ledger before a
// moment. Nothing on the ledger can show that a relayer holds a withdrawal back; with
// its promise, and with what the ledger shows afterwards, anybody can be shown.
//
// [Take] makes a receipt for a message of pkg/directive, [Sign] signs it, [Receipt.Encode]
// and [Decode] are its text, [Verify] says whether it was signed and [Receipt.Promises]
// what for. [Judge] holds it against an [Observation] of the ledger. All of it is pure;
// time is an argument.
//
// # What is shown
//
// Sequences of a signer only rise. If the highest one in the state of a block at or after
// the moment is below that of the receipt, then what was promised is not on the ledger,
// and one look at the state shows it. If it is as high or higher, then either what was
// promised was taken, or it can never be taken any more, and [Observation] says what else
// has to be found to tell these apart.
//
// # Where state alone does not tell
//
//   - The state of a subject is not for everybody. A node tells it to its holders, to the
//     authority of its home and to auditors there, and gives no proof of it: they read it
//     at a node that they trust, and others, the patient among them, believe them.
//   - State keeps the digests of directives. It keeps none of other messages, nor of a
//     refusal of everything for which an older one stands. That these were accepted is
//     shown by a transaction in a block and its outcome. So is who brought something.
//   - Whether a message would have been refused follows from the message itself and the
//     states of the blocks in between: somebody has to execute it on them. A missing
//     proof of that is no excuse.
//
// # What is not shown by anything
//
//   - That a key is a relayer's. The receipt names an institution and a key; whether the
//     key was that of one of its accounts is for a reader of the registry to look up, as
//     of the block of ReceivedAt. Who does not has only somebody's signature.
//   - When it was received. ReceivedAt is the relayer's clock and its word. A wallet takes
//     no receipt whose ReceivedAt is not about now, or whose CarryBy is later than it would
//     wait.
//   - That the relayer tried. A transaction that never came into a block left no trace,
//     whether it was not sent or kept out by validators. The relayer promised the result.
//   - Who handed over something later. A relayer that passes on what the patient signed
//     next, for another one to bring it first, is excused for what it held back.
//   - That it was the relayer that brought what was kept. The promise is about the ledger.
//   - That two things were brought in one second. A permission does not come after a
//     refusal of the same second, so that a relayer which waits with the refusal makes
//     nothing of the permission, and both promises are kept.
//   - Anything without a receipt. A relayer that gives none has promised nothing: sign
//     nothing more with it, and bring the message elsewhere.
//
// # For relayers
//
// Give no receipt for what the ledger refuses now, nor at or below a sequence that the
// ledger shows of the signer, or that was taken before and can still be brought: who
// promises two things of which one excludes the other breaks one. Room, permission and
// gas are the relayer's own, and no excuse. Only the authority of a subject's home can
// send a replacement of a key, and only the holder its enrolment.
package receipt
