package types

import (
	errorsmod "cosmossdk.io/errors"
)

// What is refused. The code of an item's outcome is that of one of these errors.
// A code is never given to another error.
var (
	// ErrBatchSize refuses a message without items or with too many.
	ErrBatchSize = errorsmod.Register(ModuleName, 2, "batch size: send 1 to 200 items in one message")
	// ErrSubjectInvalid refuses what is not the id of a subject, or an enrolment that is half signed.
	ErrSubjectInvalid = errorsmod.Register(ModuleName, 3, "malformed subject: give the 20 bytes of its id")
	// ErrSubjectEnrolled refuses to enrol a subject twice with one holder.
	ErrSubjectEnrolled = errorsmod.Register(ModuleName, 4, "this holder has enrolled the subject already")
	// ErrSubjectUnknown refuses to hear somebody whom no holder enrolled.
	ErrSubjectUnknown = errorsmod.Register(ModuleName, 5, "subject is not enrolled: a holder enrols it first")
	// ErrTooManyHolders refuses another holder of a subject that has the most it may.
	ErrTooManyHolders = errorsmod.Register(ModuleName, 6, "subject has 64 holders already")
	// ErrJurisdictionForeign refuses a holder of another jurisdiction than the subject's home.
	ErrJurisdictionForeign = errorsmod.Register(ModuleName, 7, "holder is not of the subject's home jurisdiction: enrol another subject there")
	// ErrCustodial refuses a signature for a subject that has no key.
	ErrCustodial = errorsmod.Register(ModuleName, 8, "subject is in custody of its holder and has no key to sign with")
	// ErrDirectiveInvalid refuses what has no single reading: the item is malformed.
	ErrDirectiveInvalid = errorsmod.Register(ModuleName, 9, "malformed directive or withdrawal")
	// ErrDirectiveExpired refuses a directive whose validity is over before it begins.
	ErrDirectiveExpired = errorsmod.Register(ModuleName, 10, "validity of the directive is over: sign one that is still to come or unbounded")
	// ErrDirectiveUnknown refuses to end what the subject did not say, or what has gone to the archive.
	ErrDirectiveUnknown = errorsmod.Register(ModuleName, 11, "subject has no such directive")
	// ErrDirectiveEnded refuses to end a directive twice.
	ErrDirectiveEnded = errorsmod.Register(ModuleName, 12, "directive is not live any more")
	// ErrDirectiveExists refuses a directive that the subject has given already.
	ErrDirectiveExists = errorsmod.Register(ModuleName, 13, "subject has given this directive already")
	// ErrSupersedes refuses to replace anything but a live directive of the same subject.
	ErrSupersedes = errorsmod.Register(ModuleName, 14, "supersedes names no live directive of this subject")
	// ErrSignatureMalformed refuses a signature that is not of the one accepted form.
	ErrSignatureMalformed = errorsmod.Register(ModuleName, 15, "malformed signature: give 65 bytes r || s || v with v 27 or 28 and low s")
	// ErrSignatureWrong refuses a signature that no live key of the subject made over these fields for this chain.
	ErrSignatureWrong = errorsmod.Register(ModuleName, 16, "no live key of the subject signed these fields for this chain")
	// ErrSequenceTooLow refuses a replay, or what was signed before something that was accepted since.
	ErrSequenceTooLow = errorsmod.Register(ModuleName, 17, "sequence is not above the subject's last: sign again with the next one")
	// ErrDeadlinePassed refuses what comes at its deadline or later.
	ErrDeadlinePassed = errorsmod.Register(ModuleName, 18, "deadline has passed: sign again")
	// ErrDeadlineTooFar refuses a signature that would be good for longer than a day.
	ErrDeadlineTooFar = errorsmod.Register(ModuleName, 19, "deadline is more than 24 hours ahead")
	// ErrTooManyDirectives refuses a directive beyond what may be live at once.
	ErrTooManyDirectives = errorsmod.Register(ModuleName, 20, "subject has 32 live directives: withdraw or supersede one")
	// ErrTooManyNodes refuses a directive beyond the provisions that may be live at once.
	ErrTooManyNodes = errorsmod.Register(ModuleName, 21, "live directives of the subject have 256 provisions: withdraw or supersede one")
	// ErrTooManyChanges refuses a directive beyond the changes of one day.
	ErrTooManyChanges = errorsmod.Register(ModuleName, 22, "subject has made 32 changes today: go on tomorrow, UTC")
	// ErrNoRoom refuses what occupies more state than the sender's participant may. It is
	// never said to a withdrawal, nor to a refusal of everything.
	ErrNoRoom = errorsmod.Register(ModuleName, 23, "no room: send it through another institution, or have the sender's authority raise its state allowance")
)

// OutcomeCode is the code that stands for the error in an item's outcome; false
// if the error is not about the item, but ends the whole message.
func OutcomeCode(err error) (uint32, bool) {
	codespace, code, _ := errorsmod.ABCIInfo(err, false)
	return code, codespace == ModuleName
}
