package policy

import (
	"math/bits"
	"slices"
	"strings"
)

// Subject is what one patient said, made ready for many questions: provisions as
// flat lists of nodes, recipients as numbers, and for each way through a provision
// which refusals it lies inside of, as far as codes go. It is never changed.
//
// In a bit set of columns, one bit stands for each node that may come to lie on a
// path of a refusal.
type Subject struct {
	id         string
	directives []directive // By id.
	nodes      []node
	named      []int32  // The numbers that nodes name, see node.
	names      []string // Sorted; the number of a name is its place.
	moments    []int64  // At which something in a directive begins or ends.
	words      int      // Of a bit set of columns.
	// reach holds a bit set for each dimension of codes and each node with a row:
	// the columns in which some match from the root to the node is contained.
	// covers has those of all three.
	reach  [dimensions][]uint64
	covers []uint64
}

// The dimensions of codes in a match.
const (
	dimensionPurposes = iota
	dimensionCategories
	dimensionActions
	dimensions
)

// directive is one directive with its nodes, from its root, in the order of reading.
type directive struct {
	*Directive
	controller             int32 // Number of the name; everyHolder if it is none in particular.
	first, end             int32 // Nodes.
	firstMoment, endMoment int32
}

const (
	everyHolder int32 = -1
	nobody      int32 = -2
)

// node is one node of a provision. The number of a participant is twice that of
// its name, and of a jurisdiction one more, so that the two never meet.
type node struct {
	match            *Match
	roles            Set[Role]
	digest           uint64 // The bits n%64 of the numbers named, to look before searching.
	firstName, names int32  // In Subject.named.
	parent, end      int32  // The node above, -1 at the root; where what is below it ends.
	row, column      int32  // In the bit sets; -1 if it has none.
	effect           Effect
	anyone           bool // It names no recipients.
}

func participantNumber(name int32) int32  { return 2 * name }
func jurisdictionNumber(name int32) int32 { return 2*name + 1 }

// PrepareSubject makes ready what one subject said. Directives of others are
// passed over.
func PrepareSubject(id string, directives []Directive) *Subject {
	var few [shortList]*Directive
	said := few[:0]
	for i := range directives {
		if directives[i].Subject == id {
			said = append(said, &directives[i])
		}
	}
	slices.SortStableFunc(said, func(a, b *Directive) int { return strings.Compare(a.ID, b.ID) })
	return newSubject(id, said)
}

// newSubject makes ready the directives of one subject, which come by id.
func newSubject(id string, said []*Directive) *Subject {
	s := &Subject{id: id}
	if len(said) == 0 {
		return s
	}
	var size sizes
	for _, d := range said {
		size.directive(d)
	}
	s.directives = make([]directive, 0, len(said))
	s.nodes = make([]node, 0, size.nodes)
	s.named = make([]int32, 0, size.names)
	s.moments = make([]int64, 0, size.moments)
	s.names = size.collect(said)
	for _, d := range said {
		ready := directive{
			Directive: d, controller: everyHolder,
			first: int32(len(s.nodes)), firstMoment: int32(len(s.moments)),
		}
		if d.Controller != "" {
			ready.controller = s.number(d.Controller)
		}
		s.moments = append(s.moments, d.GrantedAt)
		s.bound(d.EndedAt)
		s.period(d.Validity)
		s.provision(&d.Provision, -1)
		ready.end, ready.endMoment = int32(len(s.nodes)), int32(len(s.moments))
		s.directives = append(s.directives, ready)
	}
	s.relate()
	return s
}

// sizes counts what there will be.
type sizes struct{ nodes, names, moments int }

func (z *sizes) directive(d *Directive) {
	z.names++
	z.moments += 4
	z.provision(&d.Provision)
}

func (z *sizes) provision(p *Provision) {
	z.nodes++
	z.names += len(p.Match.Recipients)
	z.moments += 2
	for i := range p.Exceptions {
		z.provision(&p.Exceptions[i])
	}
}

// collect lists every name once, sorted.
func (z *sizes) collect(said []*Directive) []string {
	names := make([]string, 0, z.names)
	for _, d := range said {
		if d.Controller != "" {
			names = append(names, d.Controller)
		}
		names = namesIn(&d.Provision, names)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func namesIn(p *Provision, names []string) []string {
	for i := range p.Match.Recipients {
		if r := &p.Match.Recipients[i]; r.Kind == SelectorParticipant || r.Kind == SelectorJurisdiction {
			names = append(names, r.ID)
		}
	}
	for i := range p.Exceptions {
		names = namesIn(&p.Exceptions[i], names)
	}
	return names
}

// number is the number of a name, nobody if no directive has it.
func (s *Subject) number(name string) int32 {
	if i, found := slices.BinarySearch(s.names, name); found {
		return int32(i)
	}
	return nobody
}

func (s *Subject) bound(b Bound) {
	if b.Set {
		s.moments = append(s.moments, b.At)
	}
}

func (s *Subject) period(p Period) {
	s.bound(p.From)
	s.bound(p.Until)
}

// provision appends a node and what is below it. Whether a refusal or a
// permission can come out of it is kept as a column or a row to be numbered.
func (s *Subject) provision(p *Provision, parent int32) (permits, refuses bool) {
	at := int32(len(s.nodes))
	permits = p.Effect == EffectPermit
	refuses = !permits
	n := node{match: &p.Match, parent: parent, effect: EffectDeny, anyone: len(p.Match.Recipients) == 0, firstName: int32(len(s.named))}
	if permits {
		n.effect = EffectPermit
	}
	for i := range p.Match.Recipients {
		switch r := &p.Match.Recipients[i]; r.Kind {
		case SelectorParticipant:
			s.named = append(s.named, participantNumber(s.number(r.ID)))
		case SelectorJurisdiction:
			s.named = append(s.named, jurisdictionNumber(s.number(r.ID)))
		case SelectorRole:
			n.roles = n.roles.Add(r.Role)
		}
	}
	n.names = int32(len(s.named)) - n.firstName
	for _, number := range s.named[n.firstName:] {
		n.digest |= 1 << (number & 63)
	}
	s.period(p.Match.Period)
	s.nodes = append(s.nodes, n)
	for i := range p.Exceptions {
		y, no := s.provision(&p.Exceptions[i], at)
		permits, refuses = permits || y, refuses || no
	}
	here := &s.nodes[at]
	here.end, here.row, here.column = int32(len(s.nodes)), -1, -1
	if permits {
		here.row = 0
	}
	if refuses {
		here.column = 0
	}
	return permits, refuses
}

// relate numbers rows and columns and fills the bit sets.
func (s *Subject) relate() {
	var rows, columns int32
	for i := range s.nodes {
		if n := &s.nodes[i]; n.row == 0 {
			n.row = rows
			rows++
		}
		if n := &s.nodes[i]; n.column == 0 {
			n.column = columns
			columns++
		}
	}
	s.words = int(columns+63) / 64
	size := int(rows) * s.words
	if size == 0 {
		return
	}
	all := make([]uint64, (dimensions+1)*size)
	for d := range s.reach {
		s.reach[d] = all[d*size : (d+1)*size]
	}
	s.covers = all[dimensions*size:]
	var one [setLimit + 1]uint64
	table := one[:]
	if s.words > 1 {
		table = make([]uint64, (setLimit+1)*s.words)
	}
	for d := range s.reach {
		s.fill(d, table)
	}
	for i := range s.covers {
		s.covers[i] = s.reach[dimensionPurposes][i] & s.reach[dimensionCategories][i] & s.reach[dimensionActions][i]
	}
}

// codes is one dimension of a match as bits; none is the universe.
func (n *node) codes(dimension int) uint64 {
	switch dimension {
	case dimensionPurposes:
		return uint64(n.match.Purposes)
	case dimensionCategories:
		return uint64(n.match.Categories)
	default:
		return uint64(n.match.Actions)
	}
}

// fill fills the bit sets of one dimension. A set of codes is contained in those
// columns that name none, and, unless it is the universe itself, in those that
// name each of its codes; the table holds the columns that name each code and, at
// its end, those that name none.
func (s *Subject) fill(dimension int, table []uint64) {
	clear(table)
	of := func(code int) []uint64 { return table[code*s.words:][:s.words] }
	for i := range s.nodes {
		n := &s.nodes[i]
		if n.column < 0 {
			continue
		}
		word, bit := n.column/64, uint64(1)<<(n.column%64)
		codes := n.codes(dimension)
		if codes == 0 {
			of(setLimit)[word] |= bit
		}
		for ; codes != 0; codes &= codes - 1 {
			of(bits.TrailingZeros64(codes))[word] |= bit
		}
	}
	universal := of(setLimit)
	for i := range s.nodes {
		n := &s.nodes[i]
		if n.row < 0 {
			continue
		}
		row := s.bits(s.reach[dimension], n.row)
		for w := range row {
			row[w] = universal[w]
			if codes := n.codes(dimension); codes != 0 {
				in := ^uint64(0)
				for ; codes != 0; codes &= codes - 1 {
					in &= of(bits.TrailingZeros64(codes))[w]
				}
				row[w] |= in
			}
			if n.parent >= 0 {
				row[w] |= s.bits(s.reach[dimension], s.nodes[n.parent].row)[w]
			}
		}
	}
}

// bits is one bit set of columns of many.
func (s *Subject) bits(sets []uint64, row int32) []uint64 {
	return sets[int(row)*s.words:][:s.words]
}
