package main

import (
	"context"
	"fmt"
	"time"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/stage"
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// The institutions of the story: two that exchange, two more, and who serves patients.
const (
	klinik, praxis    = "de-klinik", "de-praxis"
	clinique, cabinet = "fr-clinique", "fr-cabinet"
	dienst            = "de-dienst"
)

// The sizes of the story.
const (
	eventsPerTrail = 25_000
	eventsPerBatch = 1_000
	// justifyWithin is as short as the chain lets it be, in seconds.
	justifyWithin = 60
)

// trails is the story of what was done, and of how it is proven.
var trails = story{prepare: twoRegimes, play: playTrails}

// twoRegimes founds DE and FR under a preset, without quotas, with short deadlines.
func twoRegimes(spec *localnet.Spec) error {
	if err := withoutQuotas(spec); err != nil {
		return err
	}
	spec.CommitTimeout = 300 * time.Millisecond
	profile, err := readPreset("ehds-baseline")
	if err != nil {
		return err
	}
	spec.Founders = []localnet.Founder{{ID: "DE", Name: "Germany", Profile: profile}, {ID: "FR", Name: "France", Profile: profile}}
	access := accesstypes.DefaultGenesis()
	access.Params.JustifyWithin, access.Params.CheckpointInterval = justifyWithin, 60
	document, err := spec.Codec.MarshalJSON(access)
	if err != nil {
		return err
	}
	spec.Genesis[accesstypes.ModuleName] = document
	return nil
}

// trailing is the story's cast.
type trailing struct {
	*admitting
	writers []*writer
	// found is what the blocks hold, by trail.
	found map[string]*foundTrail
}

// writer is a recording system, and what it has to record.
type writer struct {
	institution string
	side        accesstypes.Side
	// partner of its exchanges, and the seed that both share.
	partner, seed string
	events        []accesstypes.Event
	recorded      int
	client        *ledger.Client
	desk          *ledger.Account
	// repeated counts batches that were sent again.
	repeated int
}

func (w *writer) trail() string { return w.institution + "/archive" }

// foundTrail is a trail as the blocks hold it.
type foundTrail struct {
	log     translog.Log
	records []translog.Record
}

func playTrails(ctx context.Context, s *stage.Stage) error {
	g, err := newGoverning(s)
	if err != nil {
		return err
	}
	t := &trailing{admitting: newAdmitting(g), found: map[string]*foundTrail{}}
	return s.Play(
		ctx,
		stage.Scene{Title: "four recording systems, and a patient with a wallet", Play: t.enter},
		stage.Scene{Title: "100,000 accesses are recorded while a validator is killed and comes back", Play: t.recordAll},
		stage.Scene{Title: "none is lost, and none is there twice", Play: t.count},
		stage.Scene{Title: "the patient's own accesses are marked where the patient did not ask", Play: t.ownAccesses},
		stage.Scene{Title: "one emergency is justified and reviewed, another one is not in time", Play: t.emergencies},
		stage.Scene{Title: "the patient disputes a record", Play: t.disputes},
		stage.Scene{Title: "a hundred random records are proven, and verified where there is no network", Play: t.prove},
	)
}

func (t *trailing) enter(ctx context.Context) error {
	for id, roles := range map[string][]vocabulary.Role{
		klinik: roleProvider, praxis: roleProvider, clinique: roleProvider, cabinet: roleProvider,
		dienst: {vocabulary.Role_ROLE_PATIENT_ACCESS_SERVICE},
	} {
		if err := t.joinAs(ctx, home(id), id, roles...); err != nil {
			return err
		}
	}
	if err := t.enrol(ctx, klinik); err != nil {
		return err
	}
	for i, w := range []*writer{
		{institution: klinik, side: discloser, partner: praxis, seed: "DE"},
		{institution: praxis, side: recipient, partner: klinik, seed: "DE"},
		{institution: clinique, side: discloser, partner: cabinet, seed: "FR"},
		{institution: cabinet, side: recipient, partner: clinique, seed: "FR"},
	} {
		var err error
		if w.client, err = t.connect(i); err != nil {
			return err
		}
		if w.desk, err = t.Account(w.institution + "-desk"); err != nil {
			return err
		}
		if w.events, err = t.eventsOf(ctx, w); err != nil {
			return err
		}
		t.writers = append(t.writers, w)
	}
	return t.letRelay(ctx)
}

// connect gives a client of one node.
func (t *trailing) connect(node int) (*ledger.Client, error) {
	return ledger.Connect(t.Network.Nodes[node].RPCURL(), t.Spec.ChainID, t.TxConfig, t.Registry)
}

// letRelay has the authority name who reviews, and finds who relays for the patient.
func (t *trailing) letRelay(ctx context.Context) error {
	return t.send(ctx, t.authorities["DE"], fmt.Sprintf("DE names %s to review emergencies beside itself", dienst),
		&accesstypes.MsgNameReviewers{Authority: t.authorities["DE"].Address(), Participants: []string{dienst}})
}
