package lanes

// Check refuses a proposal that Arrange does not make, as far as the list alone tells:
// bulk fills more than its part, or all is more than a block holds; or something
// urgent comes after the first bulk without following something there of one of its
// signers.
func Check(items []Item, limits Limits) error {
	room := limits.room()
	behind := map[string]bool{} // Signers of what comes from the first bulk on; never ranged.
	for i := range items {
		item := &items[i]
		if !room.take(item) {
			return ErrShare.Wrapf("transaction %d", i)
		}
		if item.Urgent && len(behind) > 0 && !item.signedBy(behind) {
			return ErrOrder.Wrapf("transaction %d", i)
		}
		if !item.Urgent || len(behind) > 0 {
			for _, s := range item.Signers {
				behind[s.Address] = true
			}
		}
	}
	return nil
}
