package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
)

// The agreement of the story, and the version that amends it.
const (
	agreement = "de-trilateral"
	amended   = "fr-lower-ceiling"
	// noticePeriod and takeOver, in seconds: years and months for real.
	noticePeriod = 5
	takeOver     = 12
)

// textOf is the digest of a version's legal text.
func textOf(version string) []byte {
	digest := sha256.Sum256([]byte("the text of " + version))
	return digest[:]
}

// certifies has a party certify a version, after which it has one of the wanted statuses.
func (b *bordering) certifies(ctx context.Context, party, version string, want ...recognitiontypes.AgreementStatus) (block, error) {
	authority := b.authorities[party]
	what := party + " certifies " + version
	at, result, err := b.stepWith(ctx, authority, what, &recognitiontypes.MsgCertifyAgreement{
		Authority: authority.Address(), Agreement: version, DocumentDigest: textOf(version),
	})
	if err != nil {
		return at, err
	}
	var response recognitiontypes.MsgCertifyAgreementResponse
	if err := result.Response(0, &response); err != nil {
		return at, err
	}
	if !slices.Contains(want, response.Status) {
		return at, fmt.Errorf("%s: expected it %v, it is %s", what, want, response.Status)
	}
	return at, nil
}

const (
	proposed  = recognitiontypes.AgreementStatus_AGREEMENT_STATUS_PROPOSED
	certified = recognitiontypes.AgreementStatus_AGREEMENT_STATUS_CERTIFIED
	inForce   = recognitiontypes.AgreementStatus_AGREEMENT_STATUS_IN_FORCE
)

// certify asks before and after each certification.
func (b *bordering) certify(ctx context.Context) error {
	now, err := b.latest(ctx)
	if err != nil {
		return err
	}
	if err := b.ask(ctx, now.on("before any agreement"), append(closed(treatments...), studyClosed())...); err != nil {
		return err
	}
	de := b.authorities["DE"]
	at, err := b.step(ctx, de, "DE proposes "+agreement, &recognitiontypes.MsgProposeAgreement{
		Authority: de.Address(), Id: agreement, Parties: []string{"CN", "DE", "FR"}, Rules: terms(4),
		DocumentDigest: textOf(agreement), NoticePeriod: noticePeriod,
	})
	if err != nil {
		return err
	}
	each := closed(deToFR, frToCN, cnToDE)
	if err := b.ask(ctx, at.on("DE proposes"), each...); err != nil {
		return err
	}
	for _, party := range []string{"DE", "FR"} {
		if at, err = b.certifies(ctx, party, agreement, proposed); err != nil {
			return err
		}
		if err := b.ask(ctx, at.on(party+" certifies"), each...); err != nil {
			return err
		}
	}
	if at, err = b.certifies(ctx, "CN", agreement, inForce); err != nil {
		return err
	}
	return errors.Join(
		b.ask(ctx, at.before("the block before CN certifies"), append(closed(treatments...), studyClosed())...),
		b.ask(ctx, at.on("CN certifies"), append(open(agreement, passing...), studyOpen(agreement))...),
		b.ask(ctx, at.asOf(at.time-1, "the second before"), closed(deToFR, cnToFR)...),
	)
}

// oneWay asks in both directions, and for an institution that the patient did not name.
func (b *bordering) oneWay(ctx context.Context) error {
	now, err := b.latest(ctx)
	if err != nil {
		return err
	}
	unnamed := cnToDE
	unnamed.to = forschung
	return errors.Join(
		b.ask(ctx, now.on("in force"), append(open(agreement, cnToDE), closed(deToCN)...)...),
		b.ask(ctx, now.on("in force"), inquiry{unnamed, denies(consented, unnamed.under(agreement), noConsent)}),
	)
}

// research asks one study without a permit, and one with each of the permits.
func (b *bordering) research(ctx context.Context) error {
	now, err := b.latest(ctx)
	if err != nil {
		return err
	}
	bare := germanStudy
	bare.permit = ""
	french := crossing{from: charite, to: recherche, purpose: research, category: tests, permit: frenchPermit}
	domestic := french
	domestic.permit = germanAtHome
	return b.ask(
		ctx, now.on("in force"),
		inquiry{bare, denies(permitted, bare.under(agreement), noPermit)},
		studyOpen(agreement),
		inquiry{french, denies(permitted, french.under(agreement), notApplicable)},
		inquiry{domestic, permits(permitted, domestic.under(agreement), aggregated, secure)},
	)
}

// recordBefore records accesses that happened just now, before anything was suspended.
func (b *bordering) recordBefore(ctx context.Context) error {
	now, err := b.latest(ctx)
	if err != nil {
		return err
	}
	for _, q := range append(open(agreement, cnToFR, deToFR), studyOpen(agreement)) {
		if err := b.record(ctx, "recorded before CN suspends", q, now.time); err != nil {
			return err
		}
	}
	return nil
}

func (b *bordering) suspend(ctx context.Context) error {
	cn, without := b.authorities["CN"], []string{"--suspended", agreement, "--by", "CN"}
	if err := errors.Join(
		b.expectsClosed(ctx, 2, without, cnToFR, cnToDE),
		b.expectsClosed(ctx, 1, without, frToCN, frToDE),
	); err != nil {
		return err
	}
	at, err := b.step(ctx, cn, "CN suspends", &recognitiontypes.MsgSuspendAgreement{Authority: cn.Address(), Agreement: agreement})
	if err != nil {
		return err
	}
	if err := errors.Join(
		b.ask(ctx, at.before("the block before CN suspends"), open(agreement, passing...)...),
		b.ask(ctx, at.on("CN suspends"), append(append(closed(touchingCN...), open(agreement, between...)...), studyOpen(agreement))...),
		b.ask(ctx, at.asOf(at.time-1, "the second before"), open(agreement, touchingCN...)...),
	); err != nil {
		return err
	}
	now, err := b.latest(ctx)
	if err != nil {
		return err
	}
	const when = "recorded while CN suspends"
	return errors.Join(
		b.record(ctx, when, closed(cnToFR)[0], now.time),
		b.record(ctx, when, open(agreement, cnToFR)[0], at.time-1, accesstypes.Mark_MARK_HINDSIGHT),
		b.record(ctx, when, open(agreement, deToFR)[0], now.time),
	)
}

func (b *bordering) resume(ctx context.Context) error {
	cn := b.authorities["CN"]
	at, err := b.step(ctx, cn, "CN resumes", &recognitiontypes.MsgResumeAgreement{Authority: cn.Address(), Agreement: agreement})
	if err != nil {
		return err
	}
	return errors.Join(
		b.ask(ctx, at.before("the block before CN resumes"), append(closed(touchingCN...), open(agreement, between...)...)...),
		b.ask(ctx, at.on("CN resumes"), open(agreement, passing...)...),
		b.ask(ctx, at.asOf(at.time-1, "the second before"), append(closed(cnToFR), open(agreement, deToFR)...)...),
	)
}

// amend lowers what may go from DE to FR from grade 4 to 3, from a later moment on.
func (b *bordering) amend(ctx context.Context) error {
	now, err := b.latest(ctx)
	if err != nil {
		return err
	}
	// The German regime raises mental health to grade 5; the French one leaves it at 4.
	graded := append(open(agreement, deToFR, deToFR.of(ehr), frToDE.of(mental)), closed(deToFR.of(mental))...)
	if err := b.ask(ctx, now.on("before it is amended"), graded...); err != nil {
		return err
	}
	begins, err := b.concludeAmendment(ctx, now.time+takeOver)
	if err != nil {
		return err
	}
	at, err := b.firstAt(ctx, begins)
	if err != nil {
		return err
	}
	return errors.Join(
		b.ask(ctx, at.before("the block before it takes over"), graded...),
		b.ask(ctx, at.on("the amendment takes over"), append(open(amended, deToFR, frToDE.of(mental), cnToFR, frToCN, cnToDE),
			closed(deToFR.of(ehr), deToFR.of(mental))...)...),
		b.ask(ctx, at.on("the amendment takes over"), studyOpen(amended)),
		b.ask(ctx, at.asOf(begins-1, "its last second"), open(agreement, deToFR.of(ehr))...),
		b.ask(ctx, at.asOf(begins, "the second it takes over"), closed(deToFR.of(ehr))...),
	)
}

// concludeAmendment has all certify the new version, and gives the moment at which it
// takes over, as the chain tells it.
func (b *bordering) concludeAmendment(ctx context.Context, notBefore int64) (int64, error) {
	fr := b.authorities["FR"]
	if _, err := b.step(ctx, fr, "FR proposes "+amended+", from "+clock(notBefore)+" on", &recognitiontypes.MsgAmendAgreement{
		Authority: fr.Address(), Agreement: agreement, Id: amended, Rules: terms(3), DocumentDigest: textOf(amended),
		NotBefore: notBefore, NoticePeriod: noticePeriod,
	}); err != nil {
		return 0, err
	}
	if err := b.expectsClosed(ctx, 1, []string{"--in-force", amended}, deToFR, deToFR.of(ehr), deToFR.of(mental)); err != nil {
		return 0, err
	}
	for _, party := range []string{"FR", "DE"} {
		if _, err := b.certifies(ctx, party, amended, proposed); err != nil {
			return 0, err
		}
	}
	// On a slow machine it takes over with the last certification.
	at, err := b.certifies(ctx, "CN", amended, certified, inForce)
	if err != nil {
		return 0, err
	}
	answer, err := recognitiontypes.NewQueryClient(b.Client.Query()).Agreement(ctx, &recognitiontypes.QueryAgreementRequest{Id: amended})
	if err != nil {
		return 0, err
	}
	versions := answer.Line.Versions
	last := versions[len(versions)-1]
	if want := max(notBefore, at.time); last.Agreement != amended || last.BeginsAt != want {
		return 0, fmt.Errorf("expected %s to take over at %s, got %v", amended, clock(want), last)
	}
	return last.BeginsAt, nil
}

func (b *bordering) giveNotice(ctx context.Context) error {
	fr := b.authorities["FR"]
	given, result, err := b.stepWith(ctx, fr, "FR gives notice", &recognitiontypes.MsgGiveNotice{Authority: fr.Address(), Agreement: amended})
	if err != nil {
		return err
	}
	var response recognitiontypes.MsgGiveNoticeResponse
	if err := result.Response(0, &response); err != nil {
		return err
	}
	ends := response.EndsAt
	b.Say("            all versions end at %s", clock(ends))
	if ends != given.time+noticePeriod {
		return fmt.Errorf("expected the end %d s after %s", noticePeriod, clock(given.time))
	}
	at, err := b.firstAt(ctx, ends)
	if err != nil {
		return err
	}
	within := inquiry{crossing{from: hopital, to: hopital, purpose: treatment, category: tests}, permits(implied, "")}
	return errors.Join(
		b.ask(ctx, given.on("FR gives notice"), append(open(amended, passing...), studyOpen(amended))...),
		b.ask(ctx, at.before("the block before the notice ends"), append(open(amended, passing...), studyOpen(amended))...),
		b.ask(ctx, at.on("the notice has run out"), append(closed(treatments...), studyClosed(), within)...),
		b.ask(ctx, at.asOf(ends-1, "the last second"), append(open(amended, deToFR, cnToFR), studyOpen(amended))...),
		b.ask(ctx, at.asOf(ends, "the second it ends"), append(closed(deToFR, cnToFR), studyClosed())...),
	)
}
