package keeper_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/receipt"
	"github.com/assent-ledger/assent/x/consent/types"
)

// told is a patient of a village who permits, refuses what it permitted before, and has
// all of it with the relayer.
type told struct {
	*village
	patient                  *patient
	permission, held, refuse *signedItem
}

func newTold(t testing.TB) *told {
	v := newVillage(t, "alice", "bob")
	s := &told{village: v, patient: v.patients[0]}
	s.permission = s.says(s.patient, s.patient.wallet.says(research))
	s.held = s.says(s.patient, s.patient.wallet.says(genomicForOne))
	s.refuse = s.says(s.patient, s.patient.wallet.says(refuseAll))
	for _, i := range s.patient.signed {
		s.take(i, v.f.now()+hour/2)
	}
	return s
}

// change writes to the state of the patient what no message can.
func (s *told) change(how func(*types.Subject)) {
	subject := s.f.subject(s.patient.wallet)
	subject.Directives = slices.Clone(subject.Directives)
	how(&subject)
	require.NoError(s.f.t, s.f.keeper.Subjects.Set(s.f.ctx, subject.Id, subject))
}

// late judges when the time of every promise has come.
func (s *told) late() error {
	s.f.pass(hour)
	return s.judge(nil)
}

// The checks of the relayer are worth something only if they find what is wrong: each
// case is a relayer or a ledger that does what it must not be able to.
func TestTheChecksOfARelayerFindWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name string
		want error
		do   func(*told) error
	}{
		{"nothing", nil, func(s *told) error {
			s.bring(relayer, dishonest, s.taken...)
			return s.late()
		}},
		{"a relayer that has the patient's key", errNotSigned, func(s *told) error {
			s.bring(relayer, dishonest, s.permission)
			forged := s.says(s.patient, s.patient.wallet.says(allButGenomic))
			s.patient.signed = slices.DeleteFunc(s.patient.signed, func(i *signedItem) bool { return i == forged })
			s.bring(relayer, dishonest, forged)
			return nil
		}},
		{"a ledger that changes what is recorded", errNotSigned, func(s *told) error {
			s.bring(relayer, dishonest, s.permission)
			s.change(func(subject *types.Subject) { subject.Directives[0].Controller = "de-ukm" })
			return nil
		}},
		{"a ledger that takes one patient's word as another's", errNotSigned, func(s *told) error {
			theirs := s.says(s.patients[1], s.patients[1].wallet.says(research))
			s.bring(relayer, dishonest, s.permission)
			s.change(func(subject *types.Subject) {
				d := theirs.directive.Directive(theirs.digest)
				d.Source, d.GrantedAt = types.DirectiveSource_DIRECTIVE_SOURCE_SIGNED, s.f.now()
				subject.Directives = append(subject.Directives, d)
			})
			return nil
		}},
		{"a ledger that forgets the sequence", errOrder, func(s *told) error {
			s.bring(relayer, dishonest, s.refuse)
			s.change(func(subject *types.Subject) { subject.Sequence = 0 })
			s.f.pass(1)
			s.bring(relayer, dishonest, s.held)
			return nil
		}},
		{"a ledger that loses count", errOrder, func(s *told) error {
			s.bring(relayer, dishonest, s.permission)
			s.change(func(subject *types.Subject) { subject.Sequence = 9 })
			return nil
		}},
		{"a relayer that is believed to have brought it twice", errOrder, func(s *told) error {
			s.bring(relayer, dishonest, s.permission)
			s.patient.accepted = append(s.patient.accepted, s.patient.accepted[0])
			return nil
		}},
		{"a ledger on which a permission comes back to life", errOutcome, func(s *told) error {
			s.bring(relayer, dishonest, s.permission)
			end := s.ends(s.patient, directive.Withdrawal{
				Subject: s.patient.wallet.address(), Directive: s.permission.digest, Sequence: 9, Deadline: s.f.now() + hour,
			})
			s.bring(relayer, dishonest, end)
			s.change(func(subject *types.Subject) { subject.Directives[0].EndedAt, subject.Directives[0].EndedAs = 0, 0 })
			return nil
		}},
		{"a ledger that drops a refusal", errOutcome, func(s *told) error {
			s.bring(relayer, dishonest, s.taken...)
			s.change(func(subject *types.Subject) { subject.Directives = subject.Directives[:2] })
			return nil
		}},
		{"a model that applies what was never brought", errOutcome, func(s *told) error {
			s.bring(relayer, dishonest, s.held)
			s.patient.accepted = slices.Insert(s.patient.accepted, 0, acceptance{item: s.permission, at: s.f.now(), by: dishonest})
			return nil
		}},
		{"a promise for something else", errPromise, func(s *told) error {
			s.held.promise = s.refuse.promise
			return s.late()
		}},
		{"a promise that is changed", errPromise, func(s *told) error {
			s.held.promise.CarryBy++
			return s.late()
		}},
		{"an observer who lets a relayer off", errPromise, func(s *told) error {
			s.observe = func(i *signedItem) receipt.Observation {
				o := s.seen(i)
				o.Refused = true
				return o
			}
			return s.late()
		}},
		{"an observer who names another relayer", errPromise, func(s *told) error {
			s.bring(relayer, dishonest, s.refuse)
			s.observe = func(i *signedItem) receipt.Observation {
				o := s.seen(i)
				if o.Later.By != "" {
					o.Later.By = honest
				}
				return o
			}
			return s.late()
		}},
		{"an observer who overlooks what was brought", errPromise, func(s *told) error {
			s.bring(relayer, dishonest, s.taken...)
			s.observe = func(i *signedItem) receipt.Observation {
				o := s.seen(i)
				o.AcceptedAt = 0
				return o
			}
			return s.late()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newTold(t)
			require.NoError(t, s.check())
			err := c.do(s)
			if err == nil {
				err = s.check()
			}
			require.ErrorIs(t, err, c.want)
		})
	}
}

// All that a relayer can do with two permissions and what the patient said after them:
// whatever it brings before, after and beside it, in one message or many, once the last
// word was accepted none of the others comes to stand.
func TestAPermissionThatIsHeldBackNeverStandsAfterALaterWord(t *testing.T) {
	withdrawal := func(s *told) *signedItem {
		return s.ends(s.patient, directive.Withdrawal{
			Subject: s.patient.wallet.address(), Directive: s.permission.digest, Sequence: 9, Deadline: s.f.now() + hour,
		})
	}
	for name, last := range map[string]func(*told) *signedItem{
		"refusal": func(s *told) *signedItem { return s.refuse }, "withdrawal": withdrawal,
	} {
		t.Run(name, func(t *testing.T) {
			for plan := range 3 * 3 * 3 * 3 {
				for _, together := range []bool{false, true} {
					s := newTold(t)
					word := last(s)
					choices := []*signedItem{s.permission, s.held, word}
					items := []*signedItem{choices[plan%3], choices[plan/3%3], choices[plan/9%3], choices[plan/27]}
					if together {
						s.bring(relayer, dishonest, items...)
					}
					for _, i := range items {
						s.f.pass(1)
						before := s.f.subject(s.patient.wallet)
						_, over := s.patient.acceptanceOf(word)
						s.bring(relayer, dishonest, i)
						require.NoError(t, s.check())
						if over {
							require.Equal(t, before, s.f.subject(s.patient.wallet), "plan %d", plan)
						}
					}
					if _, over := s.patient.acceptanceOf(word); over {
						request := decideRequest(s.patient.wallet, s.f.now())
						answer, err := s.f.queries.Decide(s.f.ctx, request)
						require.NoError(t, err)
						if name == "refusal" {
							require.Equal(t, policy.EffectDeny, policy.Effect(answer.Effect), "plan %d", plan)
						}
					}
				}
			}
		})
	}
}

// Who turns the order round to make a refusal worthless, or to be rid of a withdrawal,
// has promised both, and is shown to have broken one.
func TestARelayerThatTurnsTheOrderIsShownByItsPromise(t *testing.T) {
	s := newTold(t)
	s.f.pass(60)
	s.bring(relayer, dishonest, s.refuse, s.held)
	require.NoError(t, s.check())
	verdict, reason, err := receipt.Judge(*s.held.promise, s.seen(s.held))
	require.NoError(t, err)
	require.Equal(t, receipt.Broken, verdict)
	require.Equal(t, receipt.Overtook, reason, "a sequence never falls, so nobody has to wait for carry-by")
	verdict, _, err = receipt.Judge(*s.refuse.promise, s.seen(s.refuse))
	require.NoError(t, err)
	require.Equal(t, receipt.Kept, verdict)
}

// A withdrawal that is sat on is shown by one look at the state: the sequence is below
// that of the promise.
func TestAWithdrawalThatIsSatOnIsShownByTheSequenceAlone(t *testing.T) {
	s := newTold(t)
	s.bring(relayer, dishonest, s.permission)
	w := directive.Withdrawal{Subject: s.patient.wallet.address(), Directive: s.permission.digest, Sequence: 9, Deadline: s.f.now() + hour}
	end := s.ends(s.patient, w)
	s.take(end, s.f.now()+60)
	seen := func() receipt.Observation {
		return receipt.Observation{ChainID: chainID, Time: s.f.now(), Highest: s.f.subject(s.patient.wallet).Sequence}
	}
	s.f.pass(59)
	verdict, _, err := receipt.Judge(*end.promise, seen())
	require.NoError(t, err)
	require.Equal(t, receipt.Pending, verdict)
	s.f.pass(1)
	verdict, reason, err := receipt.Judge(*end.promise, seen())
	require.NoError(t, err)
	require.Equal(t, receipt.Broken, verdict)
	require.Equal(t, receipt.Absent, reason)

	s.bring(relayer, dishonest, end)
	verdict, reason, err = receipt.Judge(*end.promise, s.seen(end))
	require.NoError(t, err)
	require.Equal(t, receipt.Broken, verdict, "it came, but too late")
	require.Equal(t, receipt.Late, reason)
}

// A relayer that keeps a refusal until the permission after it has come can bring both in
// one second. Then the refusal stands, as if the permission had not been given, and both
// promises are kept.
func TestTwoWordsThatAreBroughtInOneSecondLeaveTheRefusal(t *testing.T) {
	for apart, want := range map[int64]policy.Effect{0: policy.EffectDeny, 1: policy.EffectPermit} {
		s := newTold(t)
		permits := s.says(s.patient, s.patient.wallet.says(research))
		s.take(permits, s.f.now()+hour/2)
		s.bring(relayer, dishonest, s.refuse)
		s.f.pass(apart)
		s.bring(relayer, dishonest, permits)
		require.NoError(t, s.check())
		require.Equal(t, want, s.f.decide(s.patient.wallet, "de-dkfz", s.f.now()))
		for _, i := range []*signedItem{s.refuse, permits} {
			verdict, _, err := receipt.Judge(*i.promise, s.seen(i))
			require.NoError(t, err)
			require.Equal(t, receipt.Kept, verdict)
		}
	}
}
