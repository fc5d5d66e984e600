// Package wallet is a patient's wallet for demos and tests: one secret in words, and
// a key of its own for each holder of data.
//
// The id of a subject is the address of its first key, so a patient who showed one key
// to every holder would be the same subject everywhere, for whoever reads the chain.
// Here each holder sees another one. The keys are derived from the words at paths that
// are hardened at every level and depend on chain and holder (see [Path]): whoever has
// one of them, or all of the chain, can neither compute another one nor tell that two
// of them have one origin.
//
// A wallet counts a sequence for each holder. What a signature uses up is written to
// the file before the signature exists, so no sequence is used twice, whenever the
// program ends.
//
// The file is not encrypted. Patients keep their keys in a hardware wallet or a phone.
package wallet
