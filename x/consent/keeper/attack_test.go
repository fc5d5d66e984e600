package keeper_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// signable is what wallets sign.
type signable interface {
	Digest(chainID string) ([32]byte, error)
	TypedData(chainID string) ([]byte, error)
}

// attack is a signed message that would be accepted as it is. Each is made anew for each
// attempt on it.
type attack struct {
	f         *fixture
	signer    *wallet
	statement signable
	// item is a pointer to what is sent, and signature one to the signature in it.
	item      any
	signature *[]byte
	send      func() error
	// malformed is the error of an item that says nothing.
	malformed error
}

// attacks on every message that carries a signature.
var attacks = map[string]func(*fixture, *wallet) *attack{
	"enrolment": func(f *fixture, _ *wallet) *attack {
		w := f.newWallet("bob")
		s := directive.Enrolment{Subject: w.address(), Holder: "de-charite", HomeJurisdiction: "DE", Deadline: f.now() + hour}
		item := &types.Enrolment{Subject: w.id(), Deadline: s.Deadline, Signature: w.signature(s.Digest(chainID))}
		return &attack{signer: w, statement: s, item: item, signature: &item.Signature, malformed: types.ErrSubjectInvalid, send: func() error {
			_, err := f.enrol(attester, *item)
			return err
		}}
	},
	"directive": func(f *fixture, w *wallet) *attack {
		s := w.says(allButGenomic)
		s.Controller, s.DocumentDigest = "de-charite", [32]byte{1}
		s.Provision.Match = policy.Match{
			Recipients: []policy.Selector{{Kind: policy.SelectorParticipant, ID: "de-ukm"}},
			Purposes:   policy.SetOf(policy.PurposeResearch), Categories: policy.SetOf(policy.CategoryGenomic), Actions: policy.SetOf(policy.ActionUse),
			Period: policy.Period{From: policy.At(start), Until: policy.At(start + day)},
		}
		s.Validity = policy.Period{From: policy.At(start), Until: policy.At(start + day)}
		s.Supersedes = [32]byte(f.mustGive(w.signs(research)))
		s.Sequence = w.sequence + 1
		item := w.sign(s)
		return &attack{signer: w, statement: s, item: &item, signature: &item.Signature, malformed: types.ErrDirectiveInvalid, send: func() error {
			_, err := f.give(item)
			return err
		}}
	},
	"withdrawal": func(f *fixture, w *wallet) *attack {
		s := directive.Withdrawal{Subject: w.address(), Directive: [32]byte(f.mustGive(w.signs(research))), Sequence: 9, Deadline: f.now() + hour}
		item := w.signWithdrawal(s)
		return &attack{signer: w, statement: s, item: &item, signature: &item.Signature, malformed: types.ErrDirectiveInvalid, send: func() error {
			_, err := f.withdraw(item)
			return err
		}}
	},
	"appointment": func(f *fixture, w *wallet) *attack {
		s := directive.Appointment{
			Subject: w.address(), Representative: f.newWallet("bob").address(), Controller: "de-charite",
			Purposes: policy.SetOf(policy.PurposeResearch), Categories: policy.SetOf(policy.CategoryGenomic),
			Period: policy.Period{From: policy.At(start), Until: policy.At(start + day)}, Sequence: 9, Deadline: f.now() + hour,
		}
		item, err := types.NewSignedAppointment(s, w.signature(s.Digest(chainID)))
		require.NoError(f.t, err)
		return &attack{
			signer: w, statement: s, item: &item, signature: &item.Signature, malformed: types.ErrMandateInvalid,
			send: func() error { return f.appoint(item) },
		}
	},
	"end of a mandate": func(f *fixture, w *wallet) *attack {
		bob := f.newWallet("bob")
		require.NoError(f.t, f.appoint(w.appoints(bob, nil)))
		s := directive.MandateEnd{Subject: w.address(), Representative: bob.address(), Sequence: 9, Deadline: f.now() + hour}
		item := types.NewSignedMandateEnd(s, w.signature(s.Digest(chainID)))
		return &attack{
			signer: w, statement: s, item: &item, signature: &item.Signature, malformed: types.ErrMandateInvalid,
			send: func() error { return f.endMandate(item) },
		}
	},
	"rotation, by the old key": func(f *fixture, w *wallet) *attack { return rotationAttack(f, w, true) },
	"rotation, by the new key": func(f *fixture, w *wallet) *attack { return rotationAttack(f, w, false) },
	"replacement": func(f *fixture, w *wallet) *attack {
		next := f.newWallet("next")
		s := directive.KeyReplacement{Subject: w.address(), NewKey: next.address(), Deadline: f.now() + hour}
		item := &types.MsgReplaceSubjectKey{
			Authority: authority, Subject: w.id(), NewKey: next.id(), Deadline: s.Deadline, Signature: next.signature(s.Digest(chainID)),
		}
		return &attack{signer: next, statement: s, item: item, signature: &item.Signature, malformed: types.ErrKeyInvalid, send: func() error {
			_, err := f.msgs.ReplaceSubjectKey(f.ctx, item)
			return err
		}}
	},
	"objection": func(f *fixture, w *wallet) *attack {
		next := f.newWallet("next")
		require.NoError(f.t, f.replaceKey(authority, w.id(), next))
		s := directive.ReplacementObjection{Subject: w.address(), NewKey: next.address(), Sequence: 9, Deadline: f.now() + hour}
		item := types.NewSignedObjection(s, w.signature(s.Digest(chainID)))
		return &attack{
			signer: w, statement: s, item: &item, signature: &item.Signature, malformed: types.ErrKeyInvalid,
			send: func() error { return f.object(item) },
		}
	},
}

func rotationAttack(f *fixture, w *wallet, old bool) *attack {
	next := f.newWallet("next")
	s := directive.KeyRotation{Subject: w.address(), NewKey: next.address(), Sequence: 9, Deadline: f.now() + hour}
	item := types.NewSignedRotation(s, w.signature(s.Digest(chainID)), next.signature(s.Digest(chainID)))
	a := &attack{
		signer: next, statement: s, item: &item, signature: &item.NewSignature, malformed: types.ErrKeyInvalid,
		send: func() error { return f.rotate(item) },
	}
	if old {
		a.signer, a.signature = w, &item.OldSignature
	}
	return a
}

// attempt spoils a message in a world of its own, and expects that nothing comes of it.
func attempt(t *testing.T, name string, spoil func(*attack), want ...error) {
	t.Helper()
	f := newFixture(t)
	a := attacks[name](f, f.enrolled("alice"))
	a.f = f
	spoil(a)
	before := f.export()
	f.pass(0)
	err := a.send()
	require.Error(t, err)
	require.True(t, isAny(err, want), "%s", err)
	require.Equal(t, before, f.export())
	require.Empty(t, f.ctx.EventManager().Events())
}

func isAny(err error, want []error) bool {
	for _, w := range want {
		if errors.Is(err, w) {
			return true
		}
	}
	return false
}

func each(t *testing.T, test func(t *testing.T, name string)) {
	for name := range attacks {
		t.Run(name, func(t *testing.T) { test(t, name) })
	}
}

// What is attacked below is accepted as it is: else every refusal would prove nothing.
func TestWhatIsAttackedIsGood(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		f := newFixture(t)
		require.NoError(t, attacks[name](f, f.enrolled("alice")).send())
	})
}

func plus(scalar []byte, sign int) []byte {
	n := new(big.Int).SetBytes(scalar)
	if sign > 0 {
		n.Add(n, crypto.S256().Params().N)
	} else {
		n.Sub(crypto.S256().Params().N, n)
	}
	return n.Bytes()
}

func TestASignatureHasOneFormInEveryMessage(t *testing.T) {
	order := crypto.S256().Params().N.Bytes()
	forms := map[string]func([]byte) []byte{
		"none":                    func([]byte) []byte { return nil },
		"r and s alone":           func(s []byte) []byte { return s[:64] },
		"one byte more":           func(s []byte) []byte { return append(s, 0) },
		"one byte in front":       func(s []byte) []byte { return append([]byte{0}, s...) },
		"compact, v in s":         func(s []byte) []byte { s[32] |= (s[64] - 27) << 7; return s[:64] },
		"v counted from 0":        func(s []byte) []byte { s[64] -= 27; return s },
		"v of another coordinate": func(s []byte) []byte { s[64] += 2; return s },
		"v of a compressed key":   func(s []byte) []byte { s[64] += 4; return s },
		"v of a chain":            func(s []byte) []byte { s[64] += 8; return s },
		"v 0":                     func(s []byte) []byte { s[64] = 0; return s },
		"v 255":                   func(s []byte) []byte { s[64] = 255; return s },
		"r 0":                     func(s []byte) []byte { clear(s[:32]); return s },
		"s 0":                     func(s []byte) []byte { clear(s[32:64]); return s },
		"r the group order":       func(s []byte) []byte { copy(s[:32], order); return s },
		"s the group order":       func(s []byte) []byte { copy(s[32:64], order); return s },
		"r beyond every order":    func(s []byte) []byte { copy(s[:32], bytes.Repeat([]byte{255}, 32)); return s },
		"s beyond every order":    func(s []byte) []byte { copy(s[32:64], bytes.Repeat([]byte{255}, 32)); return s },
		"high s with its v":       func(s []byte) []byte { copy(s[32:64], fill(plus(s[32:64], -1))); s[64] ^= 27 ^ 28; return s },
		"high s with the other v": func(s []byte) []byte { copy(s[32:64], fill(plus(s[32:64], -1))); return s },
		"s shifted by the order":  func(s []byte) []byte { return bytes.Join([][]byte{s[:32], plus(s[32:64], 1), s[64:]}, nil) },
		"r shifted by the order":  func(s []byte) []byte { return bytes.Join([][]byte{plus(s[:32], 1), s[32:]}, nil) },
		"as text":                 func(s []byte) []byte { return []byte("0x" + hex.EncodeToString(s)) },
		"DER":                     func(s []byte) []byte { return append([]byte{0x30, 0x44, 2, 32}, s[:64]...) },
	}
	each(t, func(t *testing.T, name string) {
		for form, spoil := range forms {
			t.Run(form, func(t *testing.T) {
				want := []error{types.ErrSignatureMalformed}
				if name == "enrolment" && form == "none" {
					want = []error{types.ErrSubjectInvalid} // Without a signature it is a custodial enrolment, which has no deadline.
				}
				if strings.HasSuffix(form, "shifted by the order") {
					want = append(want, types.ErrSignatureWrong) // Where the sum is as short as a scalar, it is another one.
				}
				attempt(t, name, func(a *attack) { *a.signature = spoil(bytes.Clone(*a.signature)) }, want...)
			})
		}
	})
}

func fill(scalar []byte) []byte { return new(big.Int).SetBytes(scalar).FillBytes(make([]byte, 32)) }

// One bit of a signature is another signature, or none; a byte of each part is enough
// here, for all of them are tried with what wallets signed.
func TestOneBitOfASignatureIsEnoughInEveryMessage(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		for _, i := range []int{0, 15, 31, 32, 47, 63, 64} {
			for bit := range 8 {
				attempt(t, name, func(a *attack) {
					*a.signature = bytes.Clone(*a.signature)
					(*a.signature)[i] ^= 1 << bit
				}, types.ErrSignatureMalformed, types.ErrSignatureWrong)
			}
		}
	})
}

func TestAnothersSignatureIsNobodysHere(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		attempt(t, name, func(a *attack) {
			*a.signature = a.f.newWallet("mallory").signature(a.statement.Digest(chainID))
		}, types.ErrSignatureWrong)
	})
}

// redomained is the digest of a statement whose document was changed.
func redomained(t *testing.T, s signable, change func(*apitypes.TypedData)) [32]byte {
	t.Helper()
	raw, err := s.TypedData(chainID)
	require.NoError(t, err)
	var document apitypes.TypedData
	require.NoError(t, json.Unmarshal(raw, &document))
	digest, _, err := apitypes.TypedDataAndHash(document)
	require.NoError(t, err)
	own, err := s.Digest(chainID)
	require.NoError(t, err)
	require.Equal(t, own[:], digest)
	change(&document)
	digest, _, err = apitypes.TypedDataAndHash(document)
	require.NoError(t, err)
	require.NotEqual(t, own[:], digest)
	return [32]byte(digest)
}

func TestASignatureForAnotherDomainIsNobodysHere(t *testing.T) {
	domains := map[string]func(*apitypes.TypedData){
		"another name":    func(d *apitypes.TypedData) { d.Domain.Name = "assent" },
		"another version": func(d *apitypes.TypedData) { d.Domain.Version = "2" },
		"another salt":    func(d *apitypes.TypedData) { d.Domain.Salt = "0x" + strings.Repeat("11", 32) },
		"no salt":         func(d *apitypes.TypedData) { d.Domain.Salt, d.Types["EIP712Domain"] = "", d.Types["EIP712Domain"][:2] },
		"a contract too": func(d *apitypes.TypedData) {
			d.Domain.VerifyingContract = "0x" + strings.Repeat("11", 20)
			d.Types["EIP712Domain"] = append(d.Types["EIP712Domain"], apitypes.Type{Name: "verifyingContract", Type: "address"})
		},
		"another type of the same fields": func(d *apitypes.TypedData) {
			d.Types["Something"] = d.Types[d.PrimaryType]
			d.PrimaryType = "Something"
		},
	}
	each(t, func(t *testing.T, name string) {
		for domain, change := range domains {
			t.Run(domain, func(t *testing.T) {
				attempt(t, name, func(a *attack) {
					*a.signature = a.signer.signature(redomained(t, a.statement, change), nil)
				}, types.ErrSignatureWrong)
			})
		}
		t.Run("another chain", func(t *testing.T) {
			attempt(t, name, func(a *attack) { *a.signature = a.signer.signature(a.statement.Digest(chainID + "-2")) }, types.ErrSignatureWrong)
		})
	})
}

// mutate lists the ways to change one field of what is sent: each bit of numbers and of
// bytes, shorter and longer bytes, texts and lists, and what is inside of them.
func mutate(v reflect.Value, path string, ways map[string]func(reflect.Value)) {
	at := func(name string, change func(reflect.Value)) { ways[path+" "+name] = change }
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if strings.Contains(field.Name, "Signature") || field.Name == "Authority" {
				continue
			}
			mutateInside(v.Field(i), path+"."+field.Name, ways, func(outer reflect.Value) reflect.Value { return outer.Field(i) })
		}
	case reflect.Int64, reflect.Int32, reflect.Uint64:
		for _, bit := range []int{0, 1, 5} {
			at(fmt.Sprintf("bit %d", bit), func(v reflect.Value) {
				if v.CanUint() {
					v.SetUint(v.Uint() ^ 1<<bit)
				} else {
					v.SetInt(v.Int() ^ 1<<bit)
				}
			})
		}
		if !v.IsZero() {
			at("left out", reflect.Value.SetZero)
		}
	case reflect.String:
		at("longer", func(v reflect.Value) { v.SetString(v.String() + "x") })
		if !v.IsZero() {
			at("left out", reflect.Value.SetZero)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			return
		}
		at("shorter", func(v reflect.Value) { v.Set(v.Slice(0, v.Len()-1)) })
		at("longer", func(v reflect.Value) {
			v.Set(reflect.Append(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()+1), v), v.Index(v.Len()-1)))
		})
		at("left out", reflect.Value.SetZero)
		if v.Type().Elem().Kind() == reflect.Uint8 {
			for _, i := range []int{0, v.Len() - 1} {
				at(fmt.Sprintf("byte %d", i), func(v reflect.Value) {
					v.SetBytes(bytes.Clone(v.Bytes()))
					v.Index(i).SetUint(v.Index(i).Uint() ^ 1)
				})
			}
			return
		}
		mutateInside(v.Index(0), path+"[0]", ways, func(outer reflect.Value) reflect.Value { return outer.Index(0) })
	default:
		ways[path+" is of kind "+v.Kind().String()] = nil // Breaks the test: say how such a field is changed.
	}
}

func mutateInside(v reflect.Value, path string, ways map[string]func(reflect.Value), inside func(reflect.Value) reflect.Value) {
	inner := map[string]func(reflect.Value){}
	mutate(v, path, inner)
	for name, change := range inner {
		ways[name] = func(outer reflect.Value) { change(inside(outer)) }
	}
}

func TestAnyFieldThatIsChangedWasNotSigned(t *testing.T) {
	tried := 0
	each(t, func(t *testing.T, name string) {
		f := newFixture(t)
		a := attacks[name](f, f.enrolled("alice"))
		ways := map[string]func(reflect.Value){}
		mutate(reflect.ValueOf(a.item).Elem(), "", ways)
		for way, change := range ways {
			same := false
			want := []error{types.ErrSignatureWrong, a.malformed, types.ErrSubjectInvalid}
			switch {
			case strings.HasPrefix(way, ".Subject"):
				want = append(want, types.ErrSubjectUnknown, types.ErrKeyInvalid)
			case strings.HasPrefix(way, ".Representative"):
				want = append(want, types.ErrKeyInvalid)
			case strings.HasPrefix(way, ".Sequence"):
				want = append(want, types.ErrSequenceTooLow)
			case strings.HasPrefix(way, ".Deadline"):
				want = append(want, types.ErrDeadlinePassed, types.ErrDeadlineTooFar)
			}
			t.Run(way, func(t *testing.T) {
				attempt(t, name, func(a *attack) {
					before := fmt.Sprint(a.item)
					change(reflect.ValueOf(a.item).Elem())
					same = fmt.Sprint(a.item) == before
				}, want...)
			})
			require.False(t, same, way)
			tried++
		}
	})
	require.Greater(t, tried, 150)
}

// Every message that carries a signature is in the table above.
func TestEveryMessageWithASignatureIsAttacked(t *testing.T) {
	found, err := gogoproto.HybridResolver.FindDescriptorByName("assent.consent.v1.Msg")
	require.NoError(t, err)
	service, ok := found.(protoreflect.ServiceDescriptor)
	require.True(t, ok)
	signed := map[string]bool{}
	var look func(m protoreflect.MessageDescriptor)
	look = func(m protoreflect.MessageDescriptor) {
		for i := range m.Fields().Len() {
			field := m.Fields().Get(i)
			if strings.HasSuffix(string(field.Name()), "signature") {
				signed[string(m.Name())] = true
			}
			if field.Message() != nil && field.Message() != m && field.Message().Name() != "Provision" {
				look(field.Message())
			}
		}
	}
	for i := range service.Methods().Len() {
		look(service.Methods().Get(i).Input())
	}
	attacked := map[string]bool{}
	for _, open := range attacks {
		f := newFixture(t)
		attacked[reflect.TypeOf(open(f, f.enrolled("alice")).item).Elem().Name()] = true
	}
	require.Equal(t, signed, attacked)
}
