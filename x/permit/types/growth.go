package types

// Growth is the state, in bytes, that a permit occupies more than it did before; before
// the issue it occupied none. The two entries of the index are counted with the issue.
func Growth(before, after Permit) uint64 {
	grown := after.Size() - before.Size()
	if before.Id == "" {
		grown += 3*len(after.Id) + len(after.Issuer) + len(after.Holder)
	}
	return uint64(max(grown, 0))
}
