package wallet

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/assent-ledger/assent/pkg/directive"
)

// contested is a record that is disputed on a ground, without a document.
func contested(g directive.Ground) Contested {
	return Contested{Trail: "de-charite/ris", Index: 1 << 63, Record: [32]byte{0xfb, 31: 0xff}, Ground: g}
}

// message is what was signed, from the fields of the item alone.
func (d *SignedDispute) message(t *testing.T) directive.Dispute {
	t.Helper()
	name, found := strings.CutPrefix(d.Ground, "GROUND_")
	require.True(t, found)
	ground, err := directive.ParseGround(name)
	require.NoError(t, err)
	m := directive.Dispute{
		Subject: [20]byte(d.Subject), Trail: d.Trail, Index: d.Index, Record: [32]byte(d.Record), Ground: ground, Deadline: d.Deadline,
	}
	if len(d.Document) > 0 {
		m.Document = [32]byte(d.Document)
	}
	return m
}

// protoFile describes the messages whose JSON the items are.
func protoFile(t *testing.T) protoreflect.FileDescriptor {
	t.Helper()
	const (
		bytes   = descriptorpb.FieldDescriptorProto_TYPE_BYTES
		text    = descriptorpb.FieldDescriptorProto_TYPE_STRING
		signed  = descriptorpb.FieldDescriptorProto_TYPE_INT64
		number  = descriptorpb.FieldDescriptorProto_TYPE_UINT64
		numeral = descriptorpb.FieldDescriptorProto_TYPE_ENUM
	)
	type field struct {
		name string
		kind descriptorpb.FieldDescriptorProto_Type
	}
	describe := func(name string, fields ...field) *descriptorpb.DescriptorProto {
		message := &descriptorpb.DescriptorProto{Name: proto.String(name)}
		for i, f := range fields {
			described := &descriptorpb.FieldDescriptorProto{
				Name: proto.String(f.name), Number: proto.Int32(int32(i + 1)), Type: f.kind.Enum(),
				Label: descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum(),
			}
			if f.kind == numeral {
				described.TypeName = proto.String(".Ground")
			}
			message.Field = append(message.Field, described)
		}
		return message
	}
	grounds := &descriptorpb.EnumDescriptorProto{Name: proto.String("Ground")}
	for i, name := range []string{
		"GROUND_UNSPECIFIED", "GROUND_NOT_PERMITTED", "GROUND_NOT_TREATED", "GROUND_NOT_AS_RECORDED", "GROUND_OTHER",
	} {
		value := &descriptorpb.EnumValueDescriptorProto{Name: proto.String(name), Number: proto.Int32(int32(i))}
		grounds.Value = append(grounds.Value, value)
	}
	file, err := protodesc.NewFile(&descriptorpb.FileDescriptorProto{
		Name: proto.String("items.proto"), Syntax: proto.String("proto3"),
		EnumType: []*descriptorpb.EnumDescriptorProto{grounds},
		MessageType: []*descriptorpb.DescriptorProto{
			describe("SubjectRequest", field{"issued_at", signed}, field{"expires_at", signed}, field{"signature", bytes}),
			describe("SignedDispute", field{"subject", bytes}, field{"trail", text}, field{"index", number},
				field{"record", bytes}, field{"ground", numeral}, field{"document", bytes}, field{"deadline", signed},
				field{"signature", bytes}),
		},
	}, nil)
	require.NoError(t, err)
	return file
}

// readProto reads an item's JSON as that of a protobuf message, and writes it again
// with every field.
func readProto(t *testing.T, name protoreflect.Name, s Signed) string {
	t.Helper()
	text, err := s.JSON()
	require.NoError(t, err)
	message := dynamicpb.NewMessage(protoFile(t).Messages().ByName(name))
	require.NoError(t, protojson.Unmarshal(text, message), "%s", text)
	again, err := protojson.MarshalOptions{UseProtoNames: true, EmitUnpopulated: true}.Marshal(message)
	require.NoError(t, err)
	require.JSONEq(t, string(text), string(again))
	return string(text)
}

func TestARequestIsWrittenAsTheJSONOfProtobuf(t *testing.T) {
	s, err := testWallet(t).RequestAccess("de-charite", "de-access-service", deadline, deadline+86400)
	require.NoError(t, err)
	signature := s.Item.(*SubjectRequest).Signature
	require.Len(t, signature, 65)
	require.Equal(t, `{"issued_at":"1795348800","expires_at":"1795435200","signature":"`+
		base64.StdEncoding.EncodeToString(signature)+`"}`, readProto(t, "SubjectRequest", s))
}

func TestADisputeIsWrittenAsTheJSONOfProtobuf(t *testing.T) {
	for _, g := range directive.Grounds() {
		for _, document := range [][32]byte{{}, {0xff, 31: 1}} {
			say := contested(g)
			say.Document = document
			s, err := testWallet(t).Dispute("de-charite", say, deadline)
			if g == directive.GroundOther && document == ([32]byte{}) {
				require.ErrorIs(t, err, directive.ErrDocument)
				continue
			}
			require.NoError(t, err)
			item := s.Item.(*SignedDispute)
			digest, err := item.message(t).Digest(chainID)
			require.NoError(t, err)
			require.Equal(t, s.Digest, digest)
			stated := ""
			if document != ([32]byte{}) {
				stated = "/wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE="
			}
			require.Equal(t, `{"subject":"y52SFj6Q868/YL0/YeXCdCEByjA=","trail":"de-charite/ris","index":"9223372036854775808",`+
				`"record":"+wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP8=","ground":"GROUND_`+g.String()+
				`","document":"`+stated+`","deadline":"1795348800","signature":"`+
				base64.StdEncoding.EncodeToString(item.Signature)+`"}`, readProto(t, "SignedDispute", s))
		}
	}
}

func TestRequestsAndDisputesUseUpNoSequence(t *testing.T) {
	w := testWallet(t)
	_, err := w.RefuseAll("de-charite", deadline)
	require.NoError(t, err)
	for range 2 {
		_, err = w.RequestAccess("de-charite", "de-access-service", deadline, deadline+1)
		require.NoError(t, err)
		_, err = w.Dispute("de-charite", contested(directive.GroundNotPermitted), deadline)
		require.NoError(t, err)
	}
	require.Equal(t, []Account{{Holder: "de-charite", Sequence: 1}}, w.Accounts())
}

func TestAfterAChangeOfKeyTheNewKeyAsksForTheSameSubject(t *testing.T) {
	w := testWallet(t)
	first, err := w.Subject("de-charite")
	require.NoError(t, err)
	second, err := w.Address("de-charite", 1)
	require.NoError(t, err)
	require.NoError(t, w.Resume("de-charite", &second, 0))
	s, err := w.Dispute("de-charite", contested(directive.GroundNotAsRecorded), deadline)
	require.NoError(t, err)
	item := s.Item.(*SignedDispute)
	require.Equal(t, first[:], item.Subject)
	signer, err := directive.Recover(s.Digest, item.Signature)
	require.NoError(t, err)
	require.Equal(t, second, signer)
}
