// Package backup copies what a node that does not run keeps, and puts it back, so that
// no validator signs anything twice for it.
//
// A copy holds the state, the blocks and the configuration. It does not hold the keys,
// which an institution keeps apart, nor what the node signed last: an old one of that
// would have a validator sign again what it has signed. So what was signed last stays on
// the disk where it is; where that was lost with the disk, whoever restores says how far
// the network has come, and the validator signs nothing up to there.
package backup
