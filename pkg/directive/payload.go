package directive

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// This file is for clients: what was hashed, as the JSON that wallets take.

// member and object are a JSON object whose members keep their order, so that a
// wallet shows them in the order in which they are meant to be read.
type (
	member struct {
		name  string
		value any
	}
	object []member
)

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// MarshalJSON writes the 20 bytes in hexadecimal.
func (v address) MarshalJSON() ([]byte, error) {
	return json.Marshal("0x" + hex.EncodeToString(v[:]))
}

// MarshalJSON writes the 32 bytes in hexadecimal.
func (v bytes32) MarshalJSON() ([]byte, error) {
	return json.Marshal("0x" + hex.EncodeToString(v[:]))
}

// MarshalJSON writes a string: the numbers of JavaScript end at 2^53.
func (v number) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatUint(uint64(v), 10))
}

// MarshalJSON writes an object with the fields of the type in order.
func (v record) MarshalJSON() ([]byte, error) {
	members := make(object, 0, len(v.values))
	for i, f := range v.kind.fields {
		members = append(members, member{f.name, v.values[i]})
	}
	return members.MarshalJSON()
}

func typeMember(t *structType) member {
	fields := make([]object, 0, len(t.fields))
	for _, f := range t.fields {
		fields = append(fields, object{{"name", f.name}, {"type", f.kind}})
	}
	return member{t.name, fields}
}

func payload(chainID string, message record) ([]byte, error) {
	types := object{typeMember(domainType), typeMember(message.kind)}
	for _, part := range message.kind.parts {
		types = append(types, typeMember(part))
	}
	return json.Marshal(object{
		{"types", types},
		{"primaryType", message.kind.name},
		{"domain", domain(chainID)},
		{"message", message},
	})
}
