package keeper_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/recognition/types"
)

// Stories of agreements, as text: testdata/*.txt, written anew by
// go test ./x/recognition/keeper -run Stories -rewrite.
//
//	ledger
//	at SECOND
//
// Below "at", which is a block so many seconds after the beginning, each line is a step:
//
//	propose ID PARTY,... FROM>TO[:GRADE],... [from=SECOND] [until=SECOND] [notice=SECONDS]
//	amend PARTY ID NEW-ID FROM>TO[:GRADE],... [from=SECOND] [until=SECOND] [notice=SECONDS]
//	accede PARTY ID NEW-ID FROM>TO[:GRADE],... [from=SECOND]
//	certify|reject|withdraw|suspend|resume|notice PARTY ID
//	council suspends|reinstates PARTY
//	authority PARTY ADDRESS
//	status ID
//	passes FROM>TO [at=SECOND]    which versions let something pass, and up to which grade
//
// The proposer of an id is the party that it begins with. PARTY may be followed by
// @ADDRESS, where somebody else sends for it.
func TestStories(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		var f *fixture
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "ledger" {
				f = newFixture(t)
				return ""
			}
			require.Equal(t, "at", d.Cmd, "%s: no such command", d.Pos)
			f.T = t
			f.at(start + f.number(d.CmdArgs[0].Key))
			out := &strings.Builder{}
			for line := range strings.Lines(d.Input) {
				line = strings.TrimSpace(line)
				before := f.export()
				answer := f.storyStep(strings.Fields(line))
				fmt.Fprintf(out, "%s: %s\n", line, answer)
				if strings.HasPrefix(answer, "refused") {
					require.Equal(t, before, f.export(), "what is refused changes nothing")
				}
			}
			f.requireInvariants()
			return out.String()
		})
	})
}

func (f *fixture) number(text string) int64 {
	f.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	require.NoError(f, err)
	return n
}

// options are the words KEY=SECONDS, moments counted from the beginning.
type options struct{ from, until, notice, at int64 }

func (f *fixture) options(words []string) options {
	var o options
	for _, word := range words {
		key, value, found := strings.Cut(word, "=")
		require.True(f, found, word)
		n := f.number(value)
		switch key {
		case "from":
			o.from = start + n
		case "until":
			o.until = start + n
		case "notice":
			o.notice = n
		case "at":
			o.at = start + n
		default:
			require.Fail(f, "no such option", word)
		}
	}
	return o
}

// storyRules are FROM>TO[:GRADE],...
func (f *fixture) storyRules(text string) []types.Rule {
	var rules []types.Rule
	for one := range strings.SplitSeq(text, ",") {
		pair, grade, graded := strings.Cut(one, ":")
		from, to, _ := strings.Cut(pair, ">")
		r := types.Rule{From: from, To: to}
		if graded {
			r.MaxGrade = uint32(f.number(grade))
		}
		rules = append(rules, r)
	}
	return rules
}

// sender of a step: the authority of the party, or another address after an @.
func sender(party string) string {
	if _, address, other := strings.Cut(party, "@"); other {
		return address
	}
	return authority(party)
}

func (f *fixture) storyStep(words []string) string {
	f.Helper()
	switch words[0] {
	case "council":
		f.registry.suspended[words[2]] = words[1] == "suspends"
		return "ok"
	case "authority":
		f.registry.replaced[words[1]] = words[2]
		return "ok"
	case "status":
		r, err := f.queries.Agreement(f.ctx, &types.QueryAgreementRequest{Id: words[1]})
		if err != nil {
			return storyRefusal(err)
		}
		answer := statusName(r.Status)
		if len(r.SuspendedBy) > 0 {
			answer += ", suspended by " + strings.Join(r.SuspendedBy, " ")
		}
		return answer
	case "passes":
		at := f.ctx.BlockTime().Unix()
		if o := f.options(words[2:]); o.at != 0 {
			at = o.at
		}
		from, to, _ := strings.Cut(words[1], ">")
		return f.passes(from, to, at)
	}
	answer, err := f.storyMessage(words)
	if err != nil {
		return storyRefusal(err)
	}
	return answer
}

// storyMessage sends what a step says.
func (f *fixture) storyMessage(words []string) (string, error) {
	switch words[0] {
	case "propose":
		o := f.options(words[4:])
		prefix, _, _ := strings.Cut(words[1], "-")
		_, err := f.msgs.ProposeAgreement(f.ctx, &types.MsgProposeAgreement{
			Authority: authority(strings.ToUpper(prefix)), Id: words[1], Parties: strings.Split(words[2], ","), Rules: f.storyRules(words[3]),
			DocumentDigest: digest(), NotBefore: o.from, NotAfter: o.until, NoticePeriod: o.notice,
		})
		return "PROPOSED", err
	case "amend":
		o := f.options(words[5:])
		_, err := f.msgs.AmendAgreement(f.ctx, &types.MsgAmendAgreement{
			Authority: sender(words[1]), Agreement: words[2], Id: words[3], Rules: f.storyRules(words[4]),
			DocumentDigest: digest(), NotBefore: o.from, NotAfter: o.until, NoticePeriod: o.notice,
		})
		return "PROPOSED", err
	case "accede":
		o := f.options(words[5:])
		_, err := f.msgs.Accede(f.ctx, &types.MsgAccede{
			Authority: sender(words[1]), Agreement: words[2], Id: words[3], Rules: f.storyRules(words[4]),
			DocumentDigest: digest(), NotBefore: o.from,
		})
		return "PROPOSED", err
	default:
		return f.act(words[0], sender(words[1]), words[2])
	}
}

// act sends one of the messages that name an agreement alone, and says what is known
// of it then.
func (f *fixture) act(step, by, id string) (string, error) {
	switch step {
	case "certify":
		r, err := f.msgs.CertifyAgreement(f.ctx, &types.MsgCertifyAgreement{Authority: by, Agreement: id, DocumentDigest: digest()})
		if err != nil {
			return "", err
		}
		return statusName(r.Status), nil
	case "reject":
		_, err := f.msgs.RejectAgreement(f.ctx, &types.MsgRejectAgreement{Authority: by, Agreement: id})
		return "REJECTED", err
	case "withdraw":
		_, err := f.msgs.WithdrawProposal(f.ctx, &types.MsgWithdrawProposal{Authority: by, Agreement: id})
		return "WITHDRAWN", err
	case "suspend":
		_, err := f.msgs.SuspendAgreement(f.ctx, &types.MsgSuspendAgreement{Authority: by, Agreement: id})
		return "ok", err
	case "resume":
		_, err := f.msgs.ResumeAgreement(f.ctx, &types.MsgResumeAgreement{Authority: by, Agreement: id})
		return "ok", err
	case "notice":
		r, err := f.msgs.GiveNotice(f.ctx, &types.MsgGiveNotice{Authority: by, Agreement: id})
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("ends at %d", r.EndsAt-start), nil
	default:
		require.Fail(f, "no such step", step)
		return "", nil
	}
}

// passes says, as gate 6 of a decision reads it, which versions let something pass at
// a moment, and up to which grade.
func (f *fixture) passes(from, to string, at int64) string {
	f.Helper()
	agreements, err := f.keeper.PolicyAgreements(f.ctx, from, to)
	require.NoError(f, err)
	var found []string
	for _, a := range agreements {
		if a.History.At(at) != policy.StatusInForce || !a.Validity.Contains(at) {
			continue
		}
		for _, rule := range a.Rules {
			grade := rule.MaxGrade
			if grade == 0 {
				grade = policy.MaxGrade
			}
			found = append(found, fmt.Sprintf("grade %d by %s", grade, a.ID))
		}
	}
	if found == nil {
		return "nothing"
	}
	return strings.Join(found, ", ")
}

func statusName(s types.AgreementStatus) string {
	return strings.TrimPrefix(s.String(), "AGREEMENT_STATUS_")
}

func storyRefusal(err error) string {
	codespace, code, _ := errorsmod.ABCIInfo(err, false)
	if codespace != types.ModuleName {
		return "refused: " + err.Error()
	}
	return fmt.Sprintf("refused: %s (%d)", err, code)
}
