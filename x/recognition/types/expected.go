package types

import "context"

// Registry is what recognition asks of the registry.
type Registry interface {
	// Authority is the jurisdiction whose authority the address is; an error if it
	// is none.
	Authority(ctx context.Context, address string) (string, error)
	// JurisdictionActive reports whether there is a jurisdiction of that id and it
	// is ACTIVE.
	JurisdictionActive(ctx context.Context, id string) (bool, error)
}
