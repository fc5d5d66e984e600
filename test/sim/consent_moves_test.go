package sim_test

import (
	"crypto/ecdsa"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// consentMoves are what is said for patients, and about their keys.
var consentMoves = []weighted{
	{20, &consenttypes.MsgAttestConsent{}, attestPaper},
	{8, &consenttypes.MsgRevokeAttestedConsent{}, revokeAttested},
	{8, &consenttypes.MsgInvalidateConsent{}, invalidate},
	{12, &consenttypes.MsgAppointRepresentative{}, appoint},
	{6, &consenttypes.MsgEndRepresentation{}, endRepresentation},
	{8, &consenttypes.MsgAppointGuardian{}, appointGuardian},
	{6, &consenttypes.MsgEndGuardianship{}, endGuardianship},
	{4, &consenttypes.MsgRotateSubjectKey{}, rotateSubjectKey},
	{12, &consenttypes.MsgReplaceSubjectKey{}, replaceSubjectKey},
	{12, &consenttypes.MsgObjectToReplacement{}, objectToKey},
	{12, &consenttypes.MsgConfirmReplacement{}, confirmKey},
}

// newKeys are numbers of keys that are no patient's first.
const newKeys = 1000

// newKey of a patient or a representative.
func (s scene) newKey() (*ecdsa.PrivateKey, [20]byte) { return patient(newKeys + s.dice.Intn(newKeys)) }

// subject that the filter passes, and its home's authority.
func (s scene) subject(filter func(consenttypes.Subject) bool) (consenttypes.Subject, string, bool) {
	subject, found := anyOf(s, s.Consent.Subjects, filter)
	if !found {
		return subject, "", false
	}
	j, err := s.Registry.Jurisdictions.Get(s.ctx, subject.HomeJurisdiction)
	if err != nil {
		panic(err)
	}
	return subject, j.Authority, true
}

// wallet is a patient of the simulation whose first key speaks, with its subject.
func (s scene) wallet(filter func(consenttypes.Subject) bool) (*ecdsa.PrivateKey, consenttypes.Subject, bool) {
	for range 20 {
		key, subject, known := s.enrolled()
		if known && len(subject.Keys) == 1 && filter(subject) {
			return key, subject, true
		}
	}
	return nil, consenttypes.Subject{}, false
}

func anybody(consenttypes.Subject) bool { return true }

func attestPaper(s scene) (string, sdk.Msg) {
	desk, found := s.holder(registrytypes.Permission_PERMISSION_ATTEST)
	subject, _, known := s.subject(func(c consenttypes.Subject) bool { return c.HeldBy(desk.Participant) })
	if !found || !known {
		return "", nil
	}
	return desk.Address, &consenttypes.MsgAttestConsent{Attester: desk.Address, Attestations: []consenttypes.Attestation{{
		Subject: subject.Id, DocumentDigest: s.bytes(32),
		Provision: consenttypes.Provision{
			Effect: vocabulary.Effect_EFFECT_PERMIT, Purposes: []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_TREATMENT},
		},
	}}}
}

// attested is a subject with a live attested directive, and that.
func (s scene) attested() (consenttypes.Subject, consenttypes.Directive, string, bool) {
	live := func(d consenttypes.Directive) bool { return d.Attester != "" && d.Live(s.now()) }
	subject, authority, found := s.subject(func(c consenttypes.Subject) bool {
		for _, d := range c.Directives {
			if live(d) {
				return true
			}
		}
		return false
	})
	for _, d := range subject.Directives {
		if live(d) {
			return subject, d, authority, found
		}
	}
	return subject, consenttypes.Directive{}, "", false
}

func revokeAttested(s scene) (string, sdk.Msg) {
	subject, d, _, found := s.attested()
	desk, some := anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool {
		return a.Participant == d.Attester && a.Holds(4)
	})
	if !found || !some {
		return "", nil
	}
	return desk.Address, &consenttypes.MsgRevokeAttestedConsent{
		Attester: desk.Address, Revocations: []consenttypes.Revocation{{Subject: subject.Id, Directive: d.Id}},
	}
}

func invalidate(s scene) (string, sdk.Msg) {
	subject, d, authority, found := s.attested()
	if !found {
		return "", nil
	}
	return authority, &consenttypes.MsgInvalidateConsent{Authority: authority, Subject: subject.Id, Directive: d.Id}
}

func appoint(s scene) (string, sdk.Msg) {
	relay, found := s.holder(registrytypes.Permission_PERMISSION_RELAY)
	key, subject, known := s.wallet(anybody)
	if !found || !known {
		return "", nil
	}
	_, representative := s.newKey()
	a := directive.Appointment{
		Subject: [20]byte(subject.Id), Representative: representative, Purposes: policy.SetOf(policy.PurposeResearch),
		Period: policy.Period{Until: policy.At(s.now() + 86400)}, Sequence: subject.Sequence + 1, Deadline: s.now() + 3600,
	}
	digest, err := a.Digest(chainID)
	signed, err := consenttypes.NewSignedAppointment(a, sign(digest, err, key))
	if err != nil {
		panic(err)
	}
	return relay.Address, &consenttypes.MsgAppointRepresentative{Relayer: relay.Address, Appointments: []consenttypes.SignedAppointment{signed}}
}

// represented has a representative whose mandate runs.
func (s scene) represented(c consenttypes.Subject) bool {
	_, found := s.representative(c)
	return found
}

func (s scene) representative(c consenttypes.Subject) ([]byte, bool) {
	for _, r := range c.Representatives {
		if r.Speaks(s.now()) {
			return r.Mandate.Representative, true
		}
	}
	return nil, false
}

func endRepresentation(s scene) (string, sdk.Msg) {
	relay, found := s.holder(registrytypes.Permission_PERMISSION_RELAY)
	key, subject, known := s.wallet(s.represented)
	representative, some := s.representative(subject)
	if !found || !known || !some {
		return "", nil
	}
	e := directive.MandateEnd{
		Subject: [20]byte(subject.Id), Representative: [20]byte(representative), Sequence: subject.Sequence + 1, Deadline: s.now() + 3600,
	}
	digest, err := e.Digest(chainID)
	return relay.Address, &consenttypes.MsgEndRepresentation{
		Relayer: relay.Address, Ends: []consenttypes.SignedMandateEnd{consenttypes.NewSignedMandateEnd(e, sign(digest, err, key))},
	}
}

func appointGuardian(s scene) (string, sdk.Msg) {
	subject, authority, found := s.subject(nil)
	if !found {
		return "", nil
	}
	_, guardian := s.newKey()
	return authority, &consenttypes.MsgAppointGuardian{
		Authority: authority, Subject: subject.Id, Mandate: consenttypes.Mandate{Representative: guardian[:], NotAfter: s.now() + 86400},
	}
}

func endGuardianship(s scene) (string, sdk.Msg) {
	subject, authority, found := s.subject(s.represented)
	representative, some := s.representative(subject)
	if !found || !some {
		return "", nil
	}
	return authority, &consenttypes.MsgEndGuardianship{Authority: authority, Subject: subject.Id, Representative: representative}
}

func rotateSubjectKey(s scene) (string, sdk.Msg) {
	relay, found := s.holder(registrytypes.Permission_PERMISSION_RELAY)
	key, subject, known := s.wallet(anybody)
	if !found || !known {
		return "", nil
	}
	next, address := s.newKey()
	r := directive.KeyRotation{Subject: [20]byte(subject.Id), NewKey: address, Sequence: subject.Sequence + 1, Deadline: s.now() + 3600}
	digest, err := r.Digest(chainID)
	return relay.Address, &consenttypes.MsgRotateSubjectKey{Relayer: relay.Address, Rotations: []consenttypes.SignedRotation{
		consenttypes.NewSignedRotation(r, sign(digest, err, key), sign(digest, err, next)),
	}}
}

func replaceSubjectKey(s scene) (string, sdk.Msg) {
	subject, authority, found := s.subject(func(c consenttypes.Subject) bool { return c.Replacement != nil && len(c.Replacement.NewKey) == 0 })
	if !found || s.chance(3) {
		subject, authority, found = s.subject(func(c consenttypes.Subject) bool { return !c.ReplacementPending(s.now()) })
	}
	if !found {
		return "", nil
	}
	next, address := s.newKey()
	r := directive.KeyReplacement{Subject: [20]byte(subject.Id), NewKey: address, Deadline: s.now() + 3600}
	digest, err := r.Digest(chainID)
	return authority, &consenttypes.MsgReplaceSubjectKey{
		Authority: authority, Subject: subject.Id, NewKey: address[:], Deadline: r.Deadline, Signature: sign(digest, err, next),
	}
}

func objectToKey(s scene) (string, sdk.Msg) {
	relay, found := s.holder(registrytypes.Permission_PERMISSION_RELAY)
	key, subject, known := s.wallet(func(c consenttypes.Subject) bool { return c.ReplacementPending(s.now()) && !c.Replacement.Contested })
	if !found || !known {
		return "", nil
	}
	o := directive.ReplacementObjection{
		Subject: [20]byte(subject.Id), NewKey: [20]byte(subject.Replacement.NewKey), Sequence: subject.Sequence + 1, Deadline: s.now() + 3600,
	}
	digest, err := o.Digest(chainID)
	return relay.Address, &consenttypes.MsgObjectToReplacement{
		Relayer: relay.Address, Objections: []consenttypes.SignedObjection{consenttypes.NewSignedObjection(o, sign(digest, err, key))},
	}
}

func confirmKey(s scene) (string, sdk.Msg) {
	subject, _, found := s.subject(func(c consenttypes.Subject) bool {
		return c.ReplacementPending(s.now()) && c.Replacement.Contested && c.Replacement.ConfirmedAt == 0
	})
	if !found {
		return "", nil
	}
	desk, some := anyOf(s, s.Registry.Accounts, func(a registrytypes.Account) bool { return subject.HeldBy(a.Participant) && a.Holds(4) })
	if !some {
		return "", nil
	}
	return desk.Address, &consenttypes.MsgConfirmReplacement{Attester: desk.Address, Subject: subject.Id, NewKey: subject.Replacement.NewKey}
}
