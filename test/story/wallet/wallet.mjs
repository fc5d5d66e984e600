// A wallet with a key for each name that it is asked about. Keys are made here and never
// leave the process. It reads requests, a line of JSON each, and answers each with a line:
//
//   {"key": "alice"}                      {"address": "0x…"}
//   {"key": "alice", "sign": {typed data}}  {"address": "0x…", "signature": "0x…"}

import { createInterface } from 'node:readline';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';

const accounts = new Map();

function account(name) {
  if (!accounts.has(name)) accounts.set(name, privateKeyToAccount(generatePrivateKey()));
  return accounts.get(name);
}

async function answer({ key, sign }) {
  const { address } = account(key);
  if (!sign) return { address };
  // The document names the domain's type too, as wallets want it; viem makes it itself.
  const { EIP712Domain, ...types } = sign.types;
  return { address, signature: await account(key).signTypedData({ ...sign, types }) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = await answer(JSON.parse(line));
  } catch (error) {
    reply = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}
