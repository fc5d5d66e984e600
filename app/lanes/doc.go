// Package lanes keeps room for what is small and urgent: withdrawals and refusals of
// patients, suspensions, revocations, and what the council and the validators' operators
// do about an emergency. All else is bulk.
//
// A node refuses bulk when it comes once too much of it waits, in all or of one payer
// ([Waiting]). What is urgent is also kept beside the mempool, which a proposer sees
// the oldest part of only. A proposal has the urgent first, then bulk, each dealt out
// among payers in turn ([Arrange]). Other validators check order and share ([Check]);
// that nothing was left out they cannot know.
package lanes
