package lanes

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app/msgs"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

const (
	// MaxUrgentBytes of an urgent transaction: a full batch of withdrawals.
	MaxUrgentBytes = 40 << 10
	// MaxUrgentGas that an urgent transaction may ask for: 200 signatures and what they
	// change.
	MaxUrgentGas = 10_000_000
)

// Urgent says whether a transaction of so many bytes, which asks for so much gas, is
// urgent: it is small, and each of its messages is. Consent that is given is urgent where
// none of it permits.
func Urgent(messages []sdk.Msg, bytes int, gas uint64) bool {
	if len(messages) == 0 || bytes > MaxUrgentBytes || gas > MaxUrgentGas {
		return false
	}
	for _, msg := range messages {
		rule, known := msgs.Of(sdk.MsgTypeURL(msg))
		if !known || !rule.Urgent {
			return false
		}
		if given, ok := msg.(*consenttypes.MsgGiveConsent); ok && permits(given) {
			return false
		}
	}
	return true
}

func permits(m *consenttypes.MsgGiveConsent) bool {
	for i := range m.Directives {
		if m.Directives[i].Provision.Permits() {
			return true
		}
	}
	return false
}
