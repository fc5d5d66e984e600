package policy

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decode reads one document and nothing after it. An error says in which line.
func decode(data []byte, document func(*reader) error) error {
	if !utf8.Valid(data) {
		return fmt.Errorf("%w: not UTF-8", ErrFile)
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(data))}
	r.dec.UseNumber()
	err := document(r)
	if err == nil {
		if _, after := r.dec.Token(); after != io.EOF {
			err = errMoreThanOne
		}
	}
	switch at := r.dec.InputOffset(); {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF) && at == 0:
		return fmt.Errorf("%w: it is empty, want an object", ErrFile)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: it ends too early", ErrFile)
	default:
		return fmt.Errorf("%w, line %d: %w", ErrFile, 1+bytes.Count(data[:at], []byte{'\n'}), err)
	}
}

var (
	errMoreThanOne  = errors.New("more than one document")
	errUnknownField = errors.New("unknown field")
)

// reader reads a document token by token, so that nothing in it is skipped.
type reader struct {
	dec   *json.Decoder
	depth int // Of the provision being read.
}

// unread says that a document does not hold what was expected.
func unread(want string, got json.Token) error {
	have := ""
	switch got := got.(type) {
	case nil:
		have = "null"
	case json.Delim:
		have = brackets[got]
	case string:
		have = strconv.Quote(got)
	default:
		have = fmt.Sprint(got)
	}
	return fmt.Errorf("want %s, have %s", want, have)
}

var brackets = map[json.Delim]string{
	'{': "an object", '}': "the end of the object", '[': "a list", ']': "the end of the list",
}

func (r *reader) delim(want json.Delim) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	if token != want {
		return unread(brackets[want], token)
	}
	return nil
}

// object reads an object, field by field. Each of the required fields must come.
func (r *reader) object(field func(name string) error, required ...string) error {
	if err := r.delim('{'); err != nil {
		return err
	}
	var seen []string
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // The tokens of an object's keys are strings.
		if slices.Contains(seen, name) {
			return fmt.Errorf("%q comes twice", name)
		}
		seen = append(seen, name)
		if err := field(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, name := range required {
		if !slices.Contains(seen, name) {
			return fmt.Errorf("%s is missing", name)
		}
	}
	return r.delim('}')
}

func list[T any](r *reader, out *[]T, item func(*T) error) error {
	if err := r.delim('['); err != nil {
		return err
	}
	for r.dec.More() {
		var v T
		if err := item(&v); err != nil {
			return fmt.Errorf("%d: %w", len(*out), err)
		}
		*out = append(*out, v)
	}
	return r.delim(']')
}

// text reads a string. A character that JSON could not express faithfully is
// refused, for two different ids could become one.
func (r *reader) text(out *string) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	s, ok := token.(string)
	if !ok {
		return unread("a string", token)
	}
	if strings.ContainsRune(s, utf8.RuneError) {
		return fmt.Errorf("%q holds a replacement character", s)
	}
	*out = s
	return nil
}

// id reads a string that is not empty.
func (r *reader) id(out *string) error {
	if err := r.text(out); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("empty")
	}
	return nil
}

func (r *reader) boolean(out *bool) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	b, ok := token.(bool)
	if !ok {
		return unread("true or false", token)
	}
	*out = b
	return nil
}

// moment reads Unix seconds.
func (r *reader) moment(out *int64) error { return r.whole(out, "Unix seconds, a whole number") }

// whole reads a whole number; what it is goes into the error.
func (r *reader) whole(out *int64, what string) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	number, ok := token.(json.Number)
	if !ok {
		return unread(what, token)
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil {
		return unread(what, token)
	}
	*out = n
	return nil
}

func (r *reader) bound(out *Bound) error {
	out.Set = true
	return r.moment(&out.At)
}

// grade reads a grade from lowest to MaxGrade.
func (r *reader) grade(out *uint8, lowest uint8) error {
	var n int64
	if err := r.whole(&n, "a grade, a whole number"); err != nil {
		return err
	}
	if n < int64(lowest) || n > int64(MaxGrade) {
		return fmt.Errorf("grade %d is not in %d..%d", n, lowest, MaxGrade)
	}
	*out = uint8(n)
	return nil
}

func code[C ~uint8](r *reader, out *C, parse func(string) (C, error)) error {
	var name string
	if err := r.text(&name); err != nil {
		return err
	}
	c, err := parse(name)
	*out = c
	return err
}

func codeSet[C ~uint8](r *reader, out *Set[C], parse func(string) (C, error)) error {
	var codes []C
	if err := list(r, &codes, func(c *C) error { return code(r, c, parse) }); err != nil {
		return err
	}
	*out = SetOf(codes...)
	return nil
}

func (r *reader) purposes(out *Set[Purpose]) error      { return codeSet(r, out, ParsePurpose) }
func (r *reader) categories(out *Set[Category]) error   { return codeSet(r, out, ParseCategory) }
func (r *reader) actions(out *Set[Action]) error        { return codeSet(r, out, ParseAction) }
func (r *reader) safeguards(out *Set[Obligation]) error { return codeSet(r, out, parseSafeguard) }

// parseSafeguard reads an obligation that a rule or a permit may demand.
func parseSafeguard(name string) (Obligation, error) {
	o, err := ParseObligation(name)
	if err == nil && !o.Safeguard() {
		return 0, fmt.Errorf("%w: %s is no safeguard", ErrUnknownCode, name)
	}
	return o, err
}

func (r *reader) history(out *History) error {
	err := list(r, (*[]StatusSince)(out), func(s *StatusSince) error {
		if err := r.delim('['); err != nil {
			return err
		}
		if err := code(r, &s.Status, ParseStatus); err != nil {
			return err
		}
		if err := r.moment(&s.Since); err != nil {
			return err
		}
		return r.delim(']')
	})
	if err != nil {
		return err
	}
	if !slices.IsSortedFunc(*out, func(a, b StatusSince) int { return cmp.Compare(a.Since, b.Since) }) {
		return errors.New("runs backwards: list the earliest first")
	}
	return nil
}
