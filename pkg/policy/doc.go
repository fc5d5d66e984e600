// Package policy decides whether a recipient may have health data.
//
// Decide is one pure function of a World, the recorded state with its history,
// and a Request, which names the moment it asks about. It reads no clock, no
// network and no configuration, so the same world and request give the same
// Decision on every machine and at every time, and a question about a past moment
// gets the answer that held then. It neither changes nor keeps the world, so any
// number of goroutines may ask about one world that nobody writes.
//
// # What it promises
//
//   - Only EffectPermit permits, and only where no reason was found. Zero values
//     deny: of Decision, of Outward, of Effect.
//   - It terminates and does not panic for any finite world and any request.
//   - Its time is linear in the lists of the world, but for the subject's
//     directives: there it holds the paths of permissions against the refusals, so
//     their number counts twice. Whoever records directives bounds it.
//   - Refusing more never opens: a directive that only refuses, added to a world,
//     never turns a denial into a permission.
//   - The order of lists means nothing, save that of histories, of profiles with
//     the same Since, and of the rules within one agreement.
//   - A decision holds from the moment asked about until ValidUntil, as long as
//     nothing more is recorded.
//
// # Asking often
//
// Prepare makes a world ready for many questions, and PrepareSubject what one
// subject said; a Prepared then decides without allocating. Explain tells how a
// decision came about. All of them share one implementation with Decide.
//
// # Time
//
// Moments are Unix seconds in UTC, periods are half-open (From <= t < Until), and
// a Bound that is not set does not bound.
//
// # Unknown codes
//
// Number 0 of every code is unspecified. In a match, a permit, a rule, an
// accreditation or a requirement an empty set means any code; nothing else does.
//
//   - In a document (DecodeWorld, DecodeRequest) an unknown code is an error.
//   - In a request, an unknown purpose, category or action is denied unheard; an
//     unknown profession is entitled to nothing.
//   - A Set made of what is not a code is not empty and fits nothing. That closes
//     whatever would have permitted, but a refusal or a requirement made of it is
//     silent too, so whoever records one must refuse unknown codes.
//   - An unknown regime prohibits, an unknown combining rule lets every refusal
//     stand, an unknown effect of a provision refuses, an unknown status is none
//     that permits, and an unknown selector selects nobody.
package policy
