package directive

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
)

const testChain = "assent-test-1"

func drawTime(t *rapid.T) int64 {
	return rapid.OneOf(rapid.Int64Range(0, MaxTime), rapid.SampledFrom([]int64{0, 1, MaxTime - 1, MaxTime})).Draw(t, "time")
}

func drawPeriod(t *rapid.T) policy.Period {
	from, until := drawTime(t), drawTime(t)
	if from > until {
		from, until = until, from
	}
	period := policy.Period{From: policy.At(from), Until: policy.At(until)}
	kind := rapid.IntRange(0, 3).Draw(t, "bounds")
	if kind&1 != 0 || from == until {
		period.From = policy.Bound{}
	}
	if kind&2 != 0 {
		period.Until = policy.Bound{}
	}
	return period
}

func drawCodes[C ~uint8](t *rapid.T, all []C) policy.Set[C] {
	if rapid.Bool().Draw(t, "any") {
		return 0
	}
	return policy.SetOf(rapid.SliceOf(rapid.SampledFrom(all)).Draw(t, "codes")...)
}

func drawParticipant(t *rapid.T) string {
	return rapid.StringMatching(`[a-z0-9-]{1,64}`).Draw(t, "participant")
}

func drawJurisdiction(t *rapid.T) string {
	return rapid.StringMatching(`[A-Z0-9-]{1,64}`).Draw(t, "jurisdiction")
}

func drawSelector(t *rapid.T) policy.Selector {
	switch kind := rapid.SampledFrom([]policy.SelectorKind{
		policy.SelectorParticipant, policy.SelectorRole, policy.SelectorJurisdiction,
	}).Draw(t, "kind"); kind {
	case policy.SelectorRole:
		return policy.Selector{Kind: kind, Role: rapid.SampledFrom(policy.Roles()).Draw(t, "role")}
	case policy.SelectorJurisdiction:
		return policy.Selector{Kind: kind, ID: drawJurisdiction(t)}
	default:
		return policy.Selector{Kind: kind, ID: drawParticipant(t)}
	}
}

func sortSelectors(list []policy.Selector) []policy.Selector {
	slices.SortFunc(list, func(a, b policy.Selector) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(list)
}

func drawRecipients(t *rapid.T) []policy.Selector {
	most := rapid.SampledFrom([]int{0, 1, 3, MaxRecipients}).Draw(t, "most recipients")
	list := make([]policy.Selector, 0, most)
	for range rapid.IntRange(0, most).Draw(t, "recipients") {
		list = append(list, drawSelector(t))
	}
	return sortSelectors(list)
}

// drawProvision draws a tree that Check accepts.
func drawProvision(t *rapid.T) policy.Provision {
	nodes := rapid.IntRange(1, MaxNodes).Draw(t, "nodes") - 1
	return drawNode(t, 1, &nodes)
}

func drawNode(t *rapid.T, level int, nodes *int) policy.Provision {
	node := policy.Provision{
		Effect: rapid.SampledFrom(policy.Effects()).Draw(t, "effect"),
		Match: policy.Match{
			Recipients: drawRecipients(t),
			Purposes:   drawCodes(t, policy.Purposes()),
			Categories: drawCodes(t, policy.Categories()),
			Actions:    drawCodes(t, policy.Actions()),
			Period:     drawPeriod(t),
		},
	}
	if level == MaxDepth {
		return node
	}
	for *nodes > 0 && rapid.IntRange(0, 2).Draw(t, "another exception") > 0 {
		*nodes--
		node.Exceptions = append(node.Exceptions, drawNode(t, level+1, nodes))
	}
	return node
}

func draw32(t *rapid.T) [32]byte {
	if rapid.Bool().Draw(t, "absent") {
		return [32]byte{}
	}
	return [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "bytes"))
}

func drawSubject(t *rapid.T) [20]byte {
	subject := [20]byte(rapid.SliceOfN(rapid.Byte(), 20, 20).Draw(t, "subject"))
	subject[0] |= 1
	return subject
}

func drawDirective(t *rapid.T) Directive {
	d := Directive{
		Subject: drawSubject(t), Provision: drawProvision(t), Validity: drawPeriod(t), DocumentDigest: draw32(t),
		Supersedes: draw32(t), Sequence: rapid.Uint64().Draw(t, "sequence"), Deadline: drawTime(t),
	}
	if rapid.Bool().Draw(t, "one controller") {
		d.Controller = drawParticipant(t)
	}
	return d
}

func drawWithdrawal(t *rapid.T) Withdrawal {
	w := Withdrawal{
		Subject: drawSubject(t), Directive: draw32(t), Sequence: rapid.Uint64().Draw(t, "sequence"), Deadline: drawTime(t),
	}
	w.Directive[31] |= 1
	return w
}

func drawEnrolment(t *rapid.T) Enrolment {
	return Enrolment{
		Subject: drawSubject(t), Holder: drawParticipant(t), HomeJurisdiction: drawJurisdiction(t), Deadline: drawTime(t),
	}
}

func drawAppointment(t *rapid.T) Appointment {
	a := Appointment{
		Subject: drawSubject(t), Representative: drawSubject(t), Purposes: drawCodes(t, policy.Purposes()),
		Categories: drawCodes(t, policy.Categories()), Period: drawPeriod(t),
		Sequence: rapid.Uint64().Draw(t, "sequence"), Deadline: drawTime(t),
	}
	a.Subject[1], a.Representative[1] = 1, 2
	if rapid.Bool().Draw(t, "one controller") {
		a.Controller = drawParticipant(t)
	}
	return a
}

// drawAboutKeys draws what names a subject, another key, and little else.
func drawAboutKeys(t *rapid.T, kind int) drawn {
	subject, other := drawSubject(t), drawSubject(t)
	subject[1], other[1] = 1, 2
	sequence, deadline := rapid.Uint64().Draw(t, "sequence"), drawTime(t)
	switch kind {
	case 0:
		return MandateEnd{Subject: subject, Representative: other, Sequence: sequence, Deadline: deadline}
	case 1:
		return KeyRotation{Subject: subject, NewKey: other, Sequence: sequence, Deadline: deadline}
	case 2:
		return KeyReplacement{Subject: subject, NewKey: other, Deadline: deadline}
	default:
		return ReplacementObjection{Subject: subject, NewKey: other, Sequence: sequence, Deadline: deadline}
	}
}

// drawAccessRequest draws a request that Check accepts.
func drawAccessRequest(t *rapid.T) AccessRequest {
	lifetime := rapid.Int64Range(1, MaxLifetime).Draw(t, "lifetime")
	issued := rapid.Int64Range(1, MaxTime-lifetime).Draw(t, "issued")
	return AccessRequest{
		Subject: drawSubject(t), Controller: drawParticipant(t), Recipient: drawParticipant(t),
		IssuedAt: issued, ExpiresAt: issued + lifetime,
	}
}

func drawDispute(t *rapid.T) Dispute {
	d := Dispute{
		Subject: drawSubject(t), Trail: drawParticipant(t) + "/" + drawParticipant(t), Index: rapid.Uint64().Draw(t, "index"),
		Record: draw32(t), Ground: rapid.SampledFrom(Grounds()).Draw(t, "ground"), Document: draw32(t), Deadline: drawTime(t),
	}
	d.Record[31] |= 1
	if d.Ground == GroundOther {
		d.Document[0] |= 1
	}
	return d
}

type drawn interface {
	message
	Digest(string) ([32]byte, error)
	TypedData(string) ([]byte, error)
}

// drawMessage draws any message.
func drawMessage(t *rapid.T) drawn {
	switch kind := rapid.IntRange(0, 11).Draw(t, "message"); kind {
	case 0:
		return drawWithdrawal(t)
	case 1:
		return drawEnrolment(t)
	case 2:
		return drawAppointment(t)
	case 3, 4, 5, 6:
		return drawAboutKeys(t, kind-3)
	case 7:
		return drawAccessRequest(t)
	case 8:
		return drawDispute(t)
	default:
		return drawDirective(t)
	}
}
