package evidence

import (
	"encoding/binary"
	"errors"
)

// The wire types of protobuf.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

var (
	errTruncated = errors.New("bytes are missing")
	errVarint    = errors.New("a number is not in its shortest form")
	errWireType  = errors.New("unknown wire type")
)

// field of a protobuf message, as it stands in its bytes.
type field struct {
	number uint64
	wire   uint64
	// value of a varint.
	value uint64
	// content of bytes, which it shares.
	content []byte
}

// eachField reads a message field by field, allocating nothing.
func eachField(message []byte, visit func(field) error) error {
	for len(message) > 0 {
		f, rest, err := cutField(message)
		if err != nil {
			return err
		}
		if err := visit(f); err != nil {
			return err
		}
		message = rest
	}
	return nil
}

func cutField(b []byte) (field, []byte, error) {
	tag, b, err := cutVarint(b)
	if err != nil {
		return field{}, nil, err
	}
	f := field{number: tag >> 3, wire: tag & 7}
	length := uint64(0)
	switch f.wire {
	case wireVarint:
		f.value, b, err = cutVarint(b)
		return f, b, err
	case wireFixed64:
		length = 8
	case wireFixed32:
		length = 4
	case wireBytes:
		if length, b, err = cutVarint(b); err != nil {
			return field{}, nil, err
		}
	default:
		return field{}, nil, errWireType
	}
	if length > uint64(len(b)) {
		return field{}, nil, errTruncated
	}
	f.content = b[:length]
	return f, b[length:], nil
}

func cutVarint(b []byte) (uint64, []byte, error) {
	value, n := binary.Uvarint(b)
	switch {
	case n <= 0:
		return 0, nil, errTruncated
	case n > 1 && b[n-1] == 0:
		return 0, nil, errVarint
	}
	return value, b[n:], nil
}
