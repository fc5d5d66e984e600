package recordindex

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// The methods of the service, as gRPC names them.
const (
	MethodBySubject     = "/assent.access.v1.Records/BySubject"
	MethodByParticipant = "/assent.access.v1.Records/ByParticipant"
	MethodByExchange    = "/assent.access.v1.Records/ByExchange"
	MethodByVerdict     = "/assent.access.v1.Records/ByVerdict"
	MethodByTrail       = "/assent.access.v1.Records/ByTrail"
	MethodRecord        = "/assent.access.v1.Records/Record"
)

// Service answers queries about records.
type Service struct {
	feed     *Feed
	registry Registry
	consent  Consent
}

var _ accesstypes.RecordsServer = (*Service)(nil)

// NewService answers from the index of a feed.
func NewService(feed *Feed, registry Registry, consent Consent) *Service {
	return &Service{feed: feed, registry: registry, consent: consent}
}

// BySubject lists the records about a subject.
func (s *Service) BySubject(ctx context.Context, r *accesstypes.QueryRecordsBySubjectRequest) (*accesstypes.QueryRecordsResponse, error) {
	a, err := s.asker(ctx, MethodBySubject, r)
	if err != nil {
		return nil, err
	}
	subject, ok := parseSubject(r.Subject)
	if !ok {
		return nil, status.Error(codes.InvalidArgument, "subject: give 0x and 40 hexadecimal digits")
	}
	scope, sees := a.scope(list(BySubject, subject)), a.party
	home, err := a.overseesHome(subject)
	if err != nil {
		return nil, err
	}
	if home {
		scope, sees = forAll(list(BySubject, subject)), a.sees
	}
	return s.page(a, BySubject, selection{classes(scope, r.ConfirmedFirst), sees}, r.Period, r.Pagination)
}

// ByParticipant lists the records in which a participant is controller or recipient.
func (s *Service) ByParticipant(ctx context.Context, r *accesstypes.QueryRecordsByParticipantRequest) (*accesstypes.QueryRecordsResponse, error) {
	a, err := s.asker(ctx, MethodByParticipant, r)
	if err != nil {
		return nil, err
	}
	if !ident.Participant(r.Participant) {
		return nil, status.Error(codes.InvalidArgument, "participant: give the id of one, 1 to 64 of a-z, 0-9 and -")
	}
	ok, err := a.isOrOversees(r.Participant)
	if err != nil {
		return nil, err
	}
	var groups [][][]byte
	if ok {
		groups = classes(forAll(list(ByParticipant, textValue(r.Participant))), r.OwnFirst)
	}
	return s.page(a, ByParticipant, selection{groups, a.party}, r.Period, r.Pagination)
}

// ByExchange lists what both sides reported of an exchange.
func (s *Service) ByExchange(ctx context.Context, r *accesstypes.QueryRecordsByExchangeRequest) (*accesstypes.QueryRecordsResponse, error) {
	a, err := s.asker(ctx, MethodByExchange, r)
	if err != nil {
		return nil, err
	}
	if len(r.Exchange) != accesstypes.ExchangeSize {
		return nil, status.Errorf(codes.InvalidArgument, "exchange: give %d bytes", accesstypes.ExchangeSize)
	}
	return s.page(a, ByExchange, selection{single(a.scope(list(ByExchange, r.Exchange))), a.party}, r.Period, r.Pagination)
}

// ByVerdict lists records by what the chain decided.
func (s *Service) ByVerdict(ctx context.Context, r *accesstypes.QueryRecordsByVerdictRequest) (*accesstypes.QueryRecordsResponse, error) {
	a, err := s.asker(ctx, MethodByVerdict, r)
	if err != nil {
		return nil, err
	}
	values, err := askedValues(r)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	var streams [][]byte
	for _, value := range values {
		streams = append(streams, append(a.scope(list(ByVerdict, value)), 0))
	}
	return s.page(a, ByVerdict, selection{[][][]byte{streams}, a.verdictParty}, r.Period, r.Pagination)
}

// ByTrail lists the records of a trail.
func (s *Service) ByTrail(ctx context.Context, r *accesstypes.QueryRecordsByTrailRequest) (*accesstypes.QueryRecordsResponse, error) {
	a, err := s.asker(ctx, MethodByTrail, r)
	if err != nil {
		return nil, err
	}
	trail, err := trailOf(r.Participant, r.Name)
	if err != nil {
		return nil, err
	}
	return s.page(a, ByTrail, selection{single(a.scope(list(ByTrail, textValue(trail)))), a.party}, r.Period, r.Pagination)
}

// Record is one entry of a trail.
func (s *Service) Record(ctx context.Context, r *accesstypes.QueryRecordRequest) (*accesstypes.QueryRecordResponse, error) {
	a, err := s.asker(ctx, MethodRecord, r)
	if err != nil {
		return nil, err
	}
	trail, err := trailOf(r.Participant, r.Name)
	if err != nil {
		return nil, err
	}
	ix, err := s.index(0)
	if err != nil {
		return nil, err
	}
	response := &accesstypes.QueryRecordResponse{}
	err = ix.db.View(func(txn *badger.Txn) error {
		state, err := readState(txn)
		if err != nil {
			return err
		}
		response.Coverage = a.coverage(state)
		raw, err := get(txn, recordKey(place(trail, r.Index)))
		if err != nil || raw == nil {
			return err
		}
		f := found{}
		if f.entry, f.record, err = decodeEntry(raw); err != nil {
			return err
		}
		sees, err := a.sees(&f.record)
		if err != nil || !sees || f.record.Height > min(state.To, a.ctx.BlockHeight()) {
			return err
		}
		verdict, err := a.seesVerdict(&f.record)
		told := tell(&f, verdict)
		response.Record = &told
		return err
	})
	if err != nil {
		return nil, err
	}
	return response, nil
}

// index that is attached, if it keeps a list; 0 is none in particular.
func (s *Service) index(l Lists) (*Index, error) {
	ix := s.feed.Index()
	if ix == nil {
		return nil, status.Error(codes.FailedPrecondition, "this node keeps no index of access records: ask another one")
	}
	if !ix.lists.has(l) && l != 0 {
		return nil, status.Errorf(codes.FailedPrecondition, "this node's index has no list by %s, only by %s: ask another one", l, ix.lists)
	}
	return ix, nil
}

// selection of a list: groups of streams, and what of them is the asker's. All of it is,
// but where an institution's id does not say of which jurisdiction it is.
type selection struct {
	groups [][][]byte
	sees   func(*translog.Record) (bool, error)
}

// page of a list. Without groups there is nothing for the asker, and the answer is that about
// what is not there.
func (s *Service) page(a *asker, l Lists, in selection, p accesstypes.Period, page *query.PageRequest) (*accesstypes.QueryRecordsResponse, error) {
	bounded, err := paging.Bounded(page)
	if err != nil {
		return nil, err
	}
	if p.From < 0 || p.Until < 0 {
		return nil, status.Error(codes.InvalidArgument, "period: give Unix seconds, or 0 for no bound")
	}
	ix, err := s.index(l)
	if err != nil {
		return nil, err
	}
	q := question{groups: in.groups, after: bounded.Key, limit: int(bounded.Limit), reverse: bounded.Reverse}
	response := &accesstypes.QueryRecordsResponse{Pagination: &query.PageResponse{}}
	err = ix.db.View(func(txn *badger.Txn) error {
		state, err := readState(txn)
		if err != nil {
			return err
		}
		response.Coverage = a.coverage(state)
		q.from, q.before = state.bounds(p.From, p.Until, a.ctx.BlockHeight(), a.ctx.BlockTime().Unix())
		found, err := ask(txn, q, in.sees)
		if err != nil {
			return err
		}
		response.Pagination.NextKey = found.next
		for i := range found.records {
			verdict, err := a.seesVerdict(&found.records[i].record)
			if err != nil {
				return err
			}
			response.Records = append(response.Records, tell(&found.records[i], verdict))
		}
		return nil
	})
	if errors.Is(err, errKey) {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	if err != nil {
		return nil, err
	}
	return response, nil
}

// coverage of an answer about the state that was asked.
func (a *asker) coverage(s State) accesstypes.Coverage {
	c := accesstypes.Coverage{Height: a.ctx.BlockHeight()}
	if to := min(s.To, c.Height); s.From > 0 && s.From <= to {
		c.CompleteFrom, c.CompleteTo = s.From, to
	}
	return c
}

// single stream of a list that has one class.
func single(scope []byte) [][][]byte { return [][][]byte{{append(scope, 0)}} }

// classes of a scope: one after the other, or merged.
func classes(scope []byte, apart bool) [][][]byte {
	first, second := slices.Concat(scope, []byte{0}), slices.Concat(scope, []byte{1})
	if apart {
		return [][][]byte{{first}, {second}}
	}
	return [][][]byte{{first, second}}
}

// askedValues are the values of the list by verdict that a request is about.
func askedValues(r *accesstypes.QueryRecordsByVerdictRequest) ([][]byte, error) {
	effect, effectOK := vocabulary.Code[policy.Effect](r.Effect)
	basis, basisOK := vocabulary.Code[policy.Basis](r.Basis)
	switch {
	case effectOK && basisOK && r.Mark == 0:
		return [][]byte{effectValue(uint8(effect), uint8(basis))}, nil
	case effectOK && r.Basis == 0 && r.Mark == 0:
		var values [][]byte
		for _, basis := range policy.Bases() {
			values = append(values, effectValue(uint8(effect), uint8(basis)))
		}
		return values, nil
	case r.Effect == 0 && r.Basis == 0 && r.Mark > 0 && r.Mark <= maxMark:
		return [][]byte{markValue(uint8(r.Mark))}, nil
	}
	return nil, errors.New("give an effect with or without a basis, or a mark")
}

func parseSubject(text string) ([]byte, bool) {
	digits, ok := strings.CutPrefix(text, "0x")
	subject, err := hex.DecodeString(digits)
	return subject, ok && err == nil && len(subject) == accesstypes.SubjectSize
}

func trailOf(participant, name string) (string, error) {
	trail := accesstypes.TrailID(participant, name)
	if !ident.Participant(participant) || name == "" || len(trail) > accesstypes.MaxTrailID || strings.ContainsRune(trail, 0) {
		return "", status.Error(codes.InvalidArgument, "trail: give the id of its participant and its name")
	}
	return trail, nil
}
