// Runs sign.ts, whose types the compiler has checked, and keeps what it prints as
// sign.golden. The Go example has to print the same.
//
//   node run-sign.mjs            writes sign.golden
//   node run-sign.mjs --check    fails if sign.golden is not what would be written

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { strictEqual } from 'node:assert';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

// The compiler takes the types away, so that a Node that cannot do it runs the file as well.
execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '--project', path('tsconfig.json')], { stdio: 'inherit' });
const output = execFileSync(process.execPath, [path('out/sign.js')], { encoding: 'utf8' });

if (process.argv.includes('--check')) {
  strictEqual(readFileSync(path('sign.golden'), 'utf8'), output, 'sign.golden is not what sign.ts prints');
  console.log('sign.ts prints what is committed');
} else {
  writeFileSync(path('sign.golden'), output);
  console.log('sign.golden written');
}
