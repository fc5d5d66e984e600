package vectors

import (
	"fmt"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
)

// recognition has each agreement as the first version of a line, certified by all
// jurisdictions of the world as its parties: a decision reads parties nowhere but in rules.
func (t *translation) recognition() (*recognitiontypes.GenesisState, error) {
	g := recognitiontypes.DefaultGenesis()
	for _, id := range t.agreements {
		i := slices.IndexFunc(t.world.Agreements, func(a policy.Agreement) bool { return a.ID == id })
		a := &t.world.Agreements[i]
		if empty(a.Validity) {
			continue // It is never in force, and others are of no account.
		}
		agreement, line, err := t.version(a)
		if err != nil {
			return nil, err
		}
		g.Agreements, g.Lines = append(g.Agreements, agreement), append(g.Lines, line)
	}
	return g, nil
}

// version says the history of an agreement by what the parties did: IN_FORCE from its
// certification, SUSPENDED while they suspend, each of them, so that every rule touches one
// who does, and TERMINATED when a notice that was given at the certification runs out.
func (t *translation) version(a *policy.Agreement) (recognitiontypes.Agreement, recognitiontypes.Line, error) {
	proposed, certified := a.History[0].Since, int64(-1)
	end := second(a.Validity.Until)
	// From the end of the validity on nobody acts, and nothing that they had done matters.
	over := func(at int64) bool { return end != 0 && at >= end }
	id, proposer := t.agreement(a.ID), t.jurisdictions[0]
	line := recognitiontypes.Line{Id: id}
	var period int64
	for i, entry := range a.History {
		switch entry.Status {
		case policy.StatusProposed:
		case policy.StatusInForce:
			if certified < 0 {
				certified = entry.Since
			}
		case policy.StatusSuspended:
			if over(entry.Since) {
				continue
			}
			var until int64
			if next := i + 1; next < len(a.History) && a.History[next].Status == policy.StatusInForce && !over(a.History[next].Since) {
				until = a.History[next].Since
			}
			for _, party := range t.jurisdictions {
				line.Suspensions = append(line.Suspensions, recognitiontypes.Suspension{Party: party, Since: entry.Since, Until: until})
			}
		case policy.StatusTerminated:
			period = entry.Since - certified
			line.Notice = &recognitiontypes.Notice{Party: proposer, GivenAt: certified, EndsAt: entry.Since}
		default:
			return recognitiontypes.Agreement{}, recognitiontypes.Line{}, fmt.Errorf("agreement %s: status %s", a.ID, entry.Status)
		}
	}
	out := recognitiontypes.Agreement{
		Id: id, Line: id, Version: 1, Proposer: proposer, Parties: t.jurisdictions, DocumentDigest: digest("agreement", a.ID),
		NotBefore: second(a.Validity.From), NotAfter: end, NoticePeriod: period,
		History: []recognitiontypes.AgreementStatusSince{
			{Status: recognitiontypes.AgreementStatus_AGREEMENT_STATUS_PROPOSED, Since: proposed},
			{Status: recognitiontypes.AgreementStatus_AGREEMENT_STATUS_CERTIFIED, Since: certified},
		},
	}
	for _, party := range t.jurisdictions {
		out.Certifications = append(out.Certifications, recognitiontypes.Certification{Party: party, At: certified})
	}
	for i := range a.Rules {
		out.Rules = append(out.Rules, rule(&a.Rules[i]))
	}
	line.Versions = []recognitiontypes.LineVersion{{Agreement: id, BeginsAt: out.BeginsAt()}}
	return out, line, nil
}

func rule(r *policy.Rule) recognitiontypes.Rule {
	return recognitiontypes.Rule{
		From: r.From, To: r.To, MaxGrade: uint32(r.MaxGrade), RecognisesPermits: r.RecognisesPermits,
		Purposes:   vocabulary.List[vocabulary.Purpose](r.Purposes),
		Categories: vocabulary.List[vocabulary.Category](r.Categories),
		Actions:    vocabulary.List[vocabulary.Action](r.Actions),
		Safeguards: vocabulary.List[vocabulary.Obligation](r.Safeguards),
	}
}
