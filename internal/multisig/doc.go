// Package multisig is the one form of a key that several hold together, k of n,
// and of what they sign with it: checked where transactions are verified, and
// made step by step where they are prepared.
//
// Who signs is fixed before anybody does. The transaction names the chosen
// members beside the key, and each of them signs that too, directly: there is
// one text, and nobody can exchange one member's signature for another's.
package multisig
