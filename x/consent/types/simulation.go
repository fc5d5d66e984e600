package types

import (
	"cmp"
	"errors"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
)

// Policy is the requests as decisions read them, and what is supposed; now is as in
// QueryDecideRequest.Policy. Its errors name the request, counted from 0, and say what to
// send instead.
func (m *QuerySimulateRequest) Policy(now int64) ([]policy.Request, world.Supposition, error) {
	requests, err := policyRequests(m.GetRequests(), now)
	if err != nil {
		return nil, world.Supposition{}, err
	}
	supposition, err := m.Supposition.World()
	return requests, supposition, err
}

// World is the supposition as the assembler's modules know it. Whether there is such an
// agreement is not checked here.
func (m Supposition) World() (world.Supposition, error) {
	switch m.Status {
	case SupposedStatus_SUPPOSED_STATUS_SUSPENDED:
		return world.Supposition{Agreement: m.Agreement, Party: m.Party}, nil
	case SupposedStatus_SUPPOSED_STATUS_IN_FORCE:
		if m.Party != "" {
			return world.Supposition{}, errors.New("party: name one only with SUSPENDED; a version comes into force for all")
		}
		return world.Supposition{Agreement: m.Agreement, InForce: true}, nil
	default:
		return world.Supposition{}, errors.New("status: suppose SUSPENDED or IN_FORCE")
	}
}

// Add counts a request, from the decision on it and the one that would be.
func (m *SimulationCount) Add(was, is policy.Decision) {
	m.Requests++
	switch {
	case is.Permitted() && !was.Permitted():
		m.Opened++
	case was.Permitted() && !is.Permitted():
		m.Closed++
	case !was.SameAnswer(is):
		m.Altered++
	}
}

// Compare orders by purpose, category and jurisdictions, whatever was counted.
func (m SimulationCount) Compare(other SimulationCount) int {
	return cmp.Or(cmp.Compare(m.Purpose, other.Purpose), cmp.Compare(m.Category, other.Category),
		cmp.Compare(m.From, other.From), cmp.Compare(m.To, other.To))
}

// Merge adds what another count of the same kind counted.
func (m *SimulationCount) Merge(other SimulationCount) {
	m.Requests += other.Requests
	m.Opened += other.Opened
	m.Closed += other.Closed
	m.Altered += other.Altered
}
