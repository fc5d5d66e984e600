package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/x/access/types"
)

// busy is a trail with two checkpoints, four cases (open, justified, upheld, and a violation
// that nobody justified) and three disputes (open, answered and resolved), each in order of
// these steps.
type busy struct {
	*types.GenesisState
	cases    []*types.Case
	disputes []*types.Dispute
}

func newBusy(t *testing.T) busy {
	l, p := newLogged(t)
	withEmergencies(l.fixture)
	ids := make([][]byte, 4)
	for i := range ids {
		e := emergency(start, byte(i), types.Side_SIDE_RECIPIENT)
		ids[i] = caseID(e)
		l.record(e)
	}
	l.at(8, start+hour)
	l.record(p.about(start))
	l.justifies(1)
	l.justifies(2)
	reviewed := func(id []byte, outcome types.CaseStatus) {
		_, err := l.msgs.ReviewEmergency(l.ctx, &types.MsgReviewEmergency{
			Reviewer: "authority of DE", Case: id, Outcome: outcome, DocumentDigest: digest(3),
		})
		require.NoError(t, err)
	}
	places := []uint64{0, 1, 3}
	for _, i := range places {
		_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, i))
		require.NoError(t, err)
	}
	l.at(9, start+2*hour)
	reviewed(ids[2], types.CaseStatus_CASE_STATUS_UPHELD)
	for _, i := range places[1:] {
		_, err := l.msgs.AnswerDispute(l.ctx, &types.MsgAnswerDispute{Recorder: "recorder", Dispute: types.DisputeID(pacs, i), DocumentDigest: digest(1)})
		require.NoError(t, err)
	}
	l.at(10, start+3*day)
	reviewed(ids[3], types.CaseStatus_CASE_STATUS_VIOLATION)
	_, err := l.msgs.ResolveDispute(l.ctx, &types.MsgResolveDispute{
		Authority: "authority of DE", Dispute: types.DisputeID(pacs, 3), Outcome: types.DisputeStatus_DISPUTE_STATUS_UPHELD, DocumentDigest: digest(2),
	})
	require.NoError(t, err)
	_, err = l.msgs.NameReviewers(l.ctx, &types.MsgNameReviewers{Authority: "authority of DE", Participants: []string{"de-practice", "fr-clinic"}})
	require.NoError(t, err)
	_, err = l.msgs.NameReviewers(l.ctx, &types.MsgNameReviewers{Authority: "authority of FR", Participants: []string{"fr-clinic"}})
	require.NoError(t, err)

	b := busy{GenesisState: l.export()}
	for _, id := range ids {
		for i := range b.Cases {
			if string(b.Cases[i].Id) == string(id) {
				b.cases = append(b.cases, &b.Cases[i])
			}
		}
	}
	for _, index := range places {
		for i := range b.Disputes {
			if b.Disputes[i].Index == index {
				b.disputes = append(b.disputes, &b.Disputes[i])
			}
		}
	}
	return b
}

const (
	open = iota
	justified
	upheld
	violation
)

const (
	answered = 1 + iota
	resolved
)

// Every value that no message could have made is refused.
func TestGenesisRefusesWhatNoMessageMade(t *testing.T) {
	for name, spoil := range map[string]func(busy){
		"a trail with records and no checkpoint":   func(b busy) { b.Trails[0].Checkpoints, b.Checkpoints = 0, nil },
		"a checkpoint kept at no moment":           func(b busy) { b.Trails[0].CheckpointAt = 0 },
		"a trail closed before it was opened":      func(b busy) { b.Trails[0].ClosedAt = start - 1 },
		"a checkpoint that is missing":             func(b busy) { b.Checkpoints = b.Checkpoints[:1] },
		"a checkpoint of another number":           func(b busy) { b.Checkpoints[0].Number = 1 },
		"a checkpoint of a number ahead":           func(b busy) { b.Checkpoints[1].Number = 2 },
		"a checkpoint of another trail":            func(b busy) { b.Checkpoints[1].Trail = hospital + "/ris" },
		"a checkpoint too many":                    func(b busy) { b.Checkpoints = append(b.Checkpoints, b.Checkpoints[1]) },
		"a checkpoint of nothing":                  func(b busy) { b.Checkpoints[0].Size_ = 0 },
		"a checkpoint larger than its trail":       func(b busy) { b.Checkpoints[1].Size_ = b.Trails[0].Head.Size_ + 1 },
		"a checkpoint as large as the next":        func(b busy) { b.Checkpoints[0].Size_ = b.Checkpoints[1].Size_ },
		"a checkpoint as late as the next":         func(b busy) { b.Checkpoints[0].At = b.Checkpoints[1].At },
		"a checkpoint before its trail":            func(b busy) { b.Checkpoints[0].At = start - 1 },
		"a checkpoint after the last":              func(b busy) { b.Checkpoints[1].At++ },
		"a root of 31 bytes":                       func(b busy) { b.Checkpoints[0].Root = b.Checkpoints[0].Root[1:] },
		"a case of a short exchange":               func(b busy) { b.cases[open].Exchange = nil },
		"a case of a short subject":                func(b busy) { b.cases[open].Subject = nil },
		"a case of no controller":                  func(b busy) { b.cases[open].Controller = "" },
		"a case of no recipient":                   func(b busy) { b.cases[open].Recipient = "" },
		"a case with another's id":                 func(b busy) { b.cases[open].Id = b.cases[upheld].Id },
		"a case without a record":                  func(b busy) { b.cases[open].Received = nil },
		"a case with the record of another writer": func(b busy) { b.cases[open].Received.Trail = "de-practice/his" },
		"a case with a record of no trail":         func(b busy) { b.cases[open].Received.Trail = hospital },
		"a case with a disclosure by another":      func(b busy) { b.cases[open].Disclosed = b.cases[open].Received },
		"a case with a record of an unknown trail": func(b busy) { b.cases[open].Received.Trail = hospital + "/ris" },
		"a case with a record ahead":               func(b busy) { b.cases[open].Received.Index = b.Trails[0].Head.Size_ },
		"a case that never occurred":               func(b busy) { b.cases[open].OccurredAt = 0 },
		"a case opened before 1970":                func(b busy) { b.cases[open].OpenedAt = -1 },
		"a case due when it was opened":            func(b busy) { b.cases[open].JustifyBy = b.cases[open].OpenedAt },
		"a case of no status":                      func(b busy) { b.cases[open].Status = 0 },
		"a case of an unknown status":              func(b busy) { b.cases[open].Status = 5 },
		"an open case that was justified":          func(b busy) { b.cases[justified].Status = 1 },
		"an open case that was reviewed":           func(b busy) { b.cases[open].Review = b.cases[upheld].Review },
		"a justified case that was not":            func(b busy) { b.cases[open].Status = 2 },
		"a justified case that was reviewed":       func(b busy) { b.cases[upheld].Status = 2 },
		"an upheld case that was not reviewed":     func(b busy) { b.cases[justified].Status = 3 },
		"an upheld case that was not justified":    func(b busy) { b.cases[violation].Status = 3 },
		"a violation before the deadline":          func(b busy) { b.cases[violation].Review.At-- },
		"a justification by another":               func(b busy) { b.cases[justified].Justification.By = "de-practice" },
		"a review due when it was justified":       func(b busy) { b.cases[justified].ReviewBy = b.cases[justified].Justification.At },
		"a review due of what was not justified":   func(b busy) { b.cases[open].ReviewBy = start + day },
		"a review by the controller":               func(b busy) { b.cases[upheld].Review.By = "de-practice" },
		"a review by the recipient":                func(b busy) { b.cases[upheld].Review.By = hospital },
		"a review by nobody":                       func(b busy) { b.cases[upheld].Review.By = "" },
		"a review before the justification":        func(b busy) { b.cases[upheld].Review.At = start + hour - 1 },
		"a review before the case":                 func(b busy) { b.cases[justified].Justification.At = start - 1 },
		"a short digest of a justification":        func(b busy) { b.cases[justified].Justification.DocumentDigest = digest(0)[1:] },
		"a short digest of a review":               func(b busy) { b.cases[upheld].Review.DocumentDigest = digest(0)[1:] },
		"cases that descend":                       func(b busy) { b.Cases[0], b.Cases[1] = b.Cases[1], b.Cases[0] },
		"a case twice":                             func(b busy) { b.Cases[1] = b.Cases[0] },
		"reviewers of no jurisdiction":             func(b busy) { b.Reviewers[0].Jurisdiction = "de" },
		"no reviewers":                             func(b busy) { b.Reviewers[0].Participants = nil },
		"reviewers that descend":                   func(b busy) { b.Reviewers[0].Participants = []string{"b", "a"} },
		"reviewers of jurisdictions that descend":  func(b busy) { b.Reviewers[0], b.Reviewers[1] = b.Reviewers[1], b.Reviewers[0] },
		"reviewers of a jurisdiction twice":        func(b busy) { b.Reviewers[1] = b.Reviewers[0] },
		"a dispute of a short subject":             func(b busy) { b.disputes[open].Subject = nil },
		"a dispute of a short record":              func(b busy) { b.disputes[open].Record = nil },
		"a dispute of no home":                     func(b busy) { b.disputes[open].Home = "" },
		"a dispute that nobody filed":              func(b busy) { b.disputes[open].FiledBy = "" },
		"a dispute of a record of no trail":        func(b busy) { dispute(b, hospital, 0) },
		"a dispute of a record of an unknown one":  func(b busy) { dispute(b, hospital+"/ris", 0) },
		"a dispute of a record ahead":              func(b busy) { dispute(b, pacs, b.Trails[0].Head.Size_) },
		"a dispute with another's id":              func(b busy) { b.disputes[open].Id = b.disputes[answered].Id },
		"a dispute opened before 1970":             func(b busy) { b.disputes[open].OpenedAt = -1 },
		"an answer due when it was opened":         func(b busy) { b.disputes[open].AnswerBy = b.disputes[open].OpenedAt },
		"a resolution due before the answer":       func(b busy) { b.disputes[open].ResolveBy = b.disputes[open].AnswerBy - 1 },
		"a dispute on no ground":                   func(b busy) { b.disputes[open].Ground = 0 },
		"a dispute on an unknown ground":           func(b busy) { b.disputes[open].Ground = 5 },
		"a dispute on another ground":              func(b busy) { b.disputes[open].Ground = types.Ground_GROUND_OTHER },
		"a dispute with a short document":          func(b busy) { b.disputes[open].DocumentDigest = []byte{1} },
		"a dispute of no status":                   func(b busy) { b.disputes[open].Status = 0 },
		"an open dispute that was answered":        func(b busy) { b.disputes[answered].Status = 1 },
		"an open dispute that was resolved":        func(b busy) { b.disputes[open].Resolution = b.disputes[resolved].Resolution },
		"an answered dispute that was not":         func(b busy) { b.disputes[open].Status = 2 },
		"an answered dispute that was resolved":    func(b busy) { b.disputes[resolved].Status = 2 },
		"an upheld dispute that nobody resolved":   func(b busy) { b.disputes[answered].Status = 3 },
		"a resolution that waited for no answer":   func(b busy) { b.disputes[resolved].Answer = nil },
		"an answer by another":                     func(b busy) { b.disputes[answered].Answer.By = "de-practice" },
		"a resolution by another":                  func(b busy) { b.disputes[resolved].Resolution.By = "FR" },
		"a resolution before the answer":           func(b busy) { b.disputes[resolved].Resolution.At = start + 2*hour - 1 },
		"an answer before the dispute":             func(b busy) { b.disputes[answered].Answer.At = start },
		"a short digest of an answer":              func(b busy) { b.disputes[answered].Answer.DocumentDigest = digest(0)[1:] },
		"a short digest of a resolution":           func(b busy) { b.disputes[resolved].Resolution.DocumentDigest = digest(0)[1:] },
		"disputes that descend":                    func(b busy) { b.Disputes[0], b.Disputes[1] = b.Disputes[1], b.Disputes[0] },
		"a dispute twice":                          func(b busy) { b.Disputes[1] = b.Disputes[0] },
		"what is due at no moment":                 func(b busy) { b.Dues[0].At = 0 },
		"what is due and is nothing":               func(b busy) { b.Dues[0] = types.Due{At: 1} },
		"what is due and is both": func(b busy) {
			b.Dues[0] = types.Due{At: 1, Cases: [][]byte{b.Cases[0].Id}, Disputes: [][]byte{b.Disputes[0].Id}}
		},
		"two disputes due together":         func(b busy) { b.Dues[0] = types.Due{At: 1, Disputes: [][]byte{b.Disputes[0].Id, b.Disputes[1].Id}} },
		"65 cases due together":             func(b busy) { b.Dues[0] = types.Due{At: 1, Cases: make([][]byte, types.MaxCases+1)} },
		"a short id that is due":            func(b busy) { b.Dues[0] = types.Due{At: 1, Cases: [][]byte{{1}}} },
		"a case that is due and is none":    func(b busy) { b.Dues[0] = types.Due{At: 1, Cases: [][]byte{digest(0)}} },
		"a dispute that is due and is none": func(b busy) { b.Dues[0] = types.Due{At: 1, Disputes: [][]byte{digest(0)}} },
		"dues that descend":                 func(b busy) { b.Dues[0], b.Dues[1] = b.Dues[1], b.Dues[0] },
		"a due twice":                       func(b busy) { b.Dues[1] = b.Dues[0] },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBusy(t)
			require.NoError(t, b.Validate())
			spoil(b)
			require.ErrorIs(t, b.Validate(), refusalOf(name))
		})
	}
}

func refusalOf(name string) error {
	switch name {
	case "reviewers that descend":
		return types.ErrReviewersInvalid
	case "a dispute on no ground", "a dispute on an unknown ground":
		return types.ErrDisputeInvalid
	case "a dispute on another ground", "a dispute with a short document":
		return types.ErrDigestInvalid
	default:
		return types.ErrGenesisInvalid
	}
}

// dispute has the first dispute be about another place, with the id of that.
func dispute(b busy, trail string, index uint64) {
	b.Disputes = b.Disputes[:1]
	b.Disputes[0].Trail, b.Disputes[0].Index, b.Disputes[0].Id = trail, index, types.DisputeID(trail, index)
	b.Dues = nil
}

func TestGenesisRefusesASubjectWithTooManyUnresolvedDisputes(t *testing.T) {
	b := newBusy(t)
	b.Trails[0].Head.Size_ = 1 << 10
	b.Trails[0].Head.Edge = b.Trails[0].Head.Edge[:1]
	one := *b.disputes[open]
	b.Disputes, b.Dues = nil, nil
	for i := range uint64(types.MaxUnresolved + 1) {
		one.Index, one.Id = i, types.DisputeID(pacs, i)
		b.Disputes = append(b.Disputes, one)
	}
	require.ErrorIs(t, b.Validate(), types.ErrDisputesFull)
}

func TestGenesisWithCasesAndDisputesIsExportedAsItWasRead(t *testing.T) {
	b := newBusy(t)
	other := emptyFixture(t)
	require.NoError(t, other.keeper.InitGenesis(other.ctx, b.GenesisState))
	require.Equal(t, b.GenesisState, other.export())
	other.at(10, start+3*day)
	other.requireInvariants()
}
