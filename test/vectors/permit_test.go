package vectors

import (
	"cmp"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
)

func (t *translation) permits() *permittypes.GenesisState {
	g := permittypes.DefaultGenesis()
	for i := range t.world.Permits {
		g.Permits = append(g.Permits, t.dataPermit(&t.world.Permits[i]))
	}
	slices.SortFunc(g.Permits, func(a, b permittypes.Permit) int { return cmp.Compare(a.Id, b.Id) })
	return g
}

// dataPermit says a permit by what its issuer did. Of a history a decision reads two
// things: whether the permit is ISSUED at the moment asked about, and when it first was,
// for then objections may have been cut off.
func (t *translation) dataPermit(p *policy.Permit) permittypes.Permit {
	out := permittypes.Permit{
		Id: t.permit(p.ID), Issuer: p.Issuer, Holder: t.participant(p.Holder), Controllers: t.participants(p.Controllers),
		DocumentDigest: digest("permit", p.ID),
		Purposes:       vocabulary.List[vocabulary.Purpose](p.Purposes),
		Categories:     vocabulary.List[vocabulary.Category](p.Categories),
		Actions:        vocabulary.List[vocabulary.Action](p.Actions),
		Safeguards:     vocabulary.List[vocabulary.Obligation](p.Safeguards),
		NotBefore:      second(p.Validity.From), NotAfter: second(p.Validity.Until),
	}
	first := p.History[0]
	switch {
	case !slices.ContainsFunc(p.History, func(s policy.StatusSince) bool { return s.Status == policy.StatusIssued }):
		// One that was never issued, whatever else it is, is one that will be issued only
		// after all moments that are asked about: not ISSUED at any of them, and with no
		// issue before which an objection would have to be. Its validity is never looked at.
		later := t.latest + 1
		out.NotBefore, out.NotAfter = 0, later+1
		out.History = []permittypes.PermitStatusSince{issued(later)}
	case p.Validity.Until.Set && first.Since >= out.NotAfter:
		// One that was issued after its end never holds, but cuts objections off. So does
		// one that is suspended in the second of its issue and never resumed.
		out.NotBefore, out.NotAfter = 0, first.Since+1
		out.History = []permittypes.PermitStatusSince{
			issued(first.Since), {Status: permittypes.PermitStatus_PERMIT_STATUS_SUSPENDED, Since: first.Since},
		}
	default:
		for _, entry := range p.History {
			status := permittypes.PermitStatus(permittypes.PermitStatus_value["PERMIT_STATUS_"+entry.Status.String()])
			if entry.Since >= out.NotAfter && entry.Status != policy.StatusRevoked {
				break // Nothing is suspended or resumed once the validity, and with it the permit, has ended.
			}
			out.History = append(out.History, permittypes.PermitStatusSince{Status: status, Since: entry.Since})
		}
	}
	return out
}

func issued(at int64) permittypes.PermitStatusSince {
	return permittypes.PermitStatusSince{Status: permittypes.PermitStatus_PERMIT_STATUS_ISSUED, Since: at}
}
