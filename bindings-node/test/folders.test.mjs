// Engines that are kept in folders.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Engine, opened, refused, rejected } from './package.mjs';

const HANDBOOK = 'event 购买\ntag 新客 when did 购买\ntag 常客 when count(购买) >= 2';
const home = mkdtempSync(join(tmpdir(), 'tagora-'));
after(() => rmSync(home, { recursive: true }));

const purchases = (...customers) => customers.map((customer) => ({ customer, at: 0, event: '购买' }));
const seen = (engine) => [
  engine.members('新客'),
  engine.members('常客'),
  engine.changes(),
  engine.tags(7),
  engine.consumers(),
  engine.clock,
  engine.handbook(),
];

for (const durability of ['full', 'group', { relaxedMillis: 50 }]) {
  test(`all is there again, ${JSON.stringify(durability)}`, async () => {
    const path = join(home, `客户 ${durability.relaxedMillis ?? durability}`);
    const engine = await Engine.open(path, { durability });
    engine.load(HANDBOOK);
    engine.subscribe('crm', { tags: ['常客'] }, 'beginning');
    const { commit, durable } = engine.apply(purchases('c1', 7, 7), 0);
    assert.deepEqual([commit, durable], [2, typeof durability === 'string']);
    assert.equal(await engine.flush(), true);
    const page = engine.poll('crm');
    assert.deepEqual(page.changes.map(({ customer }) => customer), [7]);
    engine.ack('crm', page.next);
    const before = seen(engine);
    engine.close();

    const again = await Engine.open(path, { durability });
    assert.deepEqual(seen(again), before);
    assert.deepEqual(again.poll('crm').changes, []);
    assert.equal(again.apply(purchases('c1'), 0).commit, 3);
    assert.deepEqual(again.poll('crm').changes.map(({ customer }) => customer), ['c1']);
    for (const how of ['quick', 'full']) {
      const { rows, findings } = await again.verify(how);
      assert.deepEqual(findings, []);
      assert.ok(rows > 0);
    }
    again.close();
  });
}

test('in memory nothing is kept', async () => {
  const engine = opened();
  assert.equal(engine.advanceTo(0).durable, false);
  assert.equal(await engine.flush(), false);
  assert.deepEqual(await engine.verify('full'), { rows: 0, findings: [] });
  await assert.rejects(() => engine.verify('slow'), TypeError);
  engine.close();
  assert.equal((await rejected(() => engine.flush())).code, 'closed');
  assert.equal((await rejected(() => engine.verify())).code, 'closed');
});

test('engines are opened beside one another', async () => {
  const engines = await Promise.all([1, 2, 3, 4, 5].map((n) => Engine.open(join(home, `many ${n}`))));
  for (const [n, engine] of engines.entries()) assert.equal(engine.load(HANDBOOK).version, 1, `engine ${n}`);
  for (const engine of engines) engine.close();
});

test('one writes at a time', async () => {
  const path = join(home, 'one');
  const engine = await Engine.open(path);
  engine.load(HANDBOOK);
  const error = await rejected(() => Engine.open(path));
  assert.equal(error.code, 'store-locked');
  assert.ok(error.message.includes(`process ${process.pid}`) && error.help);
  const reader = await Engine.openReadOnly(path);
  assert.equal(reader.handbook(), engine.handbook());
  reader.close();
  engine.close();
  (await Engine.open(path)).close();
});

test('reading only', async () => {
  const path = join(home, 'reading');
  assert.equal((await rejected(() => Engine.openReadOnly(path))).code, 'no-store');
  assert.ok(!existsSync(path));
  const engine = await Engine.open(path);
  engine.load(HANDBOOK);
  engine.subscribe('crm');
  engine.apply(purchases(1), 0);
  engine.close();
  const reader = await Engine.openReadOnly(path);
  assert.deepEqual(reader.members('新客'), [1]);
  const { next } = reader.poll('crm');
  const writes = [
    () => reader.load(HANDBOOK),
    () => reader.apply(purchases(2), 0),
    () => reader.advanceTo(1),
    () => reader.erase(1),
    () => reader.subscribe('erp'),
    () => reader.ack('crm', next),
    () => reader.unsubscribe('crm'),
  ];
  for (const write of writes) assert.equal(refused(write).code, 'read-only');
  assert.deepEqual(reader.members('新客'), [1]);
  reader.close();
});

test('damage is told', async () => {
  const path = join(home, 'damaged');
  const engine = await Engine.open(path);
  engine.load(HANDBOOK);
  engine.close();
  const rows = join(path, 'data.db');
  const whole = readFileSync(rows);
  writeFileSync(rows, Buffer.concat([Buffer.alloc(800, 7), whole.subarray(800)]));
  const error = await rejected(() => Engine.open(path));
  assert.equal(error.code, 'store-damaged');
  assert.ok(error.help);
  writeFileSync(rows, whole);
  (await Engine.open(path)).close();
});

test('copies, and smaller files', async () => {
  const [path, copy] = [join(home, 'to copy'), join(home, '副本')];
  const engine = await Engine.open(path);
  engine.load(HANDBOOK);
  engine.apply(purchases('c1', 7), 0);
  const copying = engine.backup(copy);
  const { commit, rows } = await copying;
  assert.equal(commit, 2);
  assert.ok(rows > 0);
  const error = await rejected(() => engine.backup(copy));
  assert.equal(error.code, 'store-exists');
  assert.ok(error.help);
  await assert.rejects(() => engine.backup(7), TypeError);
  engine.erase('c1');
  assert.equal(await engine.compact(), undefined);
  assert.deepEqual(engine.members('新客'), [7]);
  engine.close();
  assert.equal((await rejected(() => engine.compact())).code, 'closed');
  const copied = await Engine.open(copy);
  assert.equal(copied.members('新客').length, 2);
  assert.deepEqual((await copied.verify('full')).findings, []);
  copied.close();
  const memory = opened();
  await memory.compact();
  assert.equal((await rejected(() => memory.backup(join(home, 'other')))).code, 'no-store');
  assert.ok(!existsSync(join(home, 'other')));
});

test('what is sound is saved', async () => {
  const [path, saved] = [join(home, 'to save'), join(home, 'saved')];
  const engine = await Engine.open(path);
  engine.load(HANDBOOK);
  engine.apply(purchases(7), 0);
  engine.close();
  assert.deepEqual((await Engine.salvage(path, saved)).lost, []);
  const again = await Engine.open(saved);
  assert.deepEqual(again.members('新客'), [7]);
  again.close();
  assert.equal((await rejected(() => Engine.salvage(join(home, 'nothing'), join(home, 'new')))).code, 'no-store');
  assert.equal((await rejected(() => Engine.salvage(path, saved))).code, 'store-exists');
  await assert.rejects(() => Engine.salvage(path), TypeError);
});

test('paths and settings that make no sense', async () => {
  const file = join(home, 'file');
  writeFileSync(file, 'not a folder');
  for (const path of ['', '/', 'a\0b', file, join(file, 'store')]) {
    const { code } = await rejected(() => Engine.open(path));
    assert.ok(['store-failed', 'store-damaged'].includes(code), `${path}: ${code}`);
  }
  assert.equal(readFileSync(file, 'utf8'), 'not a folder');
  const full = join(home, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'letter'), "somebody else's");
  assert.equal((await rejected(() => Engine.open(full))).code, 'store-failed');
  assert.deepEqual(readdirSync(full), ['letter']);
  assert.equal((await rejected(() => Engine.open('\ud800'))).code, 'invalid-utf8');
  for (const wrong of [undefined, null, 7, ['store'], new URL('file:///store')]) {
    await assert.rejects(() => Engine.open(wrong), TypeError);
    await assert.rejects(() => Engine.openReadOnly(wrong), TypeError);
  }
  const settings = [
    { durability: 'none' },
    { durability: {} },
    { durability: { relaxedMillis: -1 } },
    { durability: { relaxedMillis: 2 ** 32 } },
    { clock: 'sun' },
    { feedFull: 'burst' },
    { feedHeldMax: -1 },
    { retentionMillis: 1.5 },
    { threads: '2' },
    { colour: 'red' },
    null,
    7,
  ];
  for (const wrong of settings) {
    assert.throws(() => new Engine(wrong), TypeError, JSON.stringify(wrong));
    await assert.rejects(() => Engine.open(join(home, 'wrong'), wrong), TypeError);
  }
  assert.ok(!existsSync(join(home, 'wrong')));
});
