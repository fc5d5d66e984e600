package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/stage"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

const (
	asker = "de-labor"
	// consentDelay, in seconds, in which the old key may object to a new one: the least.
	consentDelay = 60
	// mandateLength, in seconds, of the representative's mandate.
	mandateLength = 12
)

// consent is the story of what patients say.
var consent = story{prepare: shortReplacement, play: playConsent}

// shortReplacement founds a network on which a lost key is replaced within a minute, and
// where quotas keep no relayer back.
func shortReplacement(spec *localnet.Spec) error {
	if err := withoutQuotas(spec); err != nil {
		return err
	}
	spec.CommitTimeout = 300 * time.Millisecond
	g := consenttypes.DefaultGenesis()
	g.Params.ReplacementDelay = consentDelay
	document, err := spec.Codec.MarshalJSON(g)
	if err != nil {
		return err
	}
	spec.Genesis[consenttypes.ModuleName] = document
	return nil
}

// consenting is the story's cast: one clinic, a laboratory that asks it for data, and
// patients whose keys are in a wallet of their own.
type consenting struct {
	*governing
	wallet *wallet
	// clinicDesk attests, relays and asks for the clinic; labDesk relays for the laboratory.
	clinicDesk, labDesk *ledger.Account
	alice               *voice
	// said are the directives of the patient, by a name.
	said map[string]said
	// replaced is when the new key speaks.
	replaced int64
}

// voice is a key in the wallet that speaks for a subject, and what it signed last.
type voice struct {
	key      string
	subject  [20]byte
	sequence uint64
}

// said is a directive and the moment of its granting, in Unix seconds.
type said struct {
	id [32]byte
	at int64
	as consenttypes.SignedDirective
}

func playConsent(ctx context.Context, s *stage.Stage) (err error) {
	g, err := newGoverning(s)
	if err != nil {
		return err
	}
	w, err := openWallet(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	c := &consenting{governing: g, wallet: w, said: map[string]said{}}
	return s.Play(
		ctx,
		stage.Scene{Title: "a patient is enrolled by her own signature", Play: c.enrol},
		stage.Scene{Title: "she permits", Play: c.give},
		stage.Scene{Title: "she narrows what she permitted", Play: c.narrow},
		stage.Scene{Title: "she withdraws, through another relayer", Play: c.withdraw},
		stage.Scene{Title: "a representative speaks within a mandate, until it ends", Play: c.represent},
		stage.Scene{Title: "paper is attested, and invalidated from a past moment", Play: c.paper},
		stage.Scene{Title: "a lost key is replaced: the old one objects, once", Play: c.loseKey},
		stage.Scene{Title: "ten thousand directives through one relayer", Play: c.bulk},
		stage.Scene{Title: "the new key speaks, and the old one no more", Play: c.newKey},
	)
}

func (c *consenting) newVoice(key string) (*voice, error) {
	address, err := c.wallet.address(key)
	return &voice{key: key, subject: address}, err
}

func (v *voice) next() uint64 {
	v.sequence++
	return v.sequence
}

// does sends what must be accepted and waits for the next second, so that what follows
// comes after it. It gives the outcome of the first item and the block's time.
func (c *consenting) does(ctx context.Context, from ledger.Sender, what string, message sdk.Msg) (consenttypes.Outcome, int64, error) {
	result, err := c.Client.Send(ctx, from, smallGas, message)
	if err != nil {
		return consenttypes.Outcome{}, 0, fmt.Errorf("%s: %w", what, err)
	}
	var response consenttypes.MsgGiveConsentResponse // All batches answer with outcomes.
	if err := result.Response(0, &response); err != nil {
		return consenttypes.Outcome{}, 0, err
	}
	header, err := c.Client.WaitHeight(ctx, result.Height)
	if err != nil {
		return consenttypes.Outcome{}, 0, err
	}
	c.Say("height %-4d %s", result.Height, what)
	at := header.Time.Unix()
	if err := c.until(ctx, time.Unix(at+1, 0)); err != nil || len(response.Outcomes) == 0 {
		return consenttypes.Outcome{}, at, err
	}
	return response.Outcomes[0], at, nil
}

// question about the clinic's data.
type question struct {
	subject  [20]byte
	purpose  vocabulary.Purpose
	category vocabulary.Category
}

// decides asks the clinic's node, as of a moment or of now, and expects an effect.
func (c *consenting) decides(ctx context.Context, q question, at int64, want vocabulary.Effect) error {
	request := &consenttypes.QueryDecideRequest{
		Caller: &caller.Caller{}, Subject: consenttypes.SubjectID(q.subject[:]), Controller: clinic, Recipient: asker, At: at,
		Purpose: q.purpose, Category: q.category,
		Action: vocabulary.Action_ACTION_ACCESS, Profession: vocabulary.Profession_PROFESSION_PHYSICIAN,
	}
	if err := c.Client.Asking(ctx, c.clinicDesk, consenttypes.MethodDecide, request); err != nil {
		return err
	}
	answer, err := consenttypes.NewQueryClient(c.Client.Query()).Decide(ctx, request)
	if err != nil {
		return err
	}
	when := "now"
	if at != 0 {
		when = "as of " + clock(at)
	}
	c.Say("            %s of %s, %s: %s", word(q.purpose), word(q.category), when, word(answer.Effect))
	if answer.Effect != want {
		return fmt.Errorf("expected %s, got %s %v", word(want), word(answer.Effect), answer.Reasons)
	}
	return nil
}

const (
	permit = vocabulary.Effect_EFFECT_PERMIT
	deny   = vocabulary.Effect_EFFECT_DENY

	treatment = vocabulary.Purpose_PURPOSE_TREATMENT
	research  = vocabulary.Purpose_PURPOSE_RESEARCH
	tests     = vocabulary.Category_CATEGORY_TEST_RESULT
	mental    = vocabulary.Category_CATEGORY_MENTAL_HEALTH
)

func (c *consenting) enrol(ctx context.Context) error {
	for _, id := range []string{clinic, asker} {
		if err := c.join(ctx, "DE", id); err != nil {
			return err
		}
	}
	var err error
	if c.clinicDesk, err = c.deskOf(ctx, clinic); err != nil {
		return err
	}
	if c.labDesk, err = c.deskOf(ctx, asker); err != nil {
		return err
	}
	if c.alice, err = c.newVoice("alice"); err != nil {
		return err
	}
	e := directive.Enrolment{Subject: c.alice.subject, Holder: clinic, HomeJurisdiction: "DE", Deadline: c.deadline()}
	signature, err := c.wallet.sign("alice", c.Spec.ChainID, e)
	if err != nil {
		return err
	}
	if _, _, err := c.does(ctx, c.clinicDesk, "the clinic enrols "+consenttypes.SubjectID(c.alice.subject[:]), &consenttypes.MsgEnrolSubjects{
		Attester:   c.clinicDesk.Address(),
		Enrolments: []consenttypes.Enrolment{{Subject: e.Subject[:], Deadline: e.Deadline, Signature: signature}},
	}); err != nil {
		return err
	}
	return c.decides(ctx, question{c.alice.subject, treatment, tests}, 0, deny)
}

// signs is a directive for the clinic's data in a voice.
func (c *consenting) signs(v *voice, p policy.Provision, supersedes [32]byte) (consenttypes.SignedDirective, error) {
	d := directive.Directive{
		Subject: v.subject, Controller: clinic, Provision: p, Supersedes: supersedes, Sequence: v.next(), Deadline: c.deadline(),
	}
	signature, err := c.wallet.sign(v.key, c.Spec.ChainID, d)
	if err != nil {
		return consenttypes.SignedDirective{}, err
	}
	return consenttypes.NewSignedDirective(d, signature)
}

// says gives a directive, and remembers it by a name.
func (c *consenting) says(ctx context.Context, v *voice, name string, p policy.Provision, supersedes [32]byte) error {
	signed, err := c.signs(v, p, supersedes)
	if err != nil {
		return err
	}
	outcome, at, err := c.does(ctx, c.clinicDesk, v.key+" gives "+name, &consenttypes.MsgGiveConsent{
		Relayer: c.clinicDesk.Address(), Directives: []consenttypes.SignedDirective{signed},
	})
	if err != nil {
		return err
	}
	c.said[name] = said{id: [32]byte(outcome.Id), at: at, as: signed}
	return nil
}

// mayUse permits the laboratory to use the data for a purpose.
func mayUse(purpose policy.Purpose, exceptions ...policy.Provision) policy.Provision {
	return policy.Provision{
		Effect: policy.EffectPermit, Exceptions: exceptions,
		Match: policy.Match{
			Recipients: []policy.Selector{{Kind: policy.SelectorParticipant, ID: asker}}, Purposes: policy.SetOf(purpose),
		},
	}
}

func (c *consenting) give(ctx context.Context) error {
	if err := c.says(ctx, c.alice, "a permission to treat", mayUse(policy.PurposeTreatment), [32]byte{}); err != nil {
		return err
	}
	before := c.said["a permission to treat"].at - 1
	return errors.Join(
		c.decides(ctx, question{c.alice.subject, treatment, tests}, 0, permit),
		c.decides(ctx, question{c.alice.subject, treatment, mental}, 0, permit),
		c.decides(ctx, question{c.alice.subject, research, tests}, 0, deny),
		c.decides(ctx, question{c.alice.subject, treatment, tests}, before, deny),
	)
}

func (c *consenting) narrow(ctx context.Context) error {
	first := c.said["a permission to treat"]
	but := policy.Provision{Effect: policy.EffectDeny, Match: policy.Match{Categories: policy.SetOf(policy.CategoryMentalHealth)}}
	if err := c.says(ctx, c.alice, "the same but mental health, superseding it", mayUse(policy.PurposeTreatment, but), first.id); err != nil {
		return err
	}
	second := c.said["the same but mental health, superseding it"]
	if err := errors.Join(
		c.decides(ctx, question{c.alice.subject, treatment, mental}, 0, deny),
		c.decides(ctx, question{c.alice.subject, treatment, tests}, 0, permit),
		c.decides(ctx, question{c.alice.subject, treatment, mental}, second.at-1, permit),
	); err != nil {
		return err
	}
	return c.refused(ctx, c.labDesk, consenttypes.ErrSequenceTooLow, "a relayer that brings the first permission again", &consenttypes.MsgGiveConsent{
		Relayer: c.labDesk.Address(), Directives: []consenttypes.SignedDirective{first.as},
	})
}

// ends withdraws a directive through the laboratory.
func (c *consenting) ends(ctx context.Context, v *voice, id [32]byte, what string) (int64, error) {
	w := directive.Withdrawal{Subject: v.subject, Directive: id, Sequence: v.next(), Deadline: c.deadline()}
	signature, err := c.wallet.sign(v.key, c.Spec.ChainID, w)
	if err != nil {
		return 0, err
	}
	_, at, err := c.does(ctx, c.labDesk, what, &consenttypes.MsgWithdrawConsent{
		Relayer: c.labDesk.Address(), Withdrawals: []consenttypes.SignedWithdrawal{consenttypes.NewSignedWithdrawal(w, signature)},
	})
	return at, err
}

func (c *consenting) withdraw(ctx context.Context) error {
	second := c.said["the same but mental health, superseding it"]
	at, err := c.ends(ctx, c.alice, second.id, "alice withdraws it; the laboratory relays")
	if err != nil {
		return err
	}
	return errors.Join(
		c.decides(ctx, question{c.alice.subject, treatment, tests}, 0, deny),
		c.decides(ctx, question{c.alice.subject, treatment, tests}, at-1, permit),
		c.decides(ctx, question{c.alice.subject, treatment, mental}, second.at-1, permit),
	)
}

func (c *consenting) represent(ctx context.Context) error {
	bob, err := c.newVoice("bob")
	if err != nil {
		return err
	}
	ends := time.Now().Unix() + mandateLength
	a := directive.Appointment{
		Subject: c.alice.subject, Representative: bob.subject, Controller: clinic, Purposes: policy.SetOf(policy.PurposeTreatment),
		Period: policy.Period{Until: policy.At(ends)}, Sequence: c.alice.next(), Deadline: c.deadline(),
	}
	bob.subject = c.alice.subject // He speaks for her from here on.
	signature, err := c.wallet.sign("alice", c.Spec.ChainID, a)
	if err != nil {
		return err
	}
	signed, err := consenttypes.NewSignedAppointment(a, signature)
	if err != nil {
		return err
	}
	if _, _, err := c.does(ctx, c.clinicDesk, "alice appoints bob to speak about treatment until "+clock(ends), &consenttypes.MsgAppointRepresentative{
		Relayer: c.clinicDesk.Address(), Appointments: []consenttypes.SignedAppointment{signed},
	}); err != nil {
		return err
	}
	if err := c.says(ctx, bob, "a permission for alice", mayUse(policy.PurposeTreatment), [32]byte{}); err != nil {
		return err
	}
	given := c.said["a permission for alice"]
	if err := errors.Join(
		c.decides(ctx, question{c.alice.subject, treatment, tests}, 0, permit),
		c.decides(ctx, question{c.alice.subject, treatment, tests}, given.at-1, deny),
		c.cannotSay(ctx, bob, consenttypes.ErrOutsideMandate, "what bob says of research", mayUse(policy.PurposeResearch)),
	); err != nil {
		return err
	}
	if err := c.until(ctx, time.Unix(ends, 0)); err != nil {
		return err
	}
	if err := errors.Join(
		c.cannotSay(ctx, bob, consenttypes.ErrSignatureWrong, "what bob says after his mandate", mayUse(policy.PurposeTreatment)),
		c.decides(ctx, question{c.alice.subject, treatment, tests}, 0, permit),
	); err != nil {
		return err
	}
	if _, err := c.ends(ctx, c.alice, given.id, "what he said stays, until alice withdraws it"); err != nil {
		return err
	}
	return c.decides(ctx, question{c.alice.subject, treatment, tests}, 0, deny)
}

// cannotSay expects that a directive is refused.
func (c *consenting) cannotSay(ctx context.Context, v *voice, want error, what string, p policy.Provision) error {
	signed, err := c.signs(v, p, [32]byte{})
	if err != nil {
		return err
	}
	return c.refused(ctx, c.clinicDesk, want, what, &consenttypes.MsgGiveConsent{
		Relayer: c.clinicDesk.Address(), Directives: []consenttypes.SignedDirective{signed},
	})
}

func (c *consenting) paper(ctx context.Context) error {
	hash := sha256.Sum256([]byte("the clinic's keyed hash of a patient without a wallet"))
	outcome, _, err := c.does(ctx, c.clinicDesk, "the clinic enrols a patient without a wallet", &consenttypes.MsgEnrolSubjects{
		Attester: c.clinicDesk.Address(), Enrolments: []consenttypes.Enrolment{{Subject: hash[:20]}},
	})
	if err != nil {
		return err
	}
	carol := [20]byte(outcome.Id)
	attested, err := c.attestation(carol)
	if err != nil {
		return err
	}
	outcome, at, err := c.does(ctx, c.clinicDesk, "the clinic attests what she signed on paper", attested)
	if err != nil {
		return err
	}
	q := question{carol, treatment, tests}
	if err := errors.Join(c.decides(ctx, q, 0, permit), c.decides(ctx, q, at-1, deny)); err != nil {
		return err
	}
	authority := c.authorities["DE"]
	if err := c.send(ctx, authority, "the authority finds that nobody signed it, and invalidates it since it was attested", &consenttypes.MsgInvalidateConsent{
		Authority: authority.Address(), Subject: carol[:], Directive: outcome.Id,
	}); err != nil {
		return err
	}
	if err := errors.Join(c.decides(ctx, q, 0, deny), c.decides(ctx, q, at+1, deny)); err != nil {
		return err
	}
	if err := c.says(ctx, c.alice, "a permission again", mayUse(policy.PurposeTreatment), [32]byte{}); err != nil {
		return err
	}
	against, err := c.attestation(c.alice.subject)
	if err != nil {
		return err
	}
	return c.refused(ctx, c.clinicDesk, consenttypes.ErrSubjectSigned, "paper beside what alice signed herself", against)
}

func (c *consenting) attestation(subject [20]byte) (*consenttypes.MsgAttestConsent, error) {
	digest := sha256.Sum256([]byte("salt and scan of the paper"))
	provision, err := consenttypes.NewProvision(mayUse(policy.PurposeTreatment))
	return &consenttypes.MsgAttestConsent{
		Attester:     c.clinicDesk.Address(),
		Attestations: []consenttypes.Attestation{{Subject: subject[:], Provision: provision, DocumentDigest: digest[:]}},
	}, err
}

// replace has the authority begin to replace alice's key.
func (c *consenting) replace(ctx context.Context, newKey [20]byte, what string) error {
	r := directive.KeyReplacement{Subject: c.alice.subject, NewKey: newKey, Deadline: c.deadline()}
	signature, err := c.wallet.sign("alice's new key", c.Spec.ChainID, r)
	if err != nil {
		return err
	}
	authority := c.authorities["DE"]
	result, err := c.Client.Send(ctx, authority, smallGas, &consenttypes.MsgReplaceSubjectKey{
		Authority: authority.Address(), Subject: r.Subject[:], NewKey: r.NewKey[:], Deadline: r.Deadline, Signature: signature,
	})
	if err != nil {
		return err
	}
	var response consenttypes.MsgReplaceSubjectKeyResponse
	if err := result.Response(0, &response); err != nil {
		return err
	}
	c.replaced = response.OpensAt
	c.Say("height %-4d %s, from %s on", result.Height, what, clock(c.replaced))
	return nil
}

func (c *consenting) loseKey(ctx context.Context) error {
	newKey, err := c.wallet.address("alice's new key")
	if err != nil {
		return err
	}
	if err := c.replace(ctx, newKey, "the authority gives alice another key"); err != nil {
		return err
	}
	if err := c.cannotSay(ctx, c.alice, consenttypes.ErrReplacementPending, "a permission by the key that is being replaced", mayUse(policy.PurposeResearch)); err != nil {
		return err
	}
	o := directive.ReplacementObjection{Subject: c.alice.subject, NewKey: newKey, Sequence: c.alice.next(), Deadline: c.deadline()}
	signature, err := c.wallet.sign("alice", c.Spec.ChainID, o)
	if err != nil {
		return err
	}
	objection := &consenttypes.MsgObjectToReplacement{
		Relayer: c.labDesk.Address(), Objections: []consenttypes.SignedObjection{consenttypes.NewSignedObjection(o, signature)},
	}
	if _, _, err := c.does(ctx, c.labDesk, "the old key objects", objection); err != nil {
		return err
	}
	if err := c.replace(ctx, newKey, "the authority begins again"); err != nil {
		return err
	}
	o.Sequence = c.alice.next()
	if signature, err = c.wallet.sign("alice", c.Spec.ChainID, o); err != nil {
		return err
	}
	objection.Objections[0] = consenttypes.NewSignedObjection(o, signature)
	if err := c.refused(ctx, c.labDesk, consenttypes.ErrObjectedBefore, "a second objection", objection); err != nil {
		return err
	}
	return c.send(ctx, c.clinicDesk, "the clinic knows its patient, and confirms", &consenttypes.MsgConfirmReplacement{
		Attester: c.clinicDesk.Address(), Subject: c.alice.subject[:], NewKey: newKey[:],
	})
}

func (c *consenting) newKey(ctx context.Context) error {
	if err := c.until(ctx, time.Unix(c.replaced, 0)); err != nil {
		return err
	}
	if err := c.cannotSay(ctx, c.alice, consenttypes.ErrSignatureWrong, "what the old key says", mayUse(policy.PurposeResearch)); err != nil {
		return err
	}
	again := &voice{key: "alice's new key", subject: c.alice.subject, sequence: c.alice.sequence}
	if _, err := c.ends(ctx, again, c.said["a permission again"].id, "alice withdraws with her new key what she said with the old one"); err != nil {
		return err
	}
	q := question{c.alice.subject, treatment, tests}
	if err := errors.Join(
		c.decides(ctx, q, 0, deny),
		c.decides(ctx, q, c.said["a permission again"].at, permit),
	); err != nil {
		return err
	}
	return errors.Join(c.strangersAreToldNothing(ctx), c.authorityIsShown(ctx))
}

// authorityIsShown asks on the command line, as the authority of the patient's home.
func (c *consenting) authorityIsShown(ctx context.Context) error {
	out, err := exec.CommandContext(
		ctx, c.Binary, "query", "consent", "subject", consenttypes.SubjectID(c.alice.subject[:]), "--from", localnet.AuthorityKey("DE"),
		"--keyring-backend", "test", "--keyring-dir", c.Network.Dir, "--home", filepath.Join(c.Network.Dir, c.Network.Nodes[0].Home),
		"--node", c.Network.Nodes[0].RPCURL(), "--output", "json",
	).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	var answer struct {
		Subject struct {
			Home       string            `json:"home_jurisdiction"`
			Directives []json.RawMessage `json:"directives"`
		} `json:"subject"`
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	if answer.Subject.Home != "DE" || len(answer.Subject.Directives) != 4 {
		return fmt.Errorf("the authority is shown %s", out)
	}
	c.Say("            the authority asks for alice: %d directives", len(answer.Subject.Directives))
	return nil
}

// strangersAreToldNothing asks as another institution.
func (c *consenting) strangersAreToldNothing(ctx context.Context) error {
	texts := map[bool]string{}
	for there, subject := range map[bool][20]byte{true: c.alice.subject, false: {9}} {
		request := &consenttypes.QuerySubjectRequest{Caller: &caller.Caller{}, Subject: consenttypes.SubjectID(subject[:])}
		if err := c.Client.Asking(ctx, c.labDesk, consenttypes.MethodSubject, request); err != nil {
			return err
		}
		_, err := consenttypes.NewQueryClient(c.Client.Query()).Subject(ctx, request)
		if err == nil {
			return errors.New("the laboratory was shown a patient of the clinic")
		}
		texts[there] = hideID(err.Error(), subject)
	}
	if texts[true] != texts[false] {
		return fmt.Errorf("what is not to be known is told from what is not there: %q, %q", texts[true], texts[false])
	}
	c.Say("            the laboratory asks for alice: %s", texts[true])
	return nil
}

func hideID(text string, subject [20]byte) string {
	id := hex.EncodeToString(subject[:])
	for i := 0; i+len(id) <= len(text); i++ {
		if text[i:i+len(id)] == id {
			return text[:i] + "…" + text[i+len(id):]
		}
	}
	return text
}
