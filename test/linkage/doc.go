// Package linkage tests that nobody can tell from the ledger which subjects of several
// holders are one person.
//
// # The population
//
// 1,000 persons are patients of each of 5 holders: 600 with a wallet (internal/wallet),
// 400 in custody (internal/pseudonym, a key for each holder). All are enrolled with the
// real module in batches, each holder's in an order of its own, and give 1 to 3
// directives at each holder, drawn for each person and holder anew from a small
// population, by wallet or on paper.
//
// # The attacker
//
// It has the whole exported state, the order of all enrolments in the blocks, and
// everything of holder 1: its pseudonym key, the ids in its records with what it
// enrolled for each, its patients' private keys for holder 1, and even the chain codes
// and the public parts of their parents in the derivation tree. It knows how keys and
// pseudonyms are made. It guesses, for subjects of holder 1, which subject of another
// holder is the same person. Whether a subject has a key is on the chain, so it guesses
// among those with one, and among those without one.
//
// # The statistic
//
// Of n guesses, each among m subjects of which one is right, blind guessing gets
// X ~ Binomial(n, p = 1/m) right. A strategy fails if it gets no more right than the
// upper bound of the central 99 % interval of X: the least k with
//
//	P(X <= k) = sum over j <= k of C(n, j) (m-1)^(n-j) / m^n  >=  0.995
//
// which is computed in whole numbers, without rounding. n is the number of guesses that
// the strategy made, at most m at each of the 4 other holders; who names nobody cannot
// dilute what is right. Strategies that guess a permutation have p as well for each
// guess, and their number of hits differs in distribution from X by less than can be
// seen here. With n = 4m the mean is 4 and the bound 10: a strategy that links half a
// per cent of 2,400 pairs is caught. For strategies that compute ids the bound is harder
// still: whoever computes no id that exists makes no guess and gets none right.
//
// The seed is fixed, so the outcome is: there is nothing to repeat and no luck in a run.
//
// # Positive controls
//
// A test that finds nothing may look in the wrong place. So each way of linking has a
// population in which it works, and there the same statistic must catch it: one key for
// all holders, keys that are not hardened, pseudonyms without the holder under one key,
// enrolment in one order, one unusual directive said at every holder. The last is no
// fault of keys, but of what is said; docs/pseudonyms.md tells patients and holders so.
package linkage
