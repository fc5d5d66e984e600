// Package evidence builds and verifies evidence bundles: files that prove records of
// access trails to somebody who has no network and believes no node.
//
// A bundle leads from a record's canonical bytes over its leaf, an inclusion path, the
// head of its trail, two ICS-23 proofs and an app hash to a header that more than two
// thirds of a set of validators signed. [Verify] walks that way. What it cannot tell from
// a bundle is whose validators these are: that is what [Trust] is for.
//
// Nothing here reads a clock, a file or a network.
package evidence
