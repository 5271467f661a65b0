// Engines that answer before all of them is there.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Engine, Opening, refused, rejected } from './package.mjs';

const home = mkdtempSync(join(tmpdir(), 'tagora-'));
after(() => rmSync(home, { recursive: true }));

/** A folder with an engine of three customers. */
async function folder(name) {
  const path = join(home, name);
  const engine = await Engine.open(path);
  engine.load('event 购买\ntag 新客 when did 购买\ntag 常客 when count(购买) >= 2');
  engine.apply([1, 2, 2, 3].map((customer) => ({ customer, at: 0, event: '购买' })), 0);
  engine.close();
  return path;
}

test('it counts and becomes the engine', async () => {
  const path = await folder('客户');
  const opening = await Opening.ofFolder(path, { threads: 2 });
  assert.equal(opening.isEarly('has 新客 and not has 常客'), true);
  assert.equal(await opening.count('has 新客 and not has 常客'), 2);
  assert.equal(await opening.count('count(购买) >= 2'), 1, 'waits for all of it');
  const engine = await opening.engine();
  assert.equal(opening.isDone, true);
  assert.equal(opening.isEarly('did 购买'), true);
  assert.equal((await opening.engine()).apply([{ customer: 4, at: 0, event: '购买' }], 0).commit, 3);
  assert.equal(engine.count('has 新客'), 4, 'it is the same');
  await opening.close();
  assert.equal(engine.count('has 新客'), 4, 'it outlives the opening');
  engine.close();
  const again = await Engine.open(path);
  assert.equal(again.count('has 新客'), 4);
  again.close();
});

test('many wait together', async () => {
  const opening = await Opening.ofFolder(await folder('many'));
  const [counts, engines] = [[1, 2, 3, 4].map(() => opening.count('did 购买')), [1, 2].map(() => opening.engine())];
  assert.deepEqual(await Promise.all(counts), [3, 3, 3, 3]);
  assert.deepEqual((await Promise.all(engines)).map((engine) => engine.count('has 常客')), [1, 1]);
  (await opening.engine()).close();
});

test('whoever waits is told that it was called off', async () => {
  const path = await folder('waiting');
  const opening = await Opening.ofFolder(path);
  const waiting = Promise.allSettled(Array.from({ length: 8 }, () => opening.engine()));
  await opening.close();
  for (const told of await waiting) {
    // Who was there before the call gets the engine; whichever it is, nobody waits for ever.
    if (told.status === 'fulfilled') told.value.close();
    else assert.ok(['cancelled', 'closed'].includes(told.reason.code), told.reason);
  }
  (await Engine.open(path)).close();
});

test('it can be called off', async () => {
  const path = await folder('off');
  const opening = await Opening.ofFolder(path);
  assert.equal((await rejected(() => Engine.open(path))).code, 'store-locked');
  await opening.close();
  await opening.close();
  assert.equal(refused(() => opening.isDone).code, 'closed');
  assert.equal(refused(() => opening.isEarly('has 新客')).code, 'closed');
  assert.equal((await rejected(() => opening.count('has 新客'))).code, 'closed');
  assert.equal((await rejected(() => opening.engine())).code, 'closed');
  const engine = await Engine.open(path);
  assert.equal(engine.count('has 新客'), 3);
  engine.close();
});

test('what is refused', async () => {
  const opening = await Opening.ofFolder(join(home, 'new'));
  assert.equal((await opening.engine()).handbook(), null);
  await (await opening.engine()).close();
  const other = await Opening.ofFolder(await folder('refusing'));
  assert.equal((await rejected(() => other.count('has 新客客'))).code, 'unknown-tag');
  await assert.rejects(() => other.count(7), TypeError);
  await other.close();
  writeFileSync(join(home, 'file'), '');
  assert.equal(typeof (await rejected(() => Opening.ofFolder(join(home, 'file')))).code, 'string');
  assert.throws(() => new Opening(), TypeError);
});
