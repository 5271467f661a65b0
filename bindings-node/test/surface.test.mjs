// What is declared is there, and nothing of the native module is left unwrapped.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { Engine, Opening, entry, folder } from './package.mjs';

const names = (prototype) => Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor').sort();

test('every native method is wrapped and declared', () => {
  const { NativeEngine, NativeOpening } = createRequire(entry)(join(folder, 'native.cjs'));
  const native = names(NativeEngine.prototype);
  assert.ok(native.length >= 12, `found only ${native}`);
  // What is written upon the others: the feed as an iterator.
  assert.deepEqual(names(Engine.prototype), [...native, 'consume'].sort());
  assert.ok(['open', 'openReadOnly'].every((name) => typeof Engine[name] === 'function'));
  const declared = readFileSync(join(folder, 'index.d.ts'), 'utf8').split('export class Engine')[1];
  const opening = names(NativeOpening.prototype);
  assert.ok(opening.length >= 5, `found only ${opening}`);
  assert.deepEqual(names(Opening.prototype), opening);
  const [, ofOpening] = readFileSync(join(folder, 'index.d.ts'), 'utf8').split('export class Opening');
  for (const name of [...opening, 'ofFolder']) assert.match(ofOpening, new RegExp(`\\b${name}[(:]`), `index.d.ts lacks ${name}`);
  for (const name of [...native, 'consume', 'open', 'openReadOnly']) assert.match(declared, new RegExp(`\\b${name}[(:]`), `index.d.ts lacks ${name}`);
});

test('each worker has engines of its own', async () => {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { Engine } = require(workerData);
    const engine = new Engine();
    engine.load('event a');
    engine.apply([1, 2, 3].map((customer) => ({ customer, at: 0, event: 'a' })), 0);
    parentPort.postMessage(engine.count('did a'));`;
  const counts = await Promise.all(
    [1, 2, 3, 4].map(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(code, { eval: true, workerData: join(folder, 'index.cjs') });
          worker.once('message', resolve).once('error', reject);
        }),
    ),
  );
  assert.deepEqual(counts, [3, 3, 3, 3]);
});
