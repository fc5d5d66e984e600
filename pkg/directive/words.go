package directive

import (
	"time"

	"github.com/assent-ledger/assent/pkg/policy"
)

// The words for what is absent. None of them can be a code, an id or a moment.
const (
	wordAny         = "ANY"
	wordEveryHolder = "EVERY HOLDER"
	wordUnbounded   = "UNBOUNDED"
)

// nodeFields are the members of a provision of any level but for its exceptions.
var nodeFields = []field{
	{"effect", "string"},
	{"recipients", "string[]"},
	{"purposes", "string[]"},
	{"categories", "string[]"},
	{"actions", "string[]"},
	{"from", "string"},
	{"until", "string"},
}

func withExceptions(kind string) []field {
	return append(nodeFields[:len(nodeFields):len(nodeFields)], field{"exceptions", kind + "[]"})
}

// Wallets refuse types that contain themselves, so each level of a provision
// tree has a type of its own. The last has no exceptions, which is what bounds
// the depth.
var (
	finalExceptionType = newStructType("FinalException", nodeFields)
	subExceptionType   = newStructType("SubException", withExceptions("FinalException"), finalExceptionType)
	exceptionType      = newStructType("Exception", withExceptions("SubException"), subExceptionType)
	provisionType      = newStructType("Provision", withExceptions("Exception"), exceptionType)

	levelTypes = [MaxDepth]*structType{provisionType, exceptionType, subExceptionType, finalExceptionType}
)

var (
	directiveType = newStructType("ConsentDirective", []field{
		{"subject", "address"},
		{"controller", "string"},
		{"provision", "Provision"},
		{"validFrom", "string"},
		{"validUntil", "string"},
		{"documentDigest", "bytes32"},
		{"supersedes", "bytes32"},
		{"sequence", "uint64"},
		{"deadline", "string"},
	}, provisionType)
	withdrawalType = newStructType("ConsentWithdrawal", []field{
		{"subject", "address"},
		{"directive", "bytes32"},
		{"sequence", "uint64"},
		{"deadline", "string"},
	})
	enrolmentType = newStructType("SubjectEnrolment", []field{
		{"subject", "address"},
		{"holder", "string"},
		{"homeJurisdiction", "string"},
		{"deadline", "string"},
	})
)

func (d Directive) record() record {
	return record{directiveType, []value{
		address(d.Subject),
		controllerWord(d.Controller),
		provisionRecord(d.Provision, 0),
		boundWord(d.Validity.From),
		boundWord(d.Validity.Until),
		bytes32(d.DocumentDigest),
		bytes32(d.Supersedes),
		number(d.Sequence),
		timeWord(d.Deadline),
	}}
}

func (w Withdrawal) record() record {
	return record{withdrawalType, []value{
		address(w.Subject), bytes32(w.Directive), number(w.Sequence), timeWord(w.Deadline),
	}}
}

func (e Enrolment) record() record {
	return record{enrolmentType, []value{
		address(e.Subject), text(e.Holder), text(e.HomeJurisdiction), timeWord(e.Deadline),
	}}
}

// provisionRecord takes a tree that Check accepts; level counts from zero.
func provisionRecord(p policy.Provision, level int) record {
	values := []value{
		text(p.Effect.String()),
		recipientWords(p.Match.Recipients),
		codeWords(p.Match.Purposes),
		codeWords(p.Match.Categories),
		codeWords(p.Match.Actions),
		boundWord(p.Match.Period.From),
		boundWord(p.Match.Period.Until),
	}
	if level+1 < MaxDepth {
		exceptions := make(records, 0, len(p.Exceptions))
		for _, exception := range p.Exceptions {
			exceptions = append(exceptions, provisionRecord(exception, level+1))
		}
		values = append(values, exceptions)
	}
	return record{levelTypes[level], values}
}

func recipientWords(recipients []policy.Selector) texts {
	if len(recipients) == 0 {
		return texts{wordAny}
	}
	words := make(texts, 0, len(recipients))
	for _, r := range recipients {
		words = append(words, r.String())
	}
	return words
}

func codeWords[C code](set policy.Set[C]) texts {
	if set.Empty() {
		return texts{wordAny}
	}
	codes := set.Codes()
	words := make(texts, 0, len(codes))
	for _, c := range codes {
		words = append(words, c.String())
	}
	return words
}

func controllerWord(id string) text {
	if id == "" {
		return wordEveryHolder
	}
	return text(id)
}

func boundWord(b policy.Bound) text {
	if !b.Set {
		return wordUnbounded
	}
	return timeWord(b.At)
}

// timeWord is RFC 3339 in UTC and whole seconds, one text for each moment.
func timeWord(at int64) text {
	return text(time.Unix(at, 0).UTC().Format("2006-01-02T15:04:05Z"))
}
