package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// crossing is a request for the data that one institution holds of its patient.
type crossing struct {
	from, to string
	purpose  vocabulary.Purpose
	category vocabulary.Category
	// permit is the id of a data permit; empty where none is named.
	permit string
}

// String says it in words.
func (c crossing) String() string {
	text := fmt.Sprintf("%s → %s, %s, %s", c.from, c.to, word(c.purpose), word(c.category))
	if c.permit != "" {
		text += ", permit " + c.permit
	}
	return text
}

// profession of who asks: a physician where care is given.
func (c crossing) profession() vocabulary.Profession {
	if c.purpose == treatment {
		return vocabulary.Profession_PROFESSION_PHYSICIAN
	}
	return vocabulary.Profession_PROFESSION_UNSPECIFIED
}

// home of an institution.
func home(institution string) string {
	prefix, _, _ := strings.Cut(institution, "-")
	return strings.ToUpper(prefix)
}

// inquiry is a request and what must be answered.
type inquiry struct {
	crossing
	want ruling
}

// moment at which decisions are asked: on the state of a height, as of a moment in Unix
// seconds or, where that is 0, of the block's own time.
type moment struct {
	when       string
	height, at int64
}

// on is the state of the block, and before that of the block before it.
func (b block) on(when string) moment     { return moment{when: when, height: b.height} }
func (b block) before(when string) moment { return moment{when: when, height: b.height - 1} }

// asOf asks the block's state about another moment.
func (b block) asOf(at int64, when string) moment {
	return moment{when: when, height: b.height, at: at}
}

// ask asks every node, and keeps what they say for the table.
func (b *bordering) ask(ctx context.Context, m moment, inquiries ...inquiry) error {
	var rows table
	for _, q := range inquiries {
		answer, err := b.decide(ctx, m, q.crossing)
		if err != nil {
			return fmt.Errorf("%s: %w", q.crossing, err)
		}
		rows = append(rows, row{
			height: m.height, at: clock(answer.At), when: m.when, by: fmt.Sprintf("%d nodes", len(b.nodes)),
			request: q.String(), want: q.want, got: rulingOf(answer),
		})
	}
	b.keep(rows)
	return nil
}

func (b *bordering) keep(rows table) {
	b.table = append(b.table, rows...)
	for _, line := range rows.tell() {
		b.Say("%s", line)
	}
}

func rulingOf(a *consenttypes.QueryDecideResponse) ruling {
	return ruling{
		effect: word(a.Effect), basis: word(a.Basis), reasons: words(a.Reasons), agreement: a.Agreement, obligations: words(a.Obligations),
	}
}

// decide asks every node on the state of a height, for the institution that holds the
// data, and fails unless all say the same.
func (b *bordering) decide(ctx context.Context, m moment, c crossing) (*consenttypes.QueryDecideResponse, error) {
	if err := b.Network.WaitHeight(ctx, m.height); err != nil {
		return nil, err
	}
	header, err := b.Client.WaitHeight(ctx, m.height)
	if err != nil {
		return nil, err
	}
	subject, err := b.subjectAt(c.from)
	if err != nil {
		return nil, err
	}
	request := &consenttypes.QueryDecideRequest{
		Caller: &caller.Caller{}, Subject: consenttypes.SubjectID(subject[:]), Controller: c.from, Recipient: c.to, At: m.at,
		Purpose: c.purpose, Category: c.category, Action: vocabulary.Action_ACTION_ACCESS, Profession: c.profession(), Permit: c.permit,
	}
	if err := ledger.SignQuery(b.Keys, c.from+"-desk", b.Spec.ChainID, consenttypes.MethodDecide, request, header.Time.Unix()); err != nil {
		return nil, err
	}
	var first *consenttypes.QueryDecideResponse
	for i, node := range b.nodes {
		answer, err := consenttypes.NewQueryClient(node.Query().WithHeight(m.height)).Decide(ctx, request)
		if err != nil {
			return nil, fmt.Errorf("node %d: %w", i, err)
		}
		if answer.Height != m.height || answer.Time != header.Time.Unix() {
			return nil, fmt.Errorf("node %d answers on height %d of %s", i, answer.Height, clock(answer.Time))
		}
		if first == nil {
			first = answer
		}
		if !reflect.DeepEqual(first, answer) {
			return nil, fmt.Errorf("node %d says %v, another one %v", i, answer, first)
		}
	}
	return first, nil
}

// record has the holder of the data record an access that happened at a moment. The
// query is asked the same, as of that moment, and the verdict must be what it says.
func (b *bordering) record(ctx context.Context, when string, q inquiry, occurredAt int64, marks ...accesstypes.Mark) error {
	event, err := b.event(q.crossing, occurredAt)
	if err != nil {
		return err
	}
	desk, err := b.Account(q.from + "-desk")
	if err != nil {
		return err
	}
	at, result, err := b.stepWith(ctx, desk, q.from+" records an access of "+clock(occurredAt), &accesstypes.MsgRecordAccess{
		Recorder: desk.Address(), Trail: q.from + "/archive", FirstIndex: b.recorded[q.from], Events: []accesstypes.Event{event},
	})
	if err != nil {
		return err
	}
	b.recorded[q.from]++
	var response accesstypes.MsgRecordAccessResponse
	if err := result.Response(0, &response); err != nil {
		return err
	}
	if len(response.Verdicts) != 1 {
		return fmt.Errorf("%d verdicts on one access", len(response.Verdicts))
	}
	if err := b.ask(ctx, at.asOf(occurredAt, when), q); err != nil {
		return err
	}
	// A verdict has no reasons, agreement or obligations.
	asked := b.table[len(b.table)-1].got
	verdict := response.Verdicts[0]
	b.keep(table{{
		height: at.height, at: clock(occurredAt), when: when, by: "trail", request: q.String(),
		want: ruling{effect: asked.effect, basis: asked.basis, marks: words(marks)},
		got:  ruling{effect: word(verdict.Effect), basis: word(verdict.Basis), marks: words(verdict.Marks)},
	}})
	return nil
}

// event is an access as who discloses the data reports it.
func (b *bordering) event(c crossing, occurredAt int64) (accesstypes.Event, error) {
	subject, err := b.subjectAt(c.from)
	if err != nil {
		return accesstypes.Event{}, err
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return accesstypes.Event{}, err
	}
	digest := sha256.Sum256(random)
	return accesstypes.Event{
		Side: accesstypes.Side_SIDE_DISCLOSER, Exchange: digest[:], Subject: subject[:], Controller: c.from, Recipient: c.to,
		Actor: digest[:], Profession: c.profession(), Purpose: c.purpose, Categories: []vocabulary.Category{c.category},
		Action: vocabulary.Action_ACTION_ACCESS, Permit: c.permit, OccurredAt: occurredAt, Resource: digest[:], Salt: random[:16],
	}, nil
}
