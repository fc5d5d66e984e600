// Package ident knows the forms of ids, which all modules share.
package ident

import "strings"

// MaxLength of the id of a participant, a permit or an agreement, in bytes.
const MaxLength = 64

// Slug reports whether an id is made of lower-case letters and digits in words
// joined by single hyphens, and has at most that many bytes.
func Slug(id string, limit int) bool {
	if len(id) > limit {
		return false
	}
	for word := range strings.SplitSeq(id, "-") {
		if !within(word, isLower, isDigit) {
			return false
		}
	}
	return true
}

// Participant reports whether an id has the form of a participant's: de-charite.
func Participant(id string) bool { return Slug(id, MaxLength) }

// Jurisdiction reports whether an id is two upper-case letters, as in ISO 3166-1
// alpha-2, optionally with a subdivision as in ISO 3166-2: DE, EU, CN-31.
func Jurisdiction(id string) bool {
	area, subdivision, divided := strings.Cut(id, "-")
	if len(area) != 2 || !within(area, isUpper) {
		return false
	}
	return !divided || (len(subdivision) <= 3 && within(subdivision, isUpper, isDigit))
}

// Prefix begins the ids of what belongs to a jurisdiction: de- for DE.
func Prefix(jurisdiction string) string { return strings.ToLower(jurisdiction) + "-" }

// within reports whether a word has at least one byte, and each is of a class.
func within(word string, classes ...func(byte) bool) bool {
	for i := range len(word) {
		ok := false
		for _, class := range classes {
			ok = ok || class(word[i])
		}
		if !ok {
			return false
		}
	}
	return word != ""
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
