package evidence

import (
	"encoding/hex"
	"fmt"
	"time"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/translog"
)

// Description is a record as people read it, with the words of the vocabulary and bytes in
// hexadecimal. It leaves out the salt.
type Description struct {
	Height     int64     `json:"height,string"`
	Time       time.Time `json:"time"`
	Side       string    `json:"side"`
	Exchange   string    `json:"exchange"`
	Subject    string    `json:"subject"`
	Controller string    `json:"controller"`
	Recipient  string    `json:"recipient"`
	Actor      string    `json:"actor"`
	Profession string    `json:"profession"`
	Purpose    string    `json:"purpose"`
	Categories []string  `json:"categories"`
	Action     string    `json:"action"`
	Permit     string    `json:"permit,omitempty"`
	OccurredAt time.Time `json:"occurred_at"`
	Resource   string    `json:"resource"`
	Effect     string    `json:"effect"`
	Basis      string    `json:"basis"`
	// Marks are numbers of x/access.
	Marks []int `json:"marks,omitempty"`
}

func describe(r translog.Record) *Description {
	d := &Description{
		Height: r.Height, Time: time.Unix(r.Time, 0).UTC(), Side: side(r.Side),
		Exchange: hex.EncodeToString(r.Exchange[:]), Subject: "0x" + hex.EncodeToString(r.Subject[:]),
		Controller: r.Controller, Recipient: r.Recipient, Actor: hex.EncodeToString(r.Actor[:]),
		Profession: policy.Profession(r.Profession).String(), Purpose: policy.Purpose(r.Purpose).String(),
		Action: policy.Action(r.Action).String(), Permit: r.Permit, OccurredAt: time.Unix(r.OccurredAt, 0).UTC(),
		Resource: hex.EncodeToString(r.Resource[:]), Effect: policy.Effect(r.Effect).String(), Basis: policy.Basis(r.Basis).String(),
	}
	for _, category := range r.Categories {
		d.Categories = append(d.Categories, policy.Category(category).String())
	}
	for mark := range 32 {
		if r.Marks>>mark&1 == 1 {
			d.Marks = append(d.Marks, mark)
		}
	}
	return d
}

// side gives the word for the side of an exchange on which a writer stood.
func side(code uint8) string {
	switch code {
	case 1:
		return "DISCLOSER"
	case 2:
		return "RECIPIENT"
	default:
		return fmt.Sprintf("Side(%d)", code)
	}
}
