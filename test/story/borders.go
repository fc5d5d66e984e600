package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/stage"
	patient "github.com/assent-ledger/assent/internal/wallet"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// The institutions of the story: three that hold data, two that research, and one that
// issues permits.
const (
	charite, hopital, yiyuan = "de-charite", "fr-hopital", "cn-yiyuan"
	forschung, recherche     = "de-forschung", "fr-recherche"
	zugangsstelle            = "de-zugangsstelle"
)

// The data permits of the story.
const (
	germanPermit = "de-cohort"
	germanAtHome = "de-cohort-abroad"
	frenchPermit = "fr-cohort"
	// permitLength in seconds.
	permitLength = 3600
)

// borders is the story of what passes from one jurisdiction to another.
var borders = story{prepare: threeRegimes, play: playBorders}

// bordering is the story's cast.
type bordering struct {
	*admitting
	// nodes are clients of all nodes: each decision is asked of all of them.
	nodes []*ledger.Client
	// recorded is how many accesses an institution's trail holds.
	recorded map[string]uint64
	table    table
}

func playBorders(ctx context.Context, s *stage.Stage) error {
	g, err := newGoverning(s)
	if err != nil {
		return err
	}
	b := &bordering{admitting: newAdmitting(g), recorded: map[string]uint64{}}
	for _, node := range s.Network.Nodes {
		client, err := ledger.Connect(node.RPCURL(), s.Spec.ChainID, s.TxConfig, s.Registry)
		if err != nil {
			return err
		}
		b.nodes = append(b.nodes, client)
	}
	err = s.Play(
		ctx,
		stage.Scene{Title: "institutions and patients under three regimes", Play: b.enter},
		stage.Scene{Title: "data permits are issued, two by an access body and one by an authority", Play: b.issue},
		stage.Scene{Title: "three parties certify one by one, and the last one opens the borders", Play: b.certify},
		stage.Scene{Title: "a rule leads one way, and stands in for no consent", Play: b.oneWay},
		stage.Scene{Title: "research passes with a permit that is recognised", Play: b.research},
		stage.Scene{Title: "accesses are recorded and judged", Play: b.recordBefore},
		stage.Scene{Title: "CN suspends: what touches it stops in that block, the rest goes on", Play: b.suspend},
		stage.Scene{Title: "CN resumes", Play: b.resume},
		stage.Scene{Title: "an amendment lowers a ceiling from the moment it takes over", Play: b.amend},
		stage.Scene{Title: "notice runs out", Play: b.giveNotice},
	)
	fmt.Fprintf(s.Out, "\n%d decisions:\n\n", len(b.table))
	return errors.Join(err, b.table.print(s.Out), b.table.wrong())
}

func (b *bordering) enter(ctx context.Context) error {
	for _, institution := range []struct {
		id    string
		roles []vocabulary.Role
	}{
		{charite, roleProvider},
		{hopital, roleProvider},
		{yiyuan, roleProvider},
		{forschung, []vocabulary.Role{vocabulary.Role_ROLE_DATA_USER}},
		{recherche, []vocabulary.Role{vocabulary.Role_ROLE_DATA_USER}},
		{zugangsstelle, []vocabulary.Role{vocabulary.Role_ROLE_ACCESS_BODY}},
	} {
		if err := b.joinAs(ctx, home(institution.id), institution.id, institution.roles...); err != nil {
			return err
		}
	}
	if err := b.giveCards(ctx, hopital, yiyuan); err != nil {
		return err
	}
	for _, holder := range []string{charite, hopital, yiyuan} {
		if err := b.enrol(ctx, holder); err != nil {
			return err
		}
	}
	return b.consent(ctx)
}

// giveCards accredits institutions abroad: the German regime asks it of whoever treats.
func (b *bordering) giveCards(ctx context.Context, institutions ...string) error {
	authority := b.authorities["DE"]
	var messages []sdk.Msg
	for _, id := range institutions {
		card := sha256.Sum256([]byte("institution card of " + id))
		messages = append(messages, &registrytypes.MsgAccredit{
			Issuer: authority.Address(), Participant: id, Scheme: "DE/ti-institution-card", CredentialDigest: card[:],
		})
	}
	return b.send(ctx, authority, fmt.Sprintf("DE gives institution cards to %v", institutions), messages...)
}

// consent has the Chinese patient name who may treat abroad: that regime asks for it.
func (b *bordering) consent(ctx context.Context) error {
	desk, err := b.Account(yiyuan + "-relay")
	if err != nil {
		return err
	}
	may := policy.Provision{
		Effect: policy.EffectPermit, Match: policy.Match{
			Purposes: policy.SetOf(policy.PurposeTreatment),
			Recipients: []policy.Selector{
				{Kind: policy.SelectorParticipant, ID: charite}, {Kind: policy.SelectorParticipant, ID: hopital},
			},
		},
	}
	signed, err := b.patients[yiyuan].Give(yiyuan, patient.Statement{Controller: yiyuan, Provision: may}, b.deadline())
	if err != nil {
		return err
	}
	given, ok := signed.Item.(*consenttypes.SignedDirective)
	if !ok {
		return fmt.Errorf("the wallet signed %T", signed.Item)
	}
	return b.sendItem(ctx, desk, "its patient permits "+charite+" and "+hopital+" to treat", &consenttypes.MsgGiveConsent{
		Relayer: desk.Address(), Directives: []consenttypes.SignedDirective{*given},
	})
}

func (b *bordering) issue(ctx context.Context) error {
	body, err := b.deskOf(ctx, zugangsstelle)
	if err != nil {
		return err
	}
	for _, p := range []struct {
		sender                  ledger.Sender
		id, holder, of, narrate string
	}{
		{body, germanPermit, forschung, hopital, "the German access body permits research at home on French data"},
		{body, germanAtHome, recherche, charite, "the German access body permits research in France on German data"},
		{b.authorities["FR"], frenchPermit, recherche, charite, "the French authority permits research at home on German data"},
	} {
		digest := sha256.Sum256([]byte(p.narrate))
		now, err := b.latest(ctx)
		if err != nil {
			return err
		}
		if _, err := b.step(ctx, p.sender, p.narrate, &permittypes.MsgIssuePermit{
			Sender: p.sender.Address(), Id: p.id, Holder: p.holder, Controllers: []string{p.of},
			Purposes: []vocabulary.Purpose{research}, Categories: []vocabulary.Category{tests},
			Safeguards: []vocabulary.Obligation{aggregated}, NotAfter: now.time + permitLength, DocumentDigest: digest[:],
		}); err != nil {
			return err
		}
	}
	return nil
}
