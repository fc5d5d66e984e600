package keeper

import (
	"context"
	"slices"

	"github.com/assent-ledger/assent/internal/inquiry"
	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// inquirer says who asks.
func (q queryServer) inquirer(ctx context.Context, method string, r caller.Request) (permission.Inquirer, error) {
	return inquiry.Who(ctx, q.k.registry, method, r)
}

// mayKnow says whether a subject is the inquirer's to know of: it holds its data, or
// oversees its home.
func mayKnow(who permission.Inquirer, s types.Subject) bool {
	return oversees(who, s.HomeJurisdiction) || s.HeldBy(who.Participant)
}

// mayDecide says whether a decision is the inquirer's to ask for: it is the controller, or
// oversees the controller's jurisdiction.
func mayDecide(who permission.Inquirer, controller string, w policy.World) bool {
	return who.Participant == controller || slices.ContainsFunc(w.Participants, func(p policy.Participant) bool {
		return p.ID == controller && oversees(who, p.Jurisdiction)
	})
}

// mayReadFor says whether a decision about a controller's data may read what a subject
// said, as of the state's moment: the controller holds its data, or the inquirer oversees
// its home. To others the subject is nobody.
func mayReadFor(who permission.Inquirer, controller string, s world.SubjectFacts, now int64) bool {
	return oversees(who, s.Home) || (who.Participant == controller && s.EnrolledWith(controller, now))
}

func oversees(who permission.Inquirer, jurisdiction string) bool {
	return who.Oversees && who.Jurisdiction == jurisdiction
}
