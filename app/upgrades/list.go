//go:build !upgradeexample

package upgrades

// All upgrades that this binary knows, oldest first.
func All() []Upgrade { return nil }
