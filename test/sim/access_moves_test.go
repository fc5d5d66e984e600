package sim_test

import (
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// accessMoves are those of institutions about what was done with data, and what follows.
var accessMoves = []weighted{
	{8, &accesstypes.MsgOpenTrail{}, openTrail},
	{1, &accesstypes.MsgCloseTrail{}, closeTrail},
	{40, &accesstypes.MsgRecordAccess{}, record},
	{15, &accesstypes.MsgJustifyEmergency{}, justify},
	{15, &accesstypes.MsgReviewEmergency{}, review},
	{6, &accesstypes.MsgNameReviewers{}, nameReviewers},
	{15, &accesstypes.MsgDisputeAccess{}, dispute},
	{10, &accesstypes.MsgFileDispute{}, fileDispute},
	{10, &accesstypes.MsgAnswerDispute{}, answer},
	{12, &accesstypes.MsgResolveDispute{}, resolve},
}

// account of a participant that holds a permission; empty if there is none.
func (s scene) account(participant string, p permission.Permission) string {
	account, _ := anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool { return a.Participant == participant && a.Holds(p) })
	return account.Address
}

func openTrail(s scene) (string, sdk.Msg) {
	admin, found := s.holder(registrytypes.Permission_PERMISSION_ADMIN)
	if !found {
		return "", nil
	}
	return admin.Address, &accesstypes.MsgOpenTrail{Admin: admin.Address, Name: s.word()}
}

func closeTrail(s scene) (string, sdk.Msg) {
	trail, _ := anyOf(s, s.Access.Trails, nil)
	admin := s.account(trail.Writer, permission.Admin)
	if admin == "" {
		return "", nil
	}
	return admin, &accesstypes.MsgCloseTrail{Admin: admin, Trail: trail.Id}
}

func record(s scene) (string, sdk.Msg) {
	trail, found := anyOf(s, s.Access.Trails, func(t accesstypes.Trail) bool { return t.ClosedAt == 0 || s.chance(20) })
	recorder := s.account(trail.Writer, permission.Record)
	if !found || recorder == "" {
		return "", nil
	}
	events := make([]accesstypes.Event, 1+s.dice.Intn(5))
	for i := range events {
		events[i] = s.event(trail.Writer)
	}
	if e, found := s.otherSide(trail.Writer); found {
		events = append(events, e)
	}
	msg := &accesstypes.MsgRecordAccess{Recorder: recorder, Trail: trail.Id, FirstIndex: trail.Head.Size_, Events: events}
	s.follow(msg)
	return recorder, msg
}

// event that a writer discloses or receives: for treatment, under a permit, in an
// emergency, or for the subject itself.
func (s scene) event(writer string) accesstypes.Event {
	partner, _, _ := s.participant(0)
	e := accesstypes.Event{
		Side: accesstypes.Side_SIDE_DISCLOSER, Exchange: s.bytes(32), Subject: s.recorded(), Controller: writer, Recipient: partner.Id,
		Actor: s.bytes(32), Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Action: vocabulary.Action_ACTION_ACCESS,
		Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EHR}, OccurredAt: s.now() - int64(s.dice.Intn(90000)),
		Resource: s.bytes(32), Salt: s.bytes(16),
	}
	if s.chance(4) {
		e.Side, e.Controller, e.Recipient = accesstypes.Side_SIDE_RECIPIENT, partner.Id, writer
	}
	switch s.dice.Intn(4) {
	case 0:
		if p, found := anyOf(s, s.Permit.Permits, nil); found && e.Side == accesstypes.Side_SIDE_DISCLOSER {
			e.Purpose, e.Permit, e.Recipient = vocabulary.Purpose_PURPOSE_RESEARCH, p.Id, p.Holder
		}
	case 1:
		e.Purpose, e.OccurredAt = vocabulary.Purpose_PURPOSE_EMERGENCY_TREATMENT, s.now()-int64(s.dice.Intn(600))
	case 2:
		e.Purpose = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST
		s.ask(&e)
	}
	return e
}

// recorded is whom an event is about: a patient, enrolled or not, or a subject in custody.
func (s scene) recorded() []byte {
	if subject, _, found := s.subject(consenttypes.Subject.Custodial); found && s.chance(4) {
		return subject.Id
	}
	_, patient := patient(s.dice.Intn(patients))
	return patient[:]
}

// ask has the subject of an event ask for it, most often one that has a key.
func (s scene) ask(e *accesstypes.Event) {
	key, subject, known := s.wallet(anybody)
	if !known || s.chance(4) {
		return
	}
	e.Subject = subject.Id
	r := directive.AccessRequest{
		Subject: [20]byte(subject.Id), Controller: e.Controller, Recipient: e.Recipient, IssuedAt: e.OccurredAt - 60, ExpiresAt: e.OccurredAt + 60,
	}
	digest, err := r.Digest(chainID)
	e.SubjectRequest = &accesstypes.SubjectRequest{IssuedAt: r.IssuedAt, ExpiresAt: r.ExpiresAt, Signature: sign(digest, err, key)}
}

// otherSide is what a writer has to record of an emergency that its partner has recorded.
func (s scene) otherSide(writer string) (accesstypes.Event, bool) {
	c, found := anyOf(s, s.Access.Cases, func(c accesstypes.Case) bool {
		return (c.Controller == writer && c.Disclosed == nil) || (c.Recipient == writer && c.Received == nil)
	})
	if !found {
		return accesstypes.Event{}, false
	}
	e := s.event(writer)
	e.Side, e.Exchange, e.Subject, e.Controller, e.Recipient = accesstypes.Side_SIDE_DISCLOSER, c.Exchange, c.Subject, c.Controller, c.Recipient
	if c.Disclosed != nil || c.Controller != writer {
		e.Side = accesstypes.Side_SIDE_RECIPIENT
	}
	e.Purpose, e.Permit, e.SubjectRequest, e.OccurredAt = vocabulary.Purpose_PURPOSE_EMERGENCY_TREATMENT, "", nil, c.OccurredAt
	return e, true
}

func justify(s scene) (string, sdk.Msg) {
	c, _ := anyOf(s, s.Access.Cases, func(c accesstypes.Case) bool {
		return c.Status == accesstypes.CaseStatus_CASE_STATUS_OPEN && (c.JustifyBy > s.now() || s.chance(3))
	})
	recorder := s.account(c.Recipient, permission.Record)
	if recorder == "" {
		return "", nil
	}
	return recorder, &accesstypes.MsgJustifyEmergency{Recorder: recorder, Case: c.Id, DocumentDigest: s.bytes(32)}
}

func review(s scene) (string, sdk.Msg) {
	c, found := anyOf(s, s.Access.Cases, func(c accesstypes.Case) bool {
		return c.Status == accesstypes.CaseStatus_CASE_STATUS_JUSTIFIED || c.Overdue(s.now()) || s.chance(20)
	})
	if !found {
		return "", nil
	}
	outcome := accesstypes.CaseStatus_CASE_STATUS_VIOLATION
	if c.Status == accesstypes.CaseStatus_CASE_STATUS_JUSTIFIED && s.chance(2) {
		outcome = accesstypes.CaseStatus_CASE_STATUS_UPHELD
	}
	reviewer := s.reviewer(c.Controller)
	return reviewer, &accesstypes.MsgReviewEmergency{Reviewer: reviewer, Case: c.Id, Outcome: outcome, DocumentDigest: s.bytes(32)}
}

// reviewer of a controller's cases: the authority, or now and then whom it named.
func (s scene) reviewer(controller string) string {
	p, err := s.Registry.Participants.Get(s.ctx, controller)
	if err != nil {
		panic(err)
	}
	named, err := s.Access.Reviewers.Get(s.ctx, p.Jurisdiction)
	if reviewer, some := one(s, named.Participants); err == nil && some && s.chance(2) {
		if account := s.account(reviewer, permission.Attest); account != "" {
			return account
		}
	}
	j, err := s.Registry.Jurisdictions.Get(s.ctx, p.Jurisdiction)
	if err != nil {
		panic(err)
	}
	return j.Authority
}

func nameReviewers(s scene) (string, sdk.Msg) {
	j := s.jurisdiction()
	var named []string
	for range s.dice.Intn(4) {
		if p, _, found := s.participant(0); found {
			named = append(named, p.Id)
		}
	}
	slices.Sort(named)
	return j.Authority, &accesstypes.MsgNameReviewers{Authority: j.Authority, Participants: slices.Compact(named)}
}

func dispute(s scene) (string, sdk.Msg) {
	relay, found := s.holder(registrytypes.Permission_PERMISSION_RELAY)
	key, subject, known := s.wallet(anybody)
	if !found || !known {
		return "", nil
	}
	evidence, record, some := s.evidence(subject.Id)
	if !some {
		return "", nil
	}
	d := directive.Dispute{
		Subject: record.Subject, Trail: record.Trail, Index: record.Index, Record: leaf(record),
		Ground: directive.GroundNotTreated, Deadline: s.now() + 3600,
	}
	digest, err := d.Digest(chainID)
	return relay.Address, &accesstypes.MsgDisputeAccess{Relayer: relay.Address, Evidence: evidence, Dispute: accesstypes.SignedDispute{
		Subject: d.Subject[:], Trail: d.Trail, Index: d.Index, Record: d.Record[:], Ground: accesstypes.Ground(d.Ground),
		Deadline: d.Deadline, Signature: sign(digest, err, key),
	}}
}

func fileDispute(s scene) (string, sdk.Msg) {
	subject, authority, found := s.subject(func(c consenttypes.Subject) bool { return c.Custodial() && s.hasRecord(c.Id) })
	if !found {
		return "", nil
	}
	evidence, _, some := s.evidence(subject.Id)
	if !some {
		return "", nil
	}
	return authority, &accesstypes.MsgFileDispute{
		Authority: authority, Ground: accesstypes.Ground_GROUND_OTHER, DocumentDigest: s.bytes(32), Evidence: evidence,
	}
}

func answer(s scene) (string, sdk.Msg) {
	d, _ := anyOf(s, s.Access.Disputes, func(d accesstypes.Dispute) bool {
		return d.Status == accesstypes.DisputeStatus_DISPUTE_STATUS_OPEN && (d.AnswerBy > s.now() || s.chance(3))
	})
	recorder := s.account(d.Writer(), permission.Record)
	if recorder == "" {
		return "", nil
	}
	return recorder, &accesstypes.MsgAnswerDispute{Recorder: recorder, Dispute: d.Id, DocumentDigest: s.bytes(32)}
}

func resolve(s scene) (string, sdk.Msg) {
	d, found := anyOf(s, s.Access.Disputes, func(d accesstypes.Dispute) bool {
		return d.Status == accesstypes.DisputeStatus_DISPUTE_STATUS_ANSWERED || d.Overdue(s.now()) || s.chance(20)
	})
	if !found {
		return "", nil
	}
	j, err := s.Registry.Jurisdictions.Get(s.ctx, d.Home)
	if err != nil {
		panic(err)
	}
	outcome := accesstypes.DisputeStatus_DISPUTE_STATUS_UPHELD
	if s.chance(2) {
		outcome = accesstypes.DisputeStatus_DISPUTE_STATUS_DISMISSED
	}
	return j.Authority, &accesstypes.MsgResolveDispute{Authority: j.Authority, Dispute: d.Id, Outcome: outcome, DocumentDigest: s.bytes(32)}
}
