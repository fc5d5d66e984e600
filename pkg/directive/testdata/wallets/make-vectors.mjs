// Makes vectors.json: messages of pkg/directive as two wallet libraries sign
// them. The typed data is built here from plain fields, independently of the Go
// code, so that the Go tests compare two readings of the same words.
//
//   npm ci && npm run make     writes vectors.json
//   npm ci && npm run check    fails if vectors.json is not what would be written

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { deepStrictEqual, strictEqual } from 'node:assert';
import { ethers } from 'ethers';
import { hashTypedData, keccak256, recoverTypedDataAddress, stringToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

// TEST KEYS, made from public texts: whoever reads this holds them. The second signs
// what a subject's own key does not: as a representative, or as the subject's next key.
const TEST_KEY = keccak256(stringToHex('TEST KEY of the Assent wallet vectors, never to be used'));
const OTHER_TEST_KEY = keccak256(stringToHex('TEST KEY of somebody else in the Assent wallet vectors, never to be used'));

const ZERO = '0x' + '00'.repeat(32);
const sha256 = (text) => '0x' + createHash('sha256').update(text, 'utf8').digest('hex');

// ---- types ----------------------------------------------------------------

const string = (name) => ({ name, type: 'string' });
const node = (exceptions) => [
  string('effect'),
  { name: 'recipients', type: 'string[]' },
  { name: 'purposes', type: 'string[]' },
  { name: 'categories', type: 'string[]' },
  { name: 'actions', type: 'string[]' },
  string('from'),
  string('until'),
  ...(exceptions ? [{ name: 'exceptions', type: `${exceptions}[]` }] : []),
];

const DOMAIN_TYPE = [string('name'), string('version'), { name: 'salt', type: 'bytes32' }];

const TYPES = {
  ConsentDirective: {
    ConsentDirective: [
      { name: 'subject', type: 'address' },
      string('controller'),
      { name: 'provision', type: 'Provision' },
      string('validFrom'),
      string('validUntil'),
      { name: 'documentDigest', type: 'bytes32' },
      { name: 'supersedes', type: 'bytes32' },
      { name: 'sequence', type: 'uint64' },
      string('deadline'),
    ],
    Provision: node('Exception'),
    Exception: node('SubException'),
    SubException: node('FinalException'),
    FinalException: node(null),
  },
  ConsentWithdrawal: {
    ConsentWithdrawal: [
      { name: 'subject', type: 'address' },
      { name: 'directive', type: 'bytes32' },
      { name: 'sequence', type: 'uint64' },
      string('deadline'),
    ],
  },
  SubjectEnrolment: {
    SubjectEnrolment: [
      { name: 'subject', type: 'address' },
      string('holder'),
      string('homeJurisdiction'),
      string('deadline'),
    ],
  },
  RepresentativeAppointment: {
    RepresentativeAppointment: [
      { name: 'subject', type: 'address' },
      { name: 'representative', type: 'address' },
      string('controller'),
      { name: 'purposes', type: 'string[]' },
      { name: 'categories', type: 'string[]' },
      string('from'),
      string('until'),
      { name: 'sequence', type: 'uint64' },
      string('deadline'),
    ],
  },
  RepresentationEnd: {
    RepresentationEnd: [
      { name: 'subject', type: 'address' },
      { name: 'representative', type: 'address' },
      { name: 'sequence', type: 'uint64' },
      string('deadline'),
    ],
  },
  KeyRotation: {
    KeyRotation: [
      { name: 'subject', type: 'address' },
      { name: 'newKey', type: 'address' },
      { name: 'sequence', type: 'uint64' },
      string('deadline'),
    ],
  },
  KeyReplacement: {
    KeyReplacement: [
      { name: 'subject', type: 'address' },
      { name: 'newKey', type: 'address' },
      string('deadline'),
    ],
  },
  ReplacementObjection: {
    ReplacementObjection: [
      { name: 'subject', type: 'address' },
      { name: 'newKey', type: 'address' },
      { name: 'sequence', type: 'uint64' },
      string('deadline'),
    ],
  },
  AccessRequest: {
    AccessRequest: [
      { name: 'subject', type: 'address' },
      string('controller'),
      string('recipient'),
      string('request'),
      string('issuedAt'),
      string('expiresAt'),
    ],
  },
  AccessDispute: {
    AccessDispute: [
      { name: 'subject', type: 'address' },
      string('trail'),
      { name: 'index', type: 'uint64' },
      { name: 'record', type: 'bytes32' },
      string('ground'),
      { name: 'documentDigest', type: 'bytes32' },
      string('deadline'),
    ],
  },
};

// ---- words ----------------------------------------------------------------

const anyOf = (list) => (list.length === 0 ? ['ANY'] : list);
const moment = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const bound = (seconds) => (seconds === null ? 'UNBOUNDED' : moment(seconds));

const holder = (controller) => (controller === '' ? 'EVERY HOLDER' : controller);

const GROUNDS = {
  NOT_PERMITTED: 'I did not allow this access',
  NOT_TREATED: 'I was not in care there',
  NOT_AS_RECORDED: 'this did not happen as it is recorded',
  OTHER: 'another reason, in a document',
};

const provisionWords = (p, level = 1) => ({
  effect: p.effect,
  recipients: anyOf(p.recipients),
  purposes: anyOf(p.purposes),
  categories: anyOf(p.categories),
  actions: anyOf(p.actions),
  from: bound(p.from),
  until: bound(p.until),
  ...(level < 4 ? { exceptions: p.exceptions.map((e) => provisionWords(e, level + 1)) } : {}),
});

const WORDS = {
  ConsentDirective: (f) => ({
    subject: f.subject,
    controller: holder(f.controller),
    provision: provisionWords(f.provision),
    validFrom: bound(f.validFrom),
    validUntil: bound(f.validUntil),
    documentDigest: f.documentDigest,
    supersedes: f.supersedes,
    sequence: f.sequence,
    deadline: moment(f.deadline),
  }),
  ConsentWithdrawal: (f) => ({
    subject: f.subject,
    directive: f.directive,
    sequence: f.sequence,
    deadline: moment(f.deadline),
  }),
  SubjectEnrolment: (f) => ({
    subject: f.subject,
    holder: f.holder,
    homeJurisdiction: f.homeJurisdiction,
    deadline: moment(f.deadline),
  }),
  RepresentativeAppointment: (f) => ({
    subject: f.subject,
    representative: f.representative,
    controller: holder(f.controller),
    purposes: anyOf(f.purposes),
    categories: anyOf(f.categories),
    from: bound(f.from),
    until: bound(f.until),
    sequence: f.sequence,
    deadline: moment(f.deadline),
  }),
  RepresentationEnd: (f) => ({
    subject: f.subject,
    representative: f.representative,
    sequence: f.sequence,
    deadline: moment(f.deadline),
  }),
  KeyRotation: (f) => ({
    subject: f.subject,
    newKey: f.newKey,
    sequence: f.sequence,
    deadline: moment(f.deadline),
  }),
  KeyReplacement: (f) => ({
    subject: f.subject,
    newKey: f.newKey,
    deadline: moment(f.deadline),
  }),
  ReplacementObjection: (f) => ({
    subject: f.subject,
    newKey: f.newKey,
    sequence: f.sequence,
    deadline: moment(f.deadline),
  }),
  AccessRequest: (f) => ({
    subject: f.subject,
    controller: f.controller,
    recipient: f.recipient,
    request: 'I ask for my own data, any number of times until this expires',
    issuedAt: moment(f.issuedAt),
    expiresAt: moment(f.expiresAt),
  }),
  AccessDispute: (f) => ({
    subject: f.subject,
    trail: f.trail,
    index: f.index,
    record: f.record,
    ground: GROUNDS[f.ground],
    documentDigest: f.document,
    deadline: moment(f.deadline),
  }),
};

// ---- cases ----------------------------------------------------------------

const CHAIN = 'assent-test-1';
const OTHER_CHAIN = 'assent-test-2';
const addressOf = (key) => privateKeyToAccount(key).address.toLowerCase();
const SUBJECT = addressOf(TEST_KEY);
const OTHER = addressOf(OTHER_TEST_KEY);
// A custodial subject has no key, so its id is the address of none.
const CUSTODIAL = sha256('a custodial subject').slice(0, 42);
const FIRST = '0x' + '00'.repeat(19) + '01';
const LAST = '0x' + 'ff'.repeat(20);
const NOON = Date.UTC(2026, 10, 22, 12, 0, 0) / 1000;
const DEADLINE = NOON + 3600;
const LAST_MOMENT = 253402300799;
const BEYOND_2_53 = '9007199254740993';
const LARGEST = '18446744073709551615';

const PURPOSES = ['TREATMENT', 'EMERGENCY_TREATMENT', 'CARE_MANAGEMENT', 'PATIENT_REQUEST', 'PAYMENT',
  'HEALTHCARE_OPERATIONS', 'PUBLIC_HEALTH', 'POLICY_AND_REGULATION', 'STATISTICS', 'EDUCATION', 'RESEARCH',
  'AI_DEVELOPMENT', 'CARE_IMPROVEMENT'];
const CATEGORIES = ['PATIENT_SUMMARY', 'EPRESCRIPTION', 'EDISPENSATION', 'MEDICAL_IMAGING', 'TEST_RESULT',
  'DISCHARGE_REPORT', 'EHR', 'HEALTH_DETERMINANTS', 'PATHOGEN', 'CLAIMS', 'GENOMIC', 'OMICS', 'DEVICE', 'WELLNESS',
  'REGISTRY', 'CLINICAL_TRIAL', 'COHORT', 'BIOBANK', 'MENTAL_HEALTH', 'SUBSTANCE_USE', 'SEXUAL_HEALTH'];
const ACTIONS = ['ACCESS', 'USE', 'DISCLOSE', 'TRANSFER', 'CORRECT'];
const ROLES = ['HEALTHCARE_PROVIDER', 'DATA_HOLDER', 'DATA_USER', 'ACCESS_BODY', 'PAYER', 'PUBLIC_AUTHORITY',
  'PATIENT_ACCESS_SERVICE', 'AUDITOR', 'NODE_OPERATOR'];

const says = (effect, match = {}, ...exceptions) => ({
  effect, recipients: [], purposes: [], categories: [], actions: [], from: null, until: null, ...match, exceptions,
});
const permit = (...args) => says('PERMIT', ...args);
const deny = (...args) => says('DENY', ...args);

const directive = (fields) => ({
  subject: SUBJECT, controller: '', provision: deny(), validFrom: null, validUntil: null, documentDigest: ZERO,
  supersedes: ZERO, sequence: '1', deadline: DEADLINE, ...fields,
});

const appointment = (fields) => ({
  subject: SUBJECT, representative: OTHER, controller: '', purposes: [], categories: [], from: null, until: null,
  sequence: '1', deadline: DEADLINE, ...fields,
});
const end = (fields) => ({ subject: SUBJECT, representative: OTHER, sequence: '1', deadline: DEADLINE, ...fields });
const change = (fields) => ({ subject: SUBJECT, newKey: OTHER, sequence: '1', deadline: DEADLINE, ...fields });
const replacement = (fields) => ({ subject: SUBJECT, newKey: OTHER, deadline: DEADLINE, ...fields });
const request = (fields) => ({
  subject: SUBJECT, controller: 'de-charite', recipient: 'de-access-service', issuedAt: NOON, expiresAt: NOON + 3600, ...fields,
});
const dispute = (fields) => ({
  subject: SUBJECT, trail: 'de-charite/ris', index: '7', record: sha256('a record'), ground: 'NOT_PERMITTED', document: ZERO,
  deadline: DEADLINE, ...fields,
});

// Name, chain id, message, fields, and the key that signs if it is not TEST_KEY.
const CASES = [
  ['a refusal of everything', CHAIN, 'ConsentDirective', directive({})],
  ['a permission of everything at one holder', CHAIN, 'ConsentDirective',
    directive({ controller: 'de-charite', provision: permit(), sequence: '2' })],
  ['treatment by one hospital for a year', CHAIN, 'ConsentDirective', directive({
    controller: 'de-charite',
    provision: permit({
      recipients: ['participant:fr-aphp'], purposes: ['TREATMENT', 'EMERGENCY_TREATMENT'],
      categories: ['PATIENT_SUMMARY', 'MEDICAL_IMAGING'], actions: ['ACCESS', 'USE'],
    }),
    validFrom: NOON, validUntil: NOON + 365 * 86400, documentDigest: sha256('a salted document'), sequence: '3',
  })],
  ['exceptions down to the last level', CHAIN, 'ConsentDirective', directive({
    provision: deny({},
      permit({ recipients: ['role:HEALTHCARE_PROVIDER'], purposes: ['TREATMENT'] },
        deny({ categories: ['MENTAL_HEALTH', 'SUBSTANCE_USE', 'SEXUAL_HEALTH'] },
          permit({ recipients: ['participant:de-charite'], until: NOON + 86400 }),
          permit({ recipients: ['participant:ch-usz', 'participant:de-ukhd'], from: NOON })),
        deny({ recipients: ['jurisdiction:CN-31', 'jurisdiction:US'] })),
      permit({ purposes: ['RESEARCH'], actions: ['USE'], from: NOON, until: NOON + 1 })),
    supersedes: sha256('an earlier directive'), sequence: '4',
  })],
  ['every code and every role', CHAIN, 'ConsentDirective', directive({
    provision: permit({
      recipients: ['jurisdiction:DE', 'jurisdiction:EU', 'participant:a', 'participant:de-charite',
        ...[...ROLES].sort().map((r) => `role:${r}`)],
      purposes: PURPOSES, categories: CATEGORIES, actions: ACTIONS,
    }, deny({ purposes: PURPOSES, categories: CATEGORIES, actions: ACTIONS })),
    sequence: '5',
  })],
  ['sixteen provisions', CHAIN, 'ConsentDirective', directive({
    provision: deny({}, ...CATEGORIES.slice(0, 15).map((c) => permit({ categories: [c] }))),
    sequence: '6',
  })],
  ['thirty-two recipients with the longest ids', CHAIN, 'ConsentDirective', directive({
    controller: 'x'.repeat(64),
    provision: permit({
      recipients: Array.from({ length: 32 }, (_, i) => `participant:${String(i).padStart(2, '0')}${'-'.repeat(62)}`),
    }),
    sequence: '7',
  })],
  ['the first and the last moment, the largest sequence', CHAIN, 'ConsentDirective', directive({
    provision: permit({ from: 0, until: 253402300799 }),
    validFrom: 0, validUntil: 253402300799, sequence: '18446744073709551615', deadline: 253402300799,
  })],
  ['another chain', 'assent-test-2', 'ConsentDirective', directive({})],
  ['a chain id beyond ASCII', 'zürich-链', 'ConsentDirective', directive({})],
  ['a withdrawal', CHAIN, 'ConsentWithdrawal',
    { subject: SUBJECT, directive: sha256('a directive'), sequence: '8', deadline: DEADLINE }],
  ['a withdrawal with a sequence beyond 2^53', CHAIN, 'ConsentWithdrawal',
    { subject: SUBJECT, directive: sha256('another directive'), sequence: '9007199254740993', deadline: DEADLINE }],
  ['an enrolment', CHAIN, 'SubjectEnrolment',
    { subject: SUBJECT, holder: 'de-charite', homeJurisdiction: 'DE', deadline: DEADLINE }],
  ['an enrolment in a subdivision', CHAIN, 'SubjectEnrolment',
    { subject: SUBJECT, holder: 'cn-ruijin-1', homeJurisdiction: 'CN-31', deadline: DEADLINE }],

  ['an appointment for everything, for ever', CHAIN, 'RepresentativeAppointment', appointment({})],
  ['an appointment for treatment at one holder for a year', CHAIN, 'RepresentativeAppointment', appointment({
    controller: 'de-charite', purposes: ['TREATMENT', 'EMERGENCY_TREATMENT'], categories: ['PATIENT_SUMMARY', 'MENTAL_HEALTH'],
    from: NOON, until: NOON + 365 * 86400, sequence: '2',
  })],
  ['an appointment from a moment on', CHAIN, 'RepresentativeAppointment',
    appointment({ purposes: ['RESEARCH'], from: NOON, sequence: '3' })],
  ['an appointment until a moment', CHAIN, 'RepresentativeAppointment',
    appointment({ categories: ['GENOMIC'], until: NOON + 1, sequence: BEYOND_2_53 })],
  ['an appointment with every code, the longest id and the largest numbers', CHAIN, 'RepresentativeAppointment', appointment({
    representative: LAST, controller: 'x'.repeat(64), purposes: PURPOSES, categories: CATEGORIES,
    from: 0, until: LAST_MOMENT, sequence: LARGEST, deadline: LAST_MOMENT,
  })],
  ['an appointment with the shortest id and the smallest numbers', CHAIN, 'RepresentativeAppointment', appointment({
    representative: FIRST, controller: '-', purposes: ['TREATMENT'], categories: ['PATIENT_SUMMARY'],
    from: 0, until: 1, sequence: '0', deadline: 0,
  })],
  ['an appointment by a key that is not of the id', CHAIN, 'RepresentativeAppointment',
    appointment({ subject: CUSTODIAL, representative: SUBJECT, sequence: '4' }), OTHER_TEST_KEY],
  ['an appointment on another chain', OTHER_CHAIN, 'RepresentativeAppointment', appointment({})],
  ['an appointment on a chain with an id beyond ASCII', 'zürich-链', 'RepresentativeAppointment', appointment({})],

  ['an end, by the subject', CHAIN, 'RepresentationEnd', end({ sequence: '5' })],
  ['the same end, by the representative', CHAIN, 'RepresentationEnd', end({ sequence: '5' }), OTHER_TEST_KEY],
  ['an end with the largest numbers', CHAIN, 'RepresentationEnd',
    end({ representative: LAST, sequence: LARGEST, deadline: LAST_MOMENT })],
  ['an end with the smallest numbers', CHAIN, 'RepresentationEnd', end({ representative: FIRST, sequence: '0', deadline: 0 })],
  ['an end on another chain', OTHER_CHAIN, 'RepresentationEnd', end({ sequence: '5' })],

  ['a rotation, by the key that ends', CHAIN, 'KeyRotation', change({ sequence: '6' })],
  ['the same rotation, by the key that begins', CHAIN, 'KeyRotation', change({ sequence: '6' }), OTHER_TEST_KEY],
  ['a second rotation, by the key that ends', CHAIN, 'KeyRotation', change({ newKey: FIRST, sequence: '7' }), OTHER_TEST_KEY],
  ['a rotation with the largest numbers', CHAIN, 'KeyRotation',
    change({ newKey: LAST, sequence: LARGEST, deadline: LAST_MOMENT })],
  ['a rotation with the smallest numbers', CHAIN, 'KeyRotation', change({ newKey: FIRST, sequence: '0', deadline: 0 })],
  ['a rotation on another chain', OTHER_CHAIN, 'KeyRotation', change({ sequence: '6' })],

  ['a replacement of a lost key', CHAIN, 'KeyReplacement', replacement({}), OTHER_TEST_KEY],
  ['the first key of a custodial subject', CHAIN, 'KeyReplacement', replacement({ subject: CUSTODIAL, newKey: SUBJECT })],
  ['a replacement with the largest numbers', CHAIN, 'KeyReplacement',
    replacement({ subject: LAST, deadline: LAST_MOMENT }), OTHER_TEST_KEY],
  ['a replacement with the smallest numbers', CHAIN, 'KeyReplacement',
    replacement({ subject: FIRST, deadline: 0 }), OTHER_TEST_KEY],
  ['a replacement on another chain', OTHER_CHAIN, 'KeyReplacement', replacement({}), OTHER_TEST_KEY],

  // The fields of the first rotation above: a name is all that tells them apart.
  ['an objection', CHAIN, 'ReplacementObjection', change({ sequence: '6' })],
  ['an objection by a key that is not of the id', CHAIN, 'ReplacementObjection',
    change({ newKey: FIRST, sequence: BEYOND_2_53 }), OTHER_TEST_KEY],
  ['an objection with the largest numbers', CHAIN, 'ReplacementObjection',
    change({ newKey: LAST, sequence: LARGEST, deadline: LAST_MOMENT })],
  ['an objection with the smallest numbers', CHAIN, 'ReplacementObjection', change({ newKey: FIRST, sequence: '0', deadline: 0 })],
  ['an objection on another chain', OTHER_CHAIN, 'ReplacementObjection', change({ sequence: '6' })],

  ['a request for an hour', CHAIN, 'AccessRequest', request({})],
  ['a request for a day', CHAIN, 'AccessRequest', request({ expiresAt: NOON + 86400 })],
  ['a request to the holder itself', CHAIN, 'AccessRequest', request({ recipient: 'de-charite' })],
  ['a request by a key that is not of the id', CHAIN, 'AccessRequest', request({ subject: CUSTODIAL }), OTHER_TEST_KEY],
  ['a request with the longest ids and the last moments', CHAIN, 'AccessRequest', request({
    subject: LAST, controller: 'x'.repeat(64), recipient: '-'.repeat(64), issuedAt: LAST_MOMENT - 1, expiresAt: LAST_MOMENT,
  })],
  ['a request with the shortest ids and the first moments', CHAIN, 'AccessRequest',
    request({ subject: FIRST, controller: 'x', recipient: '-', issuedAt: 1, expiresAt: 2 })],
  ['a request on another chain', OTHER_CHAIN, 'AccessRequest', request({})],

  ['a dispute of what was not allowed', CHAIN, 'AccessDispute', dispute({})],
  ['a dispute of care', CHAIN, 'AccessDispute', dispute({ ground: 'NOT_TREATED' })],
  ['a dispute of a record, with a document', CHAIN, 'AccessDispute',
    dispute({ ground: 'NOT_AS_RECORDED', document: sha256('a salted statement') })],
  ['a dispute for another reason', CHAIN, 'AccessDispute', dispute({ ground: 'OTHER', document: sha256('a salted statement') })],
  ['a dispute by a key that is not of the id', CHAIN, 'AccessDispute',
    dispute({ subject: CUSTODIAL, index: BEYOND_2_53 }), OTHER_TEST_KEY],
  ['a dispute with the longest id and the largest numbers', CHAIN, 'AccessDispute', dispute({
    subject: LAST, trail: `${'x'.repeat(64)}/${'-'.repeat(64)}`, index: LARGEST, deadline: LAST_MOMENT,
  })],
  ['a dispute with the shortest id and the smallest numbers', CHAIN, 'AccessDispute',
    dispute({ subject: FIRST, trail: 'x/-', index: '0', deadline: 0 })],
  ['a dispute on another chain', OTHER_CHAIN, 'AccessDispute', dispute({})],
];

// ---- signing --------------------------------------------------------------

async function vector([name, chainId, primaryType, fields, key = TEST_KEY]) {
  const domain = { name: 'Assent', version: '1', salt: sha256(chainId) };
  const types = TYPES[primaryType];
  const message = WORDS[primaryType](fields);

  const digest = hashTypedData({ domain, types, primaryType, message });
  strictEqual(ethers.TypedDataEncoder.hash(domain, types, message), digest, `${name}: digests differ`);

  const account = privateKeyToAccount(key);
  const signature = await account.signTypedData({ domain, types, primaryType, message });
  const wallet = new ethers.Wallet(key);
  strictEqual(await wallet.signTypedData(domain, types, message), signature, `${name}: signatures differ`);

  strictEqual(await recoverTypedDataAddress({ domain, types, primaryType, message, signature }), account.address);
  strictEqual(ethers.verifyTypedData(domain, types, message, signature), account.address);

  // The document as it goes to a browser wallet, with the domain's type, must
  // mean the same to a library that is handed it as it is.
  const typedData = { types: { EIP712Domain: DOMAIN_TYPE, ...types }, primaryType, domain, message };
  strictEqual(hashTypedData(JSON.parse(JSON.stringify(typedData))), digest);
  deepStrictEqual(ethers.TypedDataEncoder.getPayload(domain, types, message).types.EIP712Domain, DOMAIN_TYPE);

  return { name, chainId, message: primaryType, fields, typedData, digest, signature, address: addressOf(key) };
}

const vectors = [];
for (const one of CASES) vectors.push(await vector(one));
const output = JSON.stringify(vectors, null, 1) + '\n';
const file = new URL('vectors.json', import.meta.url);

if (process.argv.includes('--check')) {
  strictEqual(readFileSync(file, 'utf8'), output, 'vectors.json is not what this script makes');
  console.log(`${vectors.length} vectors as committed`);
} else {
  writeFileSync(file, output);
  console.log(`${vectors.length} vectors written`);
}
