package lanes

import errorsmod "cosmossdk.io/errors"

// codespace of what lanes refuse. Codes are part of the protocol.
const codespace = "lanes"

var (
	// ErrWaiting is of a transaction that comes while too much waits, in all or of its payer.
	ErrWaiting = errorsmod.Register(codespace, 2, "too much is waiting: send it again after a block or two")
	// ErrShare is of a proposal whose bulk leaves no room for the urgent, or that is too large.
	ErrShare = errorsmod.Register(codespace, 3, "proposal is over its share")
	// ErrOrder is of a proposal that has something urgent behind bulk.
	ErrOrder = errorsmod.Register(codespace, 4, "proposal is out of order")
)
