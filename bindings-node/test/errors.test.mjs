// Every refusal has a code, and nonsense is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Engine, TagoraError, opened, refused } from './package.mjs';

test('a handbook error says where and what to do', () => {
  const text = 'event 购买页面 # 😀\ntag 新客 when did 购买页';
  const error = refused(() => new Engine().load(text));
  assert.equal(error.name, 'TagoraError');
  assert.ok(error instanceof Error && error.stack.includes('errors.test.mjs'));
  assert.equal(error.code, 'unknown-event');
  assert.equal(error.message, 'unknown event `购买页`');
  assert.equal(error.help, 'did you mean `购买页面`?');
  assert.equal(text.slice(...error.span), '购买页', 'the span counts UTF-16 code units');
  assert.equal(error.diagnostics[0].message_zh, '未知的事件 `购买页`');
});

test('all diagnostics are there', () => {
  const { diagnostics } = refused(() => new Engine().load('tag a when did x\ntag b when did y'));
  assert.deepEqual(diagnostics.map(({ code, line }) => [code, line]), [['unknown-event', 1], ['unknown-event', 2]]);
});

test('a record error says which and applies nothing', () => {
  const engine = opened();
  const records = [{ customer: 1, at: 0, event: '购买' }, { customer: 2, at: 0, event: '退货' }];
  const error = refused(() => engine.apply(records, 0));
  assert.deepEqual([error.code, error.record, error.span, error.diagnostics], ['unknown-event', 1, null, []]);
  assert.equal(engine.clock, null);
  assert.equal(engine.count('did 购买'), 0);
});

test('a closed engine refuses everything', () => {
  const engine = opened();
  engine.close();
  engine.close();
  const calls = [
    () => engine.load('event a'),
    () => engine.apply([], 0),
    () => engine.advanceTo(0),
    () => engine.has(1, '新客'),
    () => engine.tags(1),
    () => engine.members('新客'),
    () => engine.route(1, 'r'),
    () => engine.routeTargets('r'),
    () => engine.routeMembers('r', 't'),
    () => engine.count('has 新客'),
    () => engine.ids('has 新客'),
    () => engine.changes(),
    () => engine.subscribe('crm'),
    () => engine.poll('crm'),
    () => engine.consumers(),
    () => engine.clock,
    () => engine.handbook(),
  ];
  for (const call of calls) assert.equal(refused(call).code, 'closed');
});

test('text that is no UTF-8', () => {
  const engine = opened();
  for (const text of ['\ud800', 'tag \udfff']) {
    const calls = [
      () => engine.load(text),
      () => engine.apply(text, 0),
      () => engine.members(text),
      () => engine.count(text),
      () => engine.ids(text),
      () => engine.has(1, text),
      () => engine.has(text, '新客'),
      () => engine.tags(text),
    ];
    for (const call of calls) assert.equal(refused(call).code, 'invalid-utf8');
    assert.equal(refused(() => engine.apply([{ customer: text, at: 0 }], 0)).code, 'invalid-json');
  }
  for (const bytes of [[0xff, 0xfe], [0x74, 0xc3]]) {
    assert.equal(refused(() => engine.load(Uint8Array.from(bytes))).code, 'invalid-utf8');
    assert.equal(refused(() => engine.apply(Uint8Array.from(bytes), 0)).code, 'invalid-utf8');
  }
});

for (const value of [NaN, Infinity, 1e300, 2n ** 70n, [1], { a: 1 }, '1e5', true, () => 1, Symbol('x')]) {
  test(`the value ${String(value?.description ?? value)} (${typeof value}) is no number`, () => {
    const engine = opened();
    const codes = ['invalid-json', 'invalid-value'];
    const event = { customer: 1, at: 0, event: '购买', properties: { 金额: value } };
    assert.ok(codes.includes(refused(() => engine.apply([event], 0)).code));
    assert.ok(codes.includes(refused(() => engine.apply([{ customer: 1, at: 0, set: { 年龄: value } }], 0)).code));
  });
}

for (const customer of [undefined, null, 1.5, -1, NaN, 2 ** 53, -1n, 2n ** 64n, true, {}, []]) {
  test(`${typeof customer} ${String(customer)} is no customer`, () => {
    const engine = opened();
    assert.throws(() => engine.has(customer, '新客'), { name: 'TypeError', message: /a customer id is a string/ });
    assert.throws(() => engine.tags(customer), { name: 'TypeError', message: /a customer id is a string/ });
  });
}

for (const wrong of [undefined, null, 7, ['a'], {}]) {
  test(`${JSON.stringify(wrong)} is no text`, () => {
    const engine = opened();
    assert.throws(() => engine.load(wrong), TypeError);
    assert.throws(() => engine.members(wrong), TypeError);
    assert.throws(() => engine.count(wrong), TypeError);
    assert.throws(() => engine.ids(wrong), TypeError);
    assert.throws(() => engine.has(1, wrong), TypeError);
  });
}

test('instants', () => {
  const engine = opened();
  for (const wrong of [undefined, null, '2025-01-01', true, 1n, {}]) {
    assert.throws(() => engine.advanceTo(wrong), { name: 'TypeError', message: /an instant is a number/ });
    // Only events may be the clock without an instant.
    if (wrong === undefined || wrong === null) assert.equal(refused(() => engine.apply([], wrong)).code, 'wrong-clock');
    else assert.throws(() => engine.apply([], wrong), TypeError);
  }
  for (const wrong of [NaN, Infinity, 1.5, new Date(NaN)]) assert.equal(refused(() => engine.advanceTo(wrong)).code, 'invalid-instant');
  for (const wrong of [2 ** 53, -(2 ** 60), 253_402_207_201_000]) {
    assert.equal(refused(() => engine.advanceTo(wrong)).code, 'instant-out-of-range');
  }
});

test('what is no batch', () => {
  const engine = opened();
  for (const wrong of [undefined, null, 7, { customer: 1, at: 0 }]) assert.throws(() => engine.apply(wrong, 0), TypeError);
  const circle = { customer: 1, at: 0 };
  circle.set = circle;
  assert.equal(refused(() => engine.apply([circle], 0)).code, 'invalid-json');
  assert.equal(refused(() => engine.apply([undefined], 0)).code, 'invalid-json');
  assert.equal(engine.apply([{ customer: 1, at: 0, event: undefined }], 0).accepted, 1, 'what is undefined is left out');
});

test('deep and long texts', () => {
  const engine = opened();
  assert.equal(refused(() => engine.count('('.repeat(100_000))).code, 'too-deep');
  assert.equal(refused(() => engine.load('#'.repeat(1 << 21))).code, 'source-too-large');
  assert.equal(refused(() => engine.apply('['.repeat(100_000), 0)).code, 'invalid-json');
  assert.equal(refused(() => engine.apply([{ customer: 'x'.repeat(10_000), at: 0 }], 0)).code, 'invalid-customer');
});

test('pages that make no sense', () => {
  const engine = opened();
  for (const [after, max] of [[-1, 1], [0, -1], [0, 2 ** 32], [1.5, 1], ['0', 1], [0n, 1]]) {
    assert.throws(() => engine.changes(after, max), TypeError);
  }
});

test('a method on something else is an error, not a crash', () => {
  assert.throws(() => Engine.prototype.count.call({}, 'has 新客'), TypeError);
  assert.throws(() => Engine(), TypeError);
  assert.ok(!(new TypeError() instanceof TagoraError));
});
