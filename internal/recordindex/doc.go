// Package recordindex is a node's index of access records: what was accessed, by whom, with
// which verdict. Records are not in state; they follow from a block's transactions and
// results. The application hands each block over before it commits it, so that an
// acknowledged block is in the index; what is missing is read from the node's own blocks.
// The index can be deleted at any time, and it proves nothing.
package recordindex
