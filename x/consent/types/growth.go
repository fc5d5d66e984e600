package types

// Growth is the state, in bytes, that a subject and its archive take up more than
// before: the encoded values, without their keys. Before an enrolment the subject is
// the zero value, which takes up none. A subject that shrinks gives nothing back,
// since what it was may still be in the archive.
func Growth(before, after Subject, archived []Directive) uint64 {
	was, is := 0, after.Size()
	if len(before.Id) != 0 {
		was = before.Size()
	}
	var grown uint64
	if is > was {
		grown = uint64(is - was)
	}
	for i := range archived {
		grown += uint64(archived[i].Size())
	}
	return grown
}
