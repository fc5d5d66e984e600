// Package vectors tests that the chain decides as the decision vectors say: every world of
// pkg/policy's decisions.json is the genesis of a whole application, every request is put
// to the query of x/consent, and to the judging of x/access, and the whole decision is
// compared with the expected one.
//
// # What is translated
//
// The vectors were made for the decision alone. Modules know more: ids have a form, and
// what is recorded came about in some way. So each world is said in other words, which
// mean the same to every decision:
//
//   - Ids. Participants, agreements, permits and schemes get the prefix of a jurisdiction.
//     Directives get digests, in another order than the vector's: no decision depends on
//     it, and the expected list is sorted anew. Agreements, whose order counts, keep it.
//   - Subjects. One is at home in one jurisdiction, as its holders are, and a vector asks
//     about one at controllers of several. It becomes one subject for each of these, which
//     said the same, as a patient would: a decision reads what one subject said.
//   - What holds at no moment (an empty period) is left out where a module refuses it.
//   - Statuses that agreements and permits cannot have had are said by others that decisions
//     cannot tell from them.
//
// Each translation says beside it why no decision changes. No validation of a module is
// left out: the application starts from the genesis as a network would.
package vectors
