package directive

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/assent-ledger/assent/internal/secp"
	"github.com/assent-ledger/assent/pkg/policy"
)

// walletVector is what testdata/wallets/make-vectors.mjs writes.
type walletVector struct {
	Name      string          `json:"name"`
	ChainID   string          `json:"chainId"`
	Message   string          `json:"message"`
	Fields    json.RawMessage `json:"fields"`
	TypedData json.RawMessage `json:"typedData"`
	Digest    string          `json:"digest"`
	Signature string          `json:"signature"`
	Address   string          `json:"address"`
}

type plainProvision struct {
	Effect     string           `json:"effect"`
	Recipients []string         `json:"recipients"`
	Purposes   []string         `json:"purposes"`
	Categories []string         `json:"categories"`
	Actions    []string         `json:"actions"`
	From       *int64           `json:"from"`
	Until      *int64           `json:"until"`
	Exceptions []plainProvision `json:"exceptions"`
}

type plainDirective struct {
	Subject        string         `json:"subject"`
	Controller     string         `json:"controller"`
	Provision      plainProvision `json:"provision"`
	ValidFrom      *int64         `json:"validFrom"`
	ValidUntil     *int64         `json:"validUntil"`
	DocumentDigest string         `json:"documentDigest"`
	Supersedes     string         `json:"supersedes"`
	Sequence       string         `json:"sequence"`
	Deadline       int64          `json:"deadline"`
}

type plainWithdrawal struct {
	Subject   string `json:"subject"`
	Directive string `json:"directive"`
	Sequence  string `json:"sequence"`
	Deadline  int64  `json:"deadline"`
}

type plainEnrolment struct {
	Subject          string `json:"subject"`
	Holder           string `json:"holder"`
	HomeJurisdiction string `json:"homeJurisdiction"`
	Deadline         int64  `json:"deadline"`
}

type plainAppointment struct {
	Subject        string   `json:"subject"`
	Representative string   `json:"representative"`
	Controller     string   `json:"controller"`
	Purposes       []string `json:"purposes"`
	Categories     []string `json:"categories"`
	From           *int64   `json:"from"`
	Until          *int64   `json:"until"`
	Sequence       string   `json:"sequence"`
	Deadline       int64    `json:"deadline"`
}

type plainMandateEnd struct {
	Subject        string `json:"subject"`
	Representative string `json:"representative"`
	Sequence       string `json:"sequence"`
	Deadline       int64  `json:"deadline"`
}

// plainChangeOfKey is a rotation or an objection.
type plainChangeOfKey struct {
	Subject  string `json:"subject"`
	NewKey   string `json:"newKey"`
	Sequence string `json:"sequence"`
	Deadline int64  `json:"deadline"`
}

type plainReplacement struct {
	Subject  string `json:"subject"`
	NewKey   string `json:"newKey"`
	Deadline int64  `json:"deadline"`
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func decode(t testing.TB, raw []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func sequence(t testing.TB, text string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func period(from, until *int64) (p policy.Period) {
	if from != nil {
		p.From = policy.At(*from)
	}
	if until != nil {
		p.Until = policy.At(*until)
	}
	return p
}

func codes[C ~uint8](t testing.TB, names []string, parse func(string) (C, error)) (set policy.Set[C]) {
	t.Helper()
	for _, name := range names {
		c, err := parse(name)
		if err != nil {
			t.Fatal(err)
		}
		set = set.Add(c)
	}
	return set
}

func (p plainProvision) read(t testing.TB) policy.Provision {
	t.Helper()
	effect, err := policy.ParseEffect(p.Effect)
	if err != nil {
		t.Fatal(err)
	}
	node := policy.Provision{Effect: effect, Match: policy.Match{
		Purposes:   codes(t, p.Purposes, policy.ParsePurpose),
		Categories: codes(t, p.Categories, policy.ParseCategory),
		Actions:    codes(t, p.Actions, policy.ParseAction),
		Period:     period(p.From, p.Until),
	}}
	for _, text := range p.Recipients {
		selector, err := policy.ParseSelector(text)
		if err != nil {
			t.Fatal(err)
		}
		node.Match.Recipients = append(node.Match.Recipients, selector)
	}
	for _, exception := range p.Exceptions {
		node.Exceptions = append(node.Exceptions, exception.read(t))
	}
	return node
}

// read rebuilds the message of a vector from its plain fields.
func (v walletVector) read(t testing.TB) message {
	t.Helper()
	switch v.Message {
	case "ConsentDirective":
		var f plainDirective
		decode(t, v.Fields, &f)
		return Directive{
			Subject: [20]byte(unhex(t, f.Subject)), Controller: f.Controller, Provision: f.Provision.read(t),
			Validity: period(f.ValidFrom, f.ValidUntil), DocumentDigest: [32]byte(unhex(t, f.DocumentDigest)),
			Supersedes: [32]byte(unhex(t, f.Supersedes)), Sequence: sequence(t, f.Sequence), Deadline: f.Deadline,
		}
	case "ConsentWithdrawal":
		var f plainWithdrawal
		decode(t, v.Fields, &f)
		return Withdrawal{
			Subject: [20]byte(unhex(t, f.Subject)), Directive: [32]byte(unhex(t, f.Directive)),
			Sequence: sequence(t, f.Sequence), Deadline: f.Deadline,
		}
	case "SubjectEnrolment":
		var f plainEnrolment
		decode(t, v.Fields, &f)
		return Enrolment{
			Subject: [20]byte(unhex(t, f.Subject)), Holder: f.Holder, HomeJurisdiction: f.HomeJurisdiction, Deadline: f.Deadline,
		}
	case "RepresentativeAppointment", "RepresentationEnd":
		return v.readMandate(t)
	case "AccessRequest", "AccessDispute":
		return v.readAccess(t)
	default:
		return v.readKeys(t)
	}
}

func (v walletVector) readMandate(t testing.TB) message {
	t.Helper()
	if v.Message == "RepresentationEnd" {
		var f plainMandateEnd
		decode(t, v.Fields, &f)
		return MandateEnd{
			Subject: [20]byte(unhex(t, f.Subject)), Representative: [20]byte(unhex(t, f.Representative)),
			Sequence: sequence(t, f.Sequence), Deadline: f.Deadline,
		}
	}
	var f plainAppointment
	decode(t, v.Fields, &f)
	return Appointment{
		Subject: [20]byte(unhex(t, f.Subject)), Representative: [20]byte(unhex(t, f.Representative)), Controller: f.Controller,
		Purposes: codes(t, f.Purposes, policy.ParsePurpose), Categories: codes(t, f.Categories, policy.ParseCategory),
		Period: period(f.From, f.Until), Sequence: sequence(t, f.Sequence), Deadline: f.Deadline,
	}
}

func (v walletVector) readKeys(t testing.TB) message {
	t.Helper()
	if v.Message == "KeyReplacement" {
		var f plainReplacement
		decode(t, v.Fields, &f)
		return KeyReplacement{Subject: [20]byte(unhex(t, f.Subject)), NewKey: [20]byte(unhex(t, f.NewKey)), Deadline: f.Deadline}
	}
	var f plainChangeOfKey
	decode(t, v.Fields, &f)
	rotation := KeyRotation{
		Subject: [20]byte(unhex(t, f.Subject)), NewKey: [20]byte(unhex(t, f.NewKey)),
		Sequence: sequence(t, f.Sequence), Deadline: f.Deadline,
	}
	switch v.Message {
	case "KeyRotation":
		return rotation
	case "ReplacementObjection":
		return ReplacementObjection(rotation)
	}
	t.Fatalf("unknown message %s", v.Message)
	return nil
}

func walletVectors(t testing.TB) []walletVector {
	t.Helper()
	raw, err := os.ReadFile("testdata/wallets/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []walletVector
	decode(t, raw, &vectors)
	of := make(map[string]int)
	for _, v := range vectors {
		of[v.Message]++
	}
	for _, kind := range messageTypes {
		if of[kind.name] < 2 {
			t.Fatalf("only %d vectors of %s", of[kind.name], kind.name)
		}
	}
	return vectors
}

// messageTypes are those of all that is signed.
var messageTypes = []*structType{
	directiveType, withdrawalType, enrolmentType,
	appointmentType, mandateEndType, keyRotationType, keyReplacementType, objectionType,
	accessRequestType, disputeType,
}

func TestWalletsSignTheSameDigest(t *testing.T) {
	for _, v := range walletVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			m := v.read(t)
			digest, err := hashChecked(v.ChainID, m)
			if err != nil {
				t.Fatal(err)
			}
			if want := [32]byte(unhex(t, v.Digest)); digest != want {
				t.Fatalf("digest %x, wallets say %x", digest, want)
			}
			signer, err := Recover(digest, unhex(t, v.Signature))
			if err != nil {
				t.Fatal(err)
			}
			if want := [20]byte(unhex(t, v.Address)); signer != want {
				t.Fatalf("recovered %x, signed by %x", signer, want)
			}
			document, err := payloadChecked(v.ChainID, m)
			if err != nil {
				t.Fatal(err)
			}
			var ours, theirs any
			decode(t, document, &ours)
			decode(t, v.TypedData, &theirs)
			if !reflect.DeepEqual(ours, theirs) {
				t.Errorf("the document for a wallet is\n%s, want\n%s", document, v.TypedData)
			}
		})
	}
}

// refuses fails the test if the signature is still the subject's.
func refuses(t *testing.T, digest [32]byte, signature []byte, subject [20]byte, what string) {
	t.Helper()
	if signer, err := Recover(digest, signature); err == nil && signer == subject {
		t.Errorf("%s, and the signature is still the subject's", what)
	}
}

func TestAChangedSignatureIsNotTheSubjects(t *testing.T) {
	for _, v := range walletVectors(t) {
		digest, signature, subject := [32]byte(unhex(t, v.Digest)), unhex(t, v.Signature), [20]byte(unhex(t, v.Address))
		for i := range signature {
			for _, flip := range []byte{1, 0x80, 0xff} {
				changed := bytes.Clone(signature)
				changed[i] ^= flip
				refuses(t, digest, changed, subject, v.Name+": byte "+strconv.Itoa(i)+" changed")
			}
		}
		for i := range digest {
			changed := digest
			changed[i] ^= 1
			refuses(t, changed, signature, subject, v.Name+": byte "+strconv.Itoa(i)+" of the digest changed")
		}
	}
}

func TestOnlyOneFormOfASignatureIsAccepted(t *testing.T) {
	order := crypto.S256().Params().N
	for _, v := range walletVectors(t) {
		digest, signature := [32]byte(unhex(t, v.Digest)), unhex(t, v.Signature)
		highS := func(flip byte) []byte {
			s := new(big.Int).SetBytes(signature[32:64])
			changed := bytes.Clone(signature)
			s.Sub(order, s).FillBytes(changed[32:64])
			changed[64] ^= flip
			return changed
		}
		withV := func(id byte) []byte { return append(bytes.Clone(signature[:64]), id) }
		for _, c := range []struct {
			name      string
			signature []byte
			want      error
		}{
			{"high s with the v that fits it", highS(27 ^ 28), secp.ErrHighS},
			{"high s", highS(0), secp.ErrHighS},
			{"v counted from zero", withV(signature[64] - 27), secp.ErrRecoveryID},
			{"v of a compressed key", withV(signature[64] + 4), secp.ErrRecoveryID},
			{"v with a chain id", withV(signature[64] + 10), secp.ErrRecoveryID},
			{"without v", signature[:64], secp.ErrSignatureLength},
			{"a byte more", append(bytes.Clone(signature), 0), secp.ErrSignatureLength},
			{"nothing", nil, secp.ErrSignatureLength},
		} {
			if _, err := Recover(digest, c.signature); !errors.Is(err, c.want) || !errors.Is(err, ErrSignature) {
				t.Errorf("%s: %s: %v, want %v as ErrSignature", v.Name, c.name, err, c.want)
			}
		}
	}
}

// directiveChanges has one change for each field of Directive, and for each
// part of a provision.
var directiveChanges = map[string]func(*Directive){
	"Subject":              func(d *Directive) { d.Subject[19] ^= 1 },
	"Controller":           func(d *Directive) { d.Controller += "x" },
	"Provision":            func(d *Directive) { d.Provision.Effect = 3 - d.Provision.Effect },
	"Validity":             func(d *Directive) { d.Validity.Until = policy.At(d.Validity.From.At + 77) },
	"DocumentDigest":       func(d *Directive) { d.DocumentDigest[0] ^= 1 },
	"Supersedes":           func(d *Directive) { d.Supersedes[31] ^= 1 },
	"Sequence":             func(d *Directive) { d.Sequence++ },
	"Deadline":             func(d *Directive) { d.Deadline-- },
	"Validity.From":        func(d *Directive) { d.Validity = policy.Period{From: policy.At(77)} },
	"Provision.Recipients": func(d *Directive) { d.Provision.Match.Recipients = []policy.Selector{participant("z")} },
	"Provision.Purposes":   func(d *Directive) { d.Provision.Match.Purposes ^= 1 << policy.PurposeStatistics },
	"Provision.Categories": func(d *Directive) { d.Provision.Match.Categories ^= 1 << policy.CategoryCohort },
	"Provision.Actions":    func(d *Directive) { d.Provision.Match.Actions ^= 1 << policy.ActionCorrect },
	"Provision.From":       func(d *Directive) { d.Provision.Match.Period = policy.Period{From: policy.At(77)} },
	"Provision.Until":      func(d *Directive) { d.Provision.Match.Period = policy.Period{Until: policy.At(77)} },
	"Provision.Exceptions": func(d *Directive) {
		d.Provision.Exceptions = []policy.Provision{{Effect: policy.EffectDeny, Match: policy.Match{Actions: 1 << policy.ActionCorrect}}}
	},
}

var withdrawalChanges = map[string]func(*Withdrawal){
	"Subject":   func(w *Withdrawal) { w.Subject[0] ^= 1 },
	"Directive": func(w *Withdrawal) { w.Directive[7] ^= 1 },
	"Sequence":  func(w *Withdrawal) { w.Sequence++ },
	"Deadline":  func(w *Withdrawal) { w.Deadline++ },
}

var enrolmentChanges = map[string]func(*Enrolment){
	"Subject":          func(e *Enrolment) { e.Subject[0] ^= 1 },
	"Holder":           func(e *Enrolment) { e.Holder += "-" },
	"HomeJurisdiction": func(e *Enrolment) { e.HomeJurisdiction += "X" },
	"Deadline":         func(e *Enrolment) { e.Deadline++ },
}

var appointmentChanges = map[string]func(*Appointment){
	"Subject":        func(a *Appointment) { a.Subject[3] ^= 1 },
	"Representative": func(a *Appointment) { a.Representative[19] ^= 2 },
	"Controller":     func(a *Appointment) { a.Controller += "x" },
	"Purposes":       func(a *Appointment) { a.Purposes ^= 1 << policy.PurposeStatistics },
	"Categories":     func(a *Appointment) { a.Categories ^= 1 << policy.CategoryCohort },
	"Period":         func(a *Appointment) { a.Period.Until = policy.At(a.Period.From.At + 77) },
	"Period.From":    func(a *Appointment) { a.Period = policy.Period{From: policy.At(77)} },
	"Sequence":       func(a *Appointment) { a.Sequence++ },
	"Deadline":       func(a *Appointment) { a.Deadline++ },
}

var mandateEndChanges = map[string]func(*MandateEnd){
	"Subject":        func(e *MandateEnd) { e.Subject[0] ^= 1 },
	"Representative": func(e *MandateEnd) { e.Representative[0] ^= 1 },
	"Sequence":       func(e *MandateEnd) { e.Sequence++ },
	"Deadline":       func(e *MandateEnd) { e.Deadline++ },
}

var keyRotationChanges = map[string]func(*KeyRotation){
	"Subject":  func(r *KeyRotation) { r.Subject[0] ^= 1 },
	"NewKey":   func(r *KeyRotation) { r.NewKey[0] ^= 1 },
	"Sequence": func(r *KeyRotation) { r.Sequence++ },
	"Deadline": func(r *KeyRotation) { r.Deadline++ },
}

var keyReplacementChanges = map[string]func(*KeyReplacement){
	"Subject":  func(r *KeyReplacement) { r.Subject[0] ^= 1 },
	"NewKey":   func(r *KeyReplacement) { r.NewKey[0] ^= 1 },
	"Deadline": func(r *KeyReplacement) { r.Deadline++ },
}

var objectionChanges = map[string]func(*ReplacementObjection){
	"Subject":  func(o *ReplacementObjection) { o.Subject[0] ^= 1 },
	"NewKey":   func(o *ReplacementObjection) { o.NewKey[0] ^= 1 },
	"Sequence": func(o *ReplacementObjection) { o.Sequence++ },
	"Deadline": func(o *ReplacementObjection) { o.Deadline++ },
}

// changed is every message that differs from m in one field.
func changed(t *testing.T, m message) map[string]message {
	t.Helper()
	var all map[string]message
	switch m := m.(type) {
	case Directive:
		all = others(m, directiveChanges)
	case Withdrawal:
		all = others(m, withdrawalChanges)
	case Enrolment:
		all = others(m, enrolmentChanges)
	case Appointment:
		all = others(m, appointmentChanges)
	case MandateEnd:
		all = others(m, mandateEndChanges)
	case KeyRotation:
		all = others(m, keyRotationChanges)
	case KeyReplacement:
		all = others(m, keyReplacementChanges)
	case ReplacementObjection:
		all = others(m, objectionChanges)
	case AccessRequest:
		all = others(m, accessRequestChanges)
	case Dispute:
		all = others(m, disputeChanges)
	}
	kind := reflect.TypeOf(m)
	for i := range kind.NumField() {
		if all[kind.Field(i).Name] == nil {
			t.Fatalf("no change of %s.%s is tested", kind.Name(), kind.Field(i).Name)
		}
	}
	return all
}

func others[M message](m M, changes map[string]func(*M)) map[string]message {
	all := make(map[string]message, len(changes))
	for name, change := range changes {
		other := m
		change(&other)
		all[name] = other
	}
	return all
}

func TestAChangedFieldIsNotWhatTheSubjectSigned(t *testing.T) {
	seen := make(map[string]bool) // By message and field: whether a change was one that can be signed.
	for _, v := range walletVectors(t) {
		m, signature, signer := v.read(t), unhex(t, v.Signature), [20]byte(unhex(t, v.Address))
		digest, err := hashChecked(v.ChainID, m)
		if err != nil {
			t.Fatal(err)
		}
		for name, other := range changed(t, m) {
			otherDigest, err := hashChecked(v.ChainID, other)
			seen[v.Message+": "+name] = seen[v.Message+": "+name] || err == nil
			if err != nil { // A change can also make what is refused.
				continue
			}
			if otherDigest == digest {
				t.Errorf("%s: %s is not signed", v.Name, name)
			}
			refuses(t, otherDigest, signature, signer, v.Name+": "+name+" changed")
		}
		otherDigest, err := hashChecked(v.ChainID+"x", m)
		if err != nil {
			t.Fatal(err)
		}
		refuses(t, otherDigest, signature, signer, v.Name+": chain id changed")
	}
	for what, signable := range seen {
		if !signable {
			t.Errorf("%s was changed into nothing but what is refused", what)
		}
	}
}

// What only the name of its type tells from another message must not be that message.
func TestMessagesWithTheSameFieldsHaveDigestsThatDiffer(t *testing.T) {
	for _, v := range walletVectors(t) {
		rotation, ok := v.read(t).(KeyRotation)
		if !ok {
			continue
		}
		signature, signer := unhex(t, v.Signature), [20]byte(unhex(t, v.Address))
		for _, other := range []message{
			ReplacementObjection(rotation),
			MandateEnd{
				Subject: rotation.Subject, Representative: rotation.NewKey,
				Sequence: rotation.Sequence, Deadline: rotation.Deadline,
			},
			KeyReplacement{Subject: rotation.Subject, NewKey: rotation.NewKey, Deadline: rotation.Deadline},
		} {
			digest, err := hashChecked(v.ChainID, other)
			if err != nil {
				t.Fatal(err)
			}
			refuses(t, digest, signature, signer, fmt.Sprintf("%s: made a %T", v.Name, other))
		}
	}
}

func TestSignIsWhatAWalletDoes(t *testing.T) {
	// The keys of the vectors, made from public texts: TEST KEYS.
	keys := make(map[[20]byte]*ecdsa.PrivateKey)
	for _, text := range []string{
		"TEST KEY of the Assent wallet vectors, never to be used",
		"TEST KEY of somebody else in the Assent wallet vectors, never to be used",
	} {
		key, err := crypto.ToECDSA(crypto.Keccak256([]byte(text)))
		if err != nil {
			t.Fatal(err)
		}
		keys[crypto.PubkeyToAddress(key.PublicKey)] = key
	}
	for _, v := range walletVectors(t) {
		signature, err := Sign([32]byte(unhex(t, v.Digest)), keys[[20]byte(unhex(t, v.Address))])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(signature, unhex(t, v.Signature)) {
			t.Errorf("%s: signed %x, wallets sign %s", v.Name, signature, v.Signature)
		}
	}
	if _, err := Sign([32]byte{1}, nil); !errors.Is(err, ErrKey) {
		t.Errorf("without a key: %v, want ErrKey", err)
	}
}
