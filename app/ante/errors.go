package ante

import errorsmod "cosmossdk.io/errors"

// codespace of the errors below.
const codespace = "ante"

// Errors of the checks before execution.
var (
	// ErrMessageNotSendable is of a message that no transaction may carry.
	ErrMessageNotSendable = errorsmod.Register(codespace, 2, "no transaction may carry this message")
	// ErrFeesNotSupported is of a transaction that offers a fee or names a payer.
	ErrFeesNotSupported = errorsmod.Register(codespace, 3, "there are no fees: leave amount, payer and granter empty")
	// ErrUnorderedNotSupported is of an unordered transaction.
	ErrUnorderedNotSupported = errorsmod.Register(codespace, 4, "unordered transactions are not supported: use the account's sequence")
	// ErrSignatureForm is of a key or signature that is not of the one accepted form.
	ErrSignatureForm = errorsmod.Register(codespace, 5, "sign directly with one secp256k1 key, or with exactly the threshold of a multisig's 2 to 7, in 64-byte low-s signatures")
	// ErrTrailWindow is of a batch that cannot be the trail's next.
	ErrTrailWindow = errorsmod.Register(codespace, 6, "first index is outside the trail's window")
	// ErrTooManySigners is of a transaction that more accounts sign than are looked up.
	ErrTooManySigners = errorsmod.Register(codespace, 7, "too many signers")
	// ErrTooMuchGas is of a transaction that asks for more gas than one may use.
	ErrTooMuchGas = errorsmod.Register(codespace, 8, "gas limit is too high")
	// ErrSuccessorMayOnlyAccept is of a successor that sends something else, or together with others.
	ErrSuccessorMayOnlyAccept = errorsmod.Register(codespace, 9, "a successor may only accept, in a transaction of its own")
)
