package recordindex

import (
	"context"
	"slices"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/inquiry"
	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// asker is who asks, and what is looked up to know what it may see. It is for one query.
type asker struct {
	ctx      sdk.Context
	who      permission.Inquirer
	registry Registry
	consent  Consent
	// places are jurisdictions by participant, homes those by subject.
	places map[string]string
	homes  map[string]string
}

// asker says who asks.
func (s *Service) asker(ctx context.Context, method string, r caller.Request) (*asker, error) {
	who, err := inquiry.Who(ctx, s.registry, method, r)
	if err != nil {
		return nil, err
	}
	// What is looked up is bounded by the page.
	return &asker{
		ctx: sdk.UnwrapSDKContext(ctx).WithGasMeter(storetypes.NewInfiniteGasMeter()), who: who, registry: s.registry, consent: s.consent,
		places: map[string]string{}, homes: map[string]string{},
	}, nil
}

// isOrOversees says whether the asker is a participant, or oversees its jurisdiction.
func (a *asker) isOrOversees(participant string) (bool, error) {
	if a.who.Participant == participant {
		return true, nil
	}
	if !a.who.Oversees {
		return false, nil
	}
	place, known := a.places[participant]
	if !known {
		facts, found, err := a.registry.PolicyParticipant(a.ctx, participant)
		if err != nil {
			return false, err
		}
		// Who is not registered is what a writer made up: a matter of those whose it would be.
		if place = facts.Value.Jurisdiction; !found && slices.Contains(areas(participant), area(a.who.Jurisdiction)) {
			place = a.who.Jurisdiction
		}
		a.places[participant] = place
	}
	return place == a.who.Jurisdiction, nil
}

// overseesHome says whether the asker oversees the home of a subject.
func (a *asker) overseesHome(subject []byte) (bool, error) {
	if !a.who.Oversees {
		return false, nil
	}
	id := accesstypes.SubjectID(subject)
	home, known := a.homes[id]
	if !known {
		facts, err := a.consent.SubjectFacts(a.ctx, id)
		if err != nil {
			return false, err
		}
		home = facts.Home
		a.homes[id] = home
	}
	return home == a.who.Jurisdiction, nil
}

// party says whether the asker is or oversees the controller or the recipient of a record.
func (a *asker) party(r *translog.Record) (bool, error) { return a.anyOf(r.Controller, r.Recipient) }

// verdictParty says whether the asker stands where the verdict on a record is known. On the
// record of a discloser it would tell the recipient what the patient decided; on its own it
// has been told.
func (a *asker) verdictParty(r *translog.Record) (bool, error) {
	return a.anyOf(r.Controller, writer(r))
}

func (a *asker) anyOf(participants ...string) (bool, error) {
	for _, id := range participants {
		if ok, err := a.isOrOversees(id); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// sees says whether a record is the asker's to know of: as a party, or as who oversees the
// subject's home.
func (a *asker) sees(r *translog.Record) (bool, error) {
	if ok, err := a.party(r); ok || err != nil {
		return ok, err
	}
	return a.overseesHome(r.Subject[:])
}

// seesVerdict says whether the verdict on a record that it sees is the asker's to know.
func (a *asker) seesVerdict(r *translog.Record) (bool, error) {
	if ok, err := a.verdictParty(r); ok || err != nil {
		return ok, err
	}
	return a.overseesHome(r.Subject[:])
}

// scope of a list that is the asker's.
func (a *asker) scope(list []byte) []byte {
	if a.who.Oversees {
		return forJurisdiction(list, area(a.who.Jurisdiction))
	}
	return forParticipant(list, a.who.Participant)
}
