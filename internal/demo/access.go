package demo

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/assent-ledger/assent/internal/audit"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// The sizes of the recording.
const (
	eventsPerTrail = 2_000
	batchSize      = 500
	// gasPerEvent covers the bytes of an event and its judging.
	gasPerEvent = 12_000
)

// scenario is a way in which a record was accessed, and what the ledger must say to it.
type scenario struct {
	what       string
	recipient  string
	profession vocabulary.Profession
	purpose    vocabulary.Purpose
	// category instead of the record's own; unspecified keeps that.
	category vocabulary.Category
	// one in so many accesses; 0 is all that the others leave.
	oneIn   int
	verdict audit.Verdict
}

var (
	permittedByConsent = audit.Verdict{Effect: "PERMIT", Basis: "CONSENT"}
	deniedByConsent    = audit.Verdict{Effect: "DENY", Basis: "CONSENT"}
)

// story is what is recorded on a trail.
type story struct {
	trail, writer string
	side          accesstypes.Side
	scenarios     []scenario
}

// physician is the profession of most who ask.
const physician = vocabulary.Profession_PROFESSION_PHYSICIAN

var stories = []story{
	{hospitalTrail, hospital, accesstypes.Side_SIDE_DISCLOSER, []scenario{
		{
			what: "lent to a laboratory for research, without consent", recipient: laboratory, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_RESEARCH, oneIn: 40, verdict: deniedByConsent,
		},
		{
			what: "used to train a model, which is prohibited", recipient: laboratory, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_AI_DEVELOPMENT, oneIn: 50, verdict: audit.Verdict{Effect: "DENY", Basis: "NONE"},
		},
		{
			what: "mental health, which the patient excepted", recipient: laboratory, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_TREATMENT, category: vocabulary.Category_CATEGORY_MENTAL_HEALTH, oneIn: 25, verdict: deniedByConsent,
		},
		{
			what: "treatment by the laboratory", recipient: laboratory, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_TREATMENT, oneIn: 2, verdict: permittedByConsent,
		},
		{
			what: "treatment across the border", recipient: foreignHospital, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_TREATMENT, verdict: permittedByConsent,
		},
	}},
	{foreignHospitalTrail, foreignHospital, accesstypes.Side_SIDE_RECIPIENT, []scenario{
		{
			what: "read by a clerk", recipient: foreignHospital, profession: vocabulary.Profession_PROFESSION_CLERK,
			purpose: vocabulary.Purpose_PURPOSE_TREATMENT, oneIn: 30, verdict: deniedByConsent,
		},
		{
			what: "genome, above the agreement's ceiling", recipient: foreignHospital, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_TREATMENT, category: vocabulary.Category_CATEGORY_GENOMIC, oneIn: 37, verdict: deniedByConsent,
		},
		{
			what: "break-glass", recipient: foreignHospital, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_EMERGENCY_TREATMENT, oneIn: 101, verdict: audit.Verdict{Effect: "PERMIT", Basis: "EMERGENCY"},
		},
		{
			what: "treatment across the border", recipient: foreignHospital, profession: physician,
			purpose: vocabulary.Purpose_PURPOSE_TREATMENT, verdict: permittedByConsent,
		},
	}},
}

// of the story, the scenario of the i-th access.
func (s story) of(i int) scenario {
	for _, sc := range s.scenarios {
		if sc.oneIn > 0 && i%sc.oneIn == sc.oneIn-1 {
			return sc
		}
	}
	return s.scenarios[len(s.scenarios)-1]
}

// event of a scenario that accessed a record at a moment.
func (r *run) event(s story, sc scenario, rec record, at time.Time) (accesstypes.Event, error) {
	var random [80]byte
	if _, err := rand.Read(random[:]); err != nil {
		return accesstypes.Event{}, err
	}
	exchange := sha256.Sum256(random[:64])
	category := rec.category
	if sc.category != vocabulary.Category_CATEGORY_UNSPECIFIED {
		category = sc.category
	}
	return accesstypes.Event{
		Side: s.side, Exchange: exchange[:], Subject: r.cast.patient.address[:],
		Controller: hospital, Recipient: sc.recipient,
		Actor: keyed([]byte(sc.recipient), []byte(sc.profession.String())), Profession: sc.profession,
		Purpose: sc.purpose, Categories: []vocabulary.Category{category}, Action: vocabulary.Action_ACTION_ACCESS,
		OccurredAt: at.Unix(), Resource: rec.digest, Salt: random[64:],
	}, nil
}

func (r *run) record(ctx context.Context) error {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	var err error
	if r.cast.records, err = loadRecords(key); err != nil {
		return err
	}
	r.cast.expected = map[audit.Row]int{}
	r.cast.sizes = map[string]uint64{}
	header, err := r.lastBlockTime(ctx)
	if err != nil {
		return err
	}
	begun := time.Now()
	var hashes []string
	for _, s := range stories {
		submitted, err := r.submitStory(ctx, s, header)
		if err != nil {
			return fmt.Errorf("trail %s: %w", s.trail, err)
		}
		hashes = append(hashes, submitted...)
	}
	var gas int64
	for _, hash := range hashes {
		result, err := r.Client.Wait(ctx, hash)
		if err != nil {
			return err
		}
		gas += result.GasUsed
	}
	total := len(stories) * eventsPerTrail
	took := time.Since(begun).Seconds()
	r.Say("%d accesses to %d FHIR R4 resources, in %d batches on %d trails: %.1f s, %.0f a second, %d gas each",
		total, len(r.cast.records), len(hashes), len(stories), took, float64(total)/took, gas/int64(total))
	for _, s := range stories {
		r.saySummary(s)
	}
	return nil
}

func (r *run) saySummary(s story) {
	counts := make([]int, len(s.scenarios))
	for i := range eventsPerTrail {
		for j := range s.scenarios {
			if s.of(i).what == s.scenarios[j].what {
				counts[j]++
			}
		}
	}
	r.Say("on %s:", s.trail)
	for j, sc := range s.scenarios {
		r.Say("  %5d × %s: must be %s", counts[j], sc.what, sc.verdict)
	}
}

// submitStory submits all batches of a trail; their results are waited for together.
func (r *run) submitStory(ctx context.Context, s story, at time.Time) ([]string, error) {
	var hashes []string
	for first := 0; first < eventsPerTrail; first += batchSize {
		events := make([]accesstypes.Event, 0, batchSize)
		for i := first; i < min(first+batchSize, eventsPerTrail); i++ {
			sc := s.of(i)
			event, err := r.event(s, sc, r.cast.records[i%len(r.cast.records)], at)
			if err != nil {
				return nil, err
			}
			events = append(events, event)
			r.expect(s.trail, sc.verdict)
		}
		hash, err := r.submitBatch(ctx, s, events)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// submitBatch hands the trail's next batch to the node.
func (r *run) submitBatch(ctx context.Context, s story, events []accesstypes.Event) (string, error) {
	desk := r.cast.desks[s.writer]
	hash, err := r.Client.Submit(ctx, desk, smallGas+uint64(len(events))*gasPerEvent, &accesstypes.MsgRecordAccess{
		Recorder: desk.Address(), Trail: s.trail, FirstIndex: r.cast.sizes[s.trail], Events: events,
	})
	if err == nil {
		r.cast.sizes[s.trail] += uint64(len(events))
	}
	return hash, err
}

func (r *run) expect(trail string, v audit.Verdict) {
	r.cast.expected[audit.Row{Trail: trail, Verdict: v}]++
}

// lastBlockTime is the ledger's time: what has happened by it can be judged.
func (r *run) lastBlockTime(ctx context.Context) (time.Time, error) {
	status, err := r.Client.RPC().Status(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return status.SyncInfo.LatestBlockTime, nil
}

// secondBefore returns the ledger's time once that second is over: facts hold by
// whole seconds, so that what begins from now on begins after it.
func (r *run) secondBefore(ctx context.Context) (time.Time, error) {
	before, err := r.lastBlockTime(ctx)
	if err != nil {
		return time.Time{}, err
	}
	for {
		now, err := r.lastBlockTime(ctx)
		if err != nil || now.Unix() > before.Unix() {
			return before, err
		}
		select {
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		case <-time.After(pollEvery):
		}
	}
}

// pollEvery is the pause between two questions to a node.
const pollEvery = 50 * time.Millisecond

// withdraw ends the consent; then one access that happened before and one that
// happened after are recorded.
func (r *run) withdraw(ctx context.Context) error {
	before, err := r.secondBefore(ctx)
	if err != nil {
		return err
	}
	height, err := r.withdrawConsent(ctx)
	if err != nil {
		return err
	}
	block, err := r.Client.WaitHeight(ctx, height)
	if err != nil {
		return err
	}
	r.Say("withdrawal relayed by %s, at height %d", laboratory, height)
	if err := r.expectDecision(ctx, vocabulary.Effect_EFFECT_DENY, vocabulary.Reason_REASON_NO_CONSENT); err != nil {
		return err
	}
	for _, late := range []struct {
		what    string
		at      time.Time
		verdict audit.Verdict
	}{
		{"an access after it", block.Time, deniedByConsent},
		{"an access that happened before it, recorded after", before, audit.Verdict{Effect: "PERMIT", Basis: "CONSENT", Marks: "HINDSIGHT"}},
	} {
		verdict, err := r.recordOne(ctx, stories[1], late.at)
		if err != nil {
			return err
		}
		r.Say("%s is judged %s", late.what, verdict)
		if verdict != late.verdict {
			return fmt.Errorf("%s: expected %v, got %v", late.what, late.verdict, verdict)
		}
		r.expect(stories[1].trail, verdict)
	}
	return nil
}

// recordOne records one ordinary access of a story and returns its verdict.
func (r *run) recordOne(ctx context.Context, s story, at time.Time) (audit.Verdict, error) {
	event, err := r.event(s, s.scenarios[len(s.scenarios)-1], r.cast.records[0], at)
	if err != nil {
		return audit.Verdict{}, err
	}
	hash, err := r.submitBatch(ctx, s, []accesstypes.Event{event})
	if err != nil {
		return audit.Verdict{}, err
	}
	result, err := r.Client.Wait(ctx, hash)
	if err != nil {
		return audit.Verdict{}, err
	}
	return firstVerdict(result)
}

func firstVerdict(result ledger.Result) (audit.Verdict, error) {
	var response accesstypes.MsgRecordAccessResponse
	if err := result.Response(0, &response); err != nil {
		return audit.Verdict{}, err
	}
	if len(response.Verdicts) == 0 {
		return audit.Verdict{}, fmt.Errorf("transaction %s has no verdict", result.Hash)
	}
	return audit.NewVerdict(response.Verdicts[0]), nil
}
