package types

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

const (
	// MaxLiveRoles bounds the roles that a participant holds or will hold.
	MaxLiveRoles = 32
	// MaxRoleGrants bounds them together with those that have ended. Older ones
	// stand in the participant's archive.
	MaxRoleGrants = 64
	// rolePage is how many of those that have ended are archived at once, at least.
	rolePage = MaxRoleGrants / 2
)

// SetRoles has the participant hold exactly the given roles from a moment on, in
// Unix seconds; p stays as it was. A grant from 0, or from a moment that is past,
// is from now; where the role is held now, that period goes on, with the grant's
// end. What is held now and not granted ends; what had not begun and is not
// granted is dropped; what was held before stays true.
func (p Participant) SetRoles(grants []RoleGrant, at int64) (Participant, error) {
	if p.offboarded() {
		return Participant{}, ErrParticipantOffboarded.Wrap(p.Id)
	}
	next, err := p.grant(grants, at)
	if err != nil {
		return Participant{}, ErrParticipantInvalid.Wrapf("%s: %s", p.Id, err)
	}
	continued := len(next)
	for _, held := range p.Roles {
		switch {
		case held.Ended(at):
			next = append(next, held)
		case held.From >= at || slices.ContainsFunc(next[:continued], func(g RoleGrant) bool { return g.continues(held) }):
			// It never held for a moment, or it goes on.
		default:
			held.Until = at
			next = append(next, held)
		}
	}
	slices.SortFunc(next, compareRoleGrants)
	if err := checkOrder(next); err != nil {
		return Participant{}, ErrParticipantInvalid.Wrapf("%s: %s", p.Id, err)
	}
	p.Roles = next
	return p, nil
}

// grant is the given roles with the moments from which they are held.
func (p Participant) grant(grants []RoleGrant, at int64) ([]RoleGrant, error) {
	if err := checkGrants(grants); err != nil {
		return nil, err
	}
	out := make([]RoleGrant, len(grants), len(grants)+len(p.Roles))
	for i, g := range grants {
		if past(g.Until, at) {
			return nil, fmt.Errorf("role %d: until %d, which is past", i, g.Until)
		}
		if g.From <= at {
			g.From = p.heldSince(g, at)
		}
		out[i] = g
	}
	return out, nil
}

// heldSince is the beginning of the period in which a role is held at a moment,
// or the moment itself if it is not.
func (p Participant) heldSince(g RoleGrant, at int64) int64 {
	for _, held := range p.Roles {
		if held.Role == g.Role && held.From <= at && !held.Ended(at) {
			return held.From
		}
	}
	return at
}

// Ended reports whether the role is not held from a moment on, in Unix seconds.
func (g RoleGrant) Ended(at int64) bool { return past(g.Until, at) }

// Holds reports whether the participant holds a role at a moment, in Unix seconds.
func (p Participant) Holds(role policy.Role, at int64) bool {
	return slices.ContainsFunc(p.Roles, func(g RoleGrant) bool {
		return code[policy.Role](g.Role) == role && g.From <= at && !g.Ended(at)
	})
}

func (g RoleGrant) continues(held RoleGrant) bool { return g.Role == held.Role && g.From == held.From }

func (g RoleGrant) period() policy.Period {
	var period policy.Period
	if g.From != 0 {
		period.From = policy.At(g.From)
	}
	if g.Until != 0 {
		period.Until = policy.At(g.Until)
	}
	return period
}

// checkGrants refuses roles to be set of which there are none or too many, or of
// which one is malformed.
func checkGrants(grants []RoleGrant) error {
	if len(grants) == 0 || len(grants) > MaxLiveRoles {
		return fmt.Errorf("%d roles, want 1 to %d", len(grants), MaxLiveRoles)
	}
	for i, g := range grants {
		if err := g.check(); err != nil {
			return fmt.Errorf("role %d: %w", i, err)
		}
	}
	return nil
}

// checkRoleGrants refuses what a participant cannot hold: a list that is empty,
// too long or out of order, a malformed role, and a role held twice at a moment.
func checkRoleGrants(grants []RoleGrant) error {
	if len(grants) == 0 || len(grants) > MaxRoleGrants {
		return fmt.Errorf("%d roles, want 1 to %d", len(grants), MaxRoleGrants)
	}
	for i, g := range grants {
		if err := g.check(); err != nil {
			return fmt.Errorf("role %d: %w", i, err)
		}
	}
	return checkOrder(grants)
}

// check refuses an unknown role, and a period that holds no moment.
func (g RoleGrant) check() error {
	if err := checkCode[policy.Role](g.Role); err != nil {
		return err
	}
	if g.From < 0 || g.Until < 0 || (g.Until != 0 && g.Until <= g.From) {
		return errors.New("empty period")
	}
	return nil
}

// checkOrder refuses a list that is out of order, and a role held twice at a moment.
func checkOrder(grants []RoleGrant) error {
	for i := 1; i < len(grants); i++ {
		before, grant := grants[i-1], grants[i]
		if compareRoleGrants(before, grant) >= 0 {
			return fmt.Errorf("role %d: out of order, or listed twice", i)
		}
		if before.Role == grant.Role && (before.Until == 0 || before.Until > grant.From) {
			return fmt.Errorf("role %d: held already", i)
		}
	}
	return nil
}

func compareRoleGrants(a, b RoleGrant) int {
	return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.From, b.From))
}
