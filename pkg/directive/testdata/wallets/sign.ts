// Signs a directive with an exception, a withdrawal of it, the appointment of a
// representative, a change of key, a request for access and a dispute, and prints each
// signature as a line of JSON.
//
//   npm init -y && npm pkg set type=module && npm install viem
//   node sign.ts            Node 22.18 or later; with an older one: npx tsx sign.ts

import { concat, hashTypedData, keccak256, sha256, stringToHex, zeroHash, type Hex, type TypedDataDefinition } from 'viem';
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts';

// ---- what is the same for every signature ----

const CHAIN_ID = 'assent-test-1';

// The salt ties a signature to one chain. There is no chainId and no verifyingContract.
const domain = { name: 'Assent', version: '1', salt: sha256(stringToHex(CHAIN_ID)) };

const address = (name: string) => ({ name, type: 'address' });
const bytes32 = (name: string) => ({ name, type: 'bytes32' });
const string = (name: string) => ({ name, type: 'string' });
const list = (name: string, type = 'string') => ({ name, type: `${type}[]` });
const sequence = { name: 'sequence', type: 'uint64' };

// A type cannot contain itself, so each level of a tree has its own. The last has no exceptions.
const level = (...exceptions: { name: string; type: string }[]) => [
  string('effect'), list('recipients'), list('purposes'), list('categories'), list('actions'),
  string('from'), string('until'), ...exceptions,
];

// For each message the types that it needs, and no others: some libraries refuse those that are not used.
const types = {
  ConsentDirective: {
    ConsentDirective: [
      address('subject'), string('controller'), { name: 'provision', type: 'Provision' },
      string('validFrom'), string('validUntil'), bytes32('documentDigest'), bytes32('supersedes'),
      sequence, string('deadline'),
    ],
    Provision: level(list('exceptions', 'Exception')),
    Exception: level(list('exceptions', 'SubException')),
    SubException: level(list('exceptions', 'FinalException')),
    FinalException: level(),
  },
  ConsentWithdrawal: {
    ConsentWithdrawal: [address('subject'), bytes32('directive'), sequence, string('deadline')],
  },
  RepresentativeAppointment: {
    RepresentativeAppointment: [
      address('subject'), address('representative'), string('controller'), list('purposes'), list('categories'),
      string('from'), string('until'), sequence, string('deadline'),
    ],
  },
  KeyRotation: {
    KeyRotation: [address('subject'), address('newKey'), sequence, string('deadline')],
  },
  AccessRequest: {
    AccessRequest: [
      address('subject'), string('controller'), string('recipient'), string('request'),
      string('issuedAt'), string('expiresAt'),
    ],
  },
  AccessDispute: {
    AccessDispute: [
      address('subject'), string('trail'), { name: 'index', type: 'uint64' }, bytes32('record'),
      string('ground'), bytes32('documentDigest'), string('deadline'),
    ],
  },
};

// What is absent is a word too, so that a wallet never shows an empty place that means everything.
const EVERY_HOLDER = 'EVERY HOLDER';
const UNBOUNDED = 'UNBOUNDED';
const ANY = ['ANY'];
const anything = { recipients: ANY, purposes: ANY, categories: ANY, actions: ANY, from: UNBOUNDED, until: UNBOUNDED };

// A moment is RFC 3339 in UTC and whole seconds.
const moment = (at: number) => new Date(at).toISOString().slice(0, 19) + 'Z';

// ---- who signs, and when ----

// TEST KEYS, made from public texts: whoever reads this holds them.
const testKey = (text: string) => privateKeyToAccount(keccak256(stringToHex(text)));
const patient = testKey('TEST KEY of a patient, never to be used');
const nextKey = testKey('TEST KEY of the same patient on a new device, never to be used');
const representative = testKey('TEST KEY of a representative, never to be used');

// The id of a subject is the address of its first key, for ever.
const subject = patient.address;

// A fixed moment, so that the output is always the same. Where it counts, take the present.
const now = Date.UTC(2026, 10, 22, 12, 0, 0);
const deadline = moment(now + 60 * 60 * 1000);

async function sign(by: PrivateKeyAccount, name: keyof typeof types, message: Record<string, unknown>): Promise<Hex> {
  const document: TypedDataDefinition = { domain, types: types[name], primaryType: name, message };
  const digest = hashTypedData(document);
  const signature = await by.signTypedData(document);
  console.log(JSON.stringify({ message: name, signer: by.address.toLowerCase(), digest, signature }));
  return digest;
}

// ---- four messages, each with a higher sequence than the one before ----

// One hospital may see what another one has, for treatment, but for mental health.
const directive = await sign(patient, 'ConsentDirective', {
  subject,
  controller: 'de-charite',
  provision: {
    ...anything,
    effect: 'PERMIT',
    recipients: ['participant:fr-aphp'],
    purposes: ['TREATMENT'],
    exceptions: [{ ...anything, effect: 'DENY', categories: ['MENTAL_HEALTH'], exceptions: [] }],
  },
  validFrom: UNBOUNDED,
  validUntil: moment(Date.UTC(2027, 10, 22, 12, 0, 0)),
  documentDigest: zeroHash,
  supersedes: zeroHash,
  sequence: '1',
  deadline,
});

// The id of a directive is the digest that was signed.
await sign(patient, 'ConsentWithdrawal', { subject, directive, sequence: '2', deadline });

// Somebody else may speak about treatment and payment, at every holder, for a year.
await sign(patient, 'RepresentativeAppointment', {
  subject,
  representative: representative.address,
  controller: EVERY_HOLDER,
  purposes: ['TREATMENT', 'PAYMENT'],
  categories: ANY,
  from: moment(now),
  until: moment(Date.UTC(2027, 10, 22, 12, 0, 0)),
  sequence: '3',
  deadline,
});

// Both keys sign the same rotation: the one that ends, and the one that begins.
const rotation = { subject, newKey: nextKey.address, sequence: '4', deadline };
await sign(patient, 'KeyRotation', rotation);
await sign(nextKey, 'KeyRotation', rotation);

// ---- two messages without a sequence, by the key that speaks now ----

// The subject asks for its own data, for an hour.
await sign(nextKey, 'AccessRequest', {
  subject,
  controller: 'de-charite',
  recipient: 'de-access-service',
  request: 'I ask for my own data, any number of times until this expires',
  issuedAt: moment(now),
  expiresAt: moment(now + 60 * 60 * 1000),
});

// What a trail says of the subject is contested. The leaf hash is made from the bytes of the record.
const record = stringToHex('the bytes of a record');
await sign(nextKey, 'AccessDispute', {
  subject,
  trail: 'de-charite/ris',
  index: '7',
  record: sha256(concat(['0x00', record])),
  ground: 'I did not allow this access',
  documentDigest: zeroHash,
  deadline,
});
