// Consumers of the change feed.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Engine, refused } from './package.mjs';

const HANDBOOK = 'event 购买\ngroup 习惯 { tag 新客 when did 购买 tag 常客 when count(购买) >= 2 }\ntag 重点';

function engineWith(settings) {
  const engine = new Engine(settings);
  engine.load(HANDBOOK);
  return engine;
}

const buy = (engine, ...customers) => engine.apply(customers.map((customer) => ({ customer, at: 0, event: '购买' })), 0);
const who = ({ changes }) => changes.map(({ customer }) => customer);

async function all(pages) {
  const found = [];
  for await (const page of pages) found.push(page);
  return found;
}

test('a filter and acknowledging', () => {
  const engine = engineWith();
  const wide = 2n ** 64n - 1n;
  const filter = { groups: ['习惯'], kinds: ['gained'], customers: [7, wide, 'c],12345678901234567,"'], withoutImports: ['crm'] };
  const consumer = engine.subscribe('crm', filter);
  assert.deepEqual(consumer, { name: 'crm', filter, acked: 0, pending: 0, missed: 0 });
  buy(engine, 'c1', 7, wide);
  const page = engine.poll('crm');
  assert.deepEqual(who(page), [7, wide]);
  assert.equal(page.missed, null);
  assert.deepEqual(engine.poll('crm'), page, 'until it is acknowledged');
  assert.deepEqual(engine.poll('crm', 1).changes, page.changes.slice(0, 1));
  engine.ack('crm', page.next);
  assert.deepEqual(engine.poll('crm').changes, []);
  assert.equal(engine.consumers()[0].acked, page.next);
  engine.unsubscribe('crm');
  assert.deepEqual(engine.consumers(), []);
});

test('where a consumer starts', () => {
  const engine = engineWith();
  buy(engine, 1, 2, 3);
  engine.subscribe('all', {}, 'beginning');
  engine.subscribe('new');
  engine.subscribe('some', {}, 2);
  assert.deepEqual(['all', 'new', 'some'].map((name) => who(engine.poll(name))), [[1, 2, 3], [], [3]]);
  for (const wrong of ['then', -1, 1.5, 2 ** 64, null, true, 1n]) assert.throws(() => engine.subscribe('wrong', {}, wrong), TypeError);
  assert.equal(refused(() => engine.subscribe('wrong', {}, 99)).code, 'invalid-sequence');
});

test('pages follow one another', async () => {
  const engine = engineWith();
  engine.subscribe('crm');
  buy(engine, 0, 1, 2, 3, 4);
  assert.deepEqual((await all(engine.consume('crm', { max: 2 }))).map(who), [[0, 1], [2, 3], [4]]);
  assert.equal(engine.consumers()[0].pending, 0);
  assert.deepEqual(await all(engine.consume('crm')), []);
  buy(engine, 5, 6);
  // Who leaves the loop is told the page again.
  for await (const page of engine.consume('crm', { max: 1 })) if (who(page)[0] === 6) break;
  assert.deepEqual((await all(engine.consume('crm'))).map(who), [[6]]);
  for (const wrong of [{ max: 0 }, { max: -1 }, { everyMillis: -1 }, { everyMillis: 'often' }]) {
    await assert.rejects(() => all(engine.consume('crm', wrong)), TypeError);
  }
});

test('the feed can be followed until it is called off', async () => {
  const engine = engineWith();
  engine.subscribe('crm');
  const off = new AbortController();
  const reason = new Error('enough');
  const told = [];
  const following = (async () => {
    for await (const page of engine.consume('crm', { everyMillis: 1, signal: off.signal })) {
      told.push(...who(page));
      if (told.length === 2) setImmediate(() => off.abort(reason));
    }
  })();
  buy(engine, 1);
  setTimeout(() => buy(engine, 2), 5);
  await assert.rejects(following, reason);
  assert.deepEqual(told, [1, 2]);
  assert.equal(engine.consumers()[0].pending, 0);
});

test('what is missed is told', async () => {
  const engine = engineWith({ feedKept: 1 });
  engine.subscribe('crm', {}, 'beginning');
  for (const customer of [0, 1, 2, 3]) buy(engine, customer);
  const page = engine.poll('crm');
  assert.deepEqual([page.changes, page.missed], [[], { first: 1, last: 3, count: 3 }]);
  assert.equal(refused(() => engine.ack('crm', 3)).code, 'invalid-sequence');
  const pages = await all(engine.consume('crm'));
  assert.deepEqual(pages[0], page);
  assert.deepEqual(who(pages[1]), [3]);
});

test('a full feed refuses', () => {
  const engine = engineWith({ feedKept: 1, feedHeldMax: 2, feedFull: 'refuse' });
  engine.subscribe('crm');
  buy(engine, 1);
  buy(engine, 2);
  assert.equal(refused(() => buy(engine, 3)).code, 'feed-full');
  engine.ack('crm', engine.poll('crm').next);
  buy(engine, 3);
});

test('refusals', () => {
  const engine = engineWith();
  const consumer = engine.subscribe('crm');
  assert.deepEqual(engine.subscribe('crm'), consumer, 'the same again does nothing');
  const code = (filter, name = 'a') => refused(() => engine.subscribe(name, filter)).code;
  assert.equal(code({ tags: ['重点'] }, 'crm'), 'consumer-exists');
  assert.equal(code({}, ''), 'invalid-consumer');
  assert.equal(code({ tags: ['老客'] }), 'unknown-tag');
  assert.equal(code({ groups: ['老客'] }), 'unknown-group');
  assert.equal(code({ rules: ['老客'] }), 'unknown-rule');
  assert.equal(code({ kinds: ['老客'] }), 'invalid-filter');
  assert.equal(code({ colours: ['red'] }), 'invalid-filter');
  assert.equal(code({ tags: '新客' }), 'invalid-filter');
  assert.equal(code({ tags: [7] }), 'invalid-filter');
  for (const wrong of [null, 7, '新客', ['新客']]) assert.throws(() => engine.subscribe('a', wrong), TypeError);
  const calls = [
    (name) => engine.poll(name),
    (name) => engine.ack(name, 0),
    (name) => engine.ackMissed(name, 0),
    (name) => engine.unsubscribe(name),
  ];
  for (const call of calls) {
    assert.equal(refused(() => call('nobody')).code, 'unknown-consumer');
    assert.equal(refused(() => call('\ud800')).code, 'invalid-utf8');
    assert.throws(() => call(null), TypeError);
  }
  assert.equal(refused(() => engine.ack('crm', 99)).code, 'invalid-sequence');
  for (const wrong of [-1, 1.5, '1', 1n, undefined]) assert.throws(() => engine.ack('crm', wrong), TypeError);
  assert.deepEqual(engine.consumers().map(({ name }) => name), ['crm']);
});
