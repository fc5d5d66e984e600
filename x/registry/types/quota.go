package types

import (
	"strings"

	"github.com/assent-ledger/assent/internal/permission"
)

// What one transaction may be at most. A bucket that never held so much would
// keep out transactions that the chain allows, among them those that could mend it.
const (
	// LargestTxBytes of one transaction, as nodes take it.
	LargestTxBytes = 640 << 10
	// LargestTxGas that one transaction may ask for.
	LargestTxGas = 50_000_000
)

// Bounds of a quota. The least rates earn the largest transaction back in about
// ten minutes.
const (
	minBytesPerSecond = 1 << 10
	minGasPerSecond   = 100_000
	maxRate           = 1 << 40
	maxBurst          = 1 << 50

	successorSuffix = "/successor"
)

// DefaultQuota is a tenth of a network's gas and a sixteenth of its bytes, without
// end, for each sender, and two whole blocks at once.
func DefaultQuota() Quota {
	return Quota{
		BytesPerSecond: 256 << 10, BytesBurst: 16 << 20,
		GasPerSecond: 20_000_000, GasBurst: 400_000_000,
	}
}

// Validate refuses a quota that could keep out a transaction for good.
func (q Quota) Validate() error {
	for _, bound := range []struct {
		name            string
		value, min, max uint64
	}{
		{"bytes_per_second", q.BytesPerSecond, minBytesPerSecond, maxRate},
		{"bytes_burst", q.BytesBurst, LargestTxBytes, maxBurst},
		{"gas_per_second", q.GasPerSecond, minGasPerSecond, maxRate},
		{"gas_burst", q.GasBurst, LargestTxGas, maxBurst},
	} {
		if bound.value < bound.min || bound.value > bound.max {
			return ErrParamsInvalid.Wrapf("quota.%s is %d, want %d to %d", bound.name, bound.value, bound.min, bound.max)
		}
	}
	return nil
}

// NewUsage of a payer that has used nothing: the bucket is full.
func NewUsage(payer string, q Quota, at int64) Usage {
	return Usage{Payer: payer, Bytes: q.BytesBurst, Gas: q.GasBurst, At: at}
}

// SuccessorPayer is whose quota the successor of a jurisdiction's authority uses:
// not the authority's own, which a successor could drain while the authority is
// about to object.
func SuccessorPayer(jurisdiction string) string { return jurisdiction + successorSuffix }

// PayerStanding is what a payer's id is the id of; Nobody if it is none.
func PayerStanding(payer string) permission.Standing {
	jurisdiction, successor := strings.CutSuffix(payer, successorSuffix)
	switch {
	case CheckParticipantID(payer) == nil:
		return permission.Account
	case CheckJurisdictionID(jurisdiction) != nil:
		return permission.Nobody
	case successor:
		return permission.Successor
	default:
		return permission.Authority
	}
}

// FilledTo is the usage with what the quota adds up to a moment, in Unix seconds,
// and never more than the burst. A moment before that of the usage adds nothing.
func (u Usage) FilledTo(q Quota, at int64) Usage {
	var elapsed uint64
	if at > u.At {
		// Both are block times, which are not negative: the difference fits.
		elapsed, u.At = uint64(at-u.At), at
	}
	u.Bytes = fill(u.Bytes, q.BytesPerSecond, q.BytesBurst, elapsed)
	u.Gas = fill(u.Gas, q.GasPerSecond, q.GasBurst, elapsed)
	return u
}

// fill is left + rate * elapsed, or the burst if that is less.
func fill(left, rate, burst, elapsed uint64) uint64 {
	if left >= burst {
		return burst
	}
	missing := burst - left
	if rate != 0 && elapsed > missing/rate {
		return burst
	}
	return left + rate*elapsed
}

// Take is the usage without bytes and gas that are used at a moment, in Unix
// seconds, or ErrQuotaExhausted if it has not both.
func (u Usage) Take(q Quota, bytes, gas uint64, at int64) (Usage, error) {
	u = u.FilledTo(q, at)
	if bytes > u.Bytes || gas > u.Gas {
		return Usage{}, ErrQuotaExhausted.Wrapf("%s has %d bytes and %d gas left, this needs %d and %d: send it again later",
			u.Payer, u.Bytes, u.Gas, bytes, gas)
	}
	u.Bytes -= bytes
	u.Gas -= gas
	return u, nil
}

// GiveBack is the usage with gas that was taken and not used.
func (u Usage) GiveBack(q Quota, gas uint64) Usage {
	if u.Gas >= q.GasBurst || gas > q.GasBurst-u.Gas {
		u.Gas = q.GasBurst
		return u
	}
	u.Gas += gas
	return u
}

// Validate checks what can be said of a usage alone.
func (u Usage) Validate() error {
	standing := PayerStanding(u.Payer)
	switch {
	case standing == permission.Nobody:
		return ErrUsageInvalid.Wrapf("payer %.80q is no participant and no jurisdiction", u.Payer)
	case u.At < 0:
		return ErrUsageInvalid.Wrapf("%s: moment %d", u.Payer, u.At)
	case u.Bytes > maxBurst || u.Gas > maxBurst:
		return ErrUsageInvalid.Wrapf("%s has more left than any quota gives", u.Payer)
	case standing != permission.Account && (u.State != 0 || u.StateAllowance != 0):
		return ErrUsageInvalid.Wrapf("%s is no participant, but occupies state", u.Payer)
	case u.StateAllowance > maxStateAllowance:
		return ErrUsageInvalid.Wrapf("%s may occupy %d bytes, at most %d", u.Payer, u.StateAllowance, uint64(maxStateAllowance))
	default:
		return nil
	}
}
