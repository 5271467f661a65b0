// What an engine does, and how JavaScript values cross.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Engine, TagoraError, opened, required } from './package.mjs';

const DAY = 86_400_000;

test('smoke', () => {
  const engine = new Engine();
  engine.load('event 购买\ntag 新客 when did 购买 in last 30 days');
  const { changes } = engine.apply([{ customer: 'c1', at: 0, event: '购买' }], 0);
  assert.deepEqual(changes.map(({ tag }) => tag), ['新客']);
  assert.equal(engine.has('c1', '新客'), true);
  assert.deepEqual(engine.members('新客'), ['c1']);
  assert.equal(engine.count('has 新客'), 1);
  assert.equal(engine.tags('c1')[0].since, 0);
  assert.equal(engine.advanceTo(30 * DAY).changes[0].kind, 'lost');
  assert.equal(engine.changes().next, 2);
  engine.close();
});

test('import and require give the same classes', () => {
  assert.equal(required.Engine, Engine);
  assert.equal(required.TagoraError, TagoraError);
  assert.deepEqual(Object.keys(required).sort(), ['Engine', 'Opening', 'TagoraError']);
});

test('records as objects, text and bytes', () => {
  const engine = opened();
  const records = [0, 1, 2].map((customer) => ({ customer, at: 0, event: '购买', properties: { 金额: '9.90' } }));
  assert.equal(engine.apply(records.slice(0, 1), 0).accepted, 1);
  assert.equal(engine.apply(JSON.stringify(records.slice(1, 2)), 0).accepted, 1);
  assert.equal(engine.apply(Buffer.from(JSON.stringify(records[2])), 0).accepted, 1);
  assert.equal(engine.apply(records, 0).accepted, 3);
  assert.deepEqual(engine.ids('count(购买) = 2 and sum(购买.金额) = 19.8'), [0, 1, 2]);
});

test('dates', () => {
  const engine = opened();
  assert.equal(engine.clock, null);
  const at = new Date('2025-01-01T08:00:00+08:00');
  engine.apply([{ customer: 1, at, event: '购买' }], at);
  assert.equal(engine.clock, 1735689600000);
  assert.equal(engine.tags(1)[0].since, at.getTime());
});

test('sets', () => {
  const engine = new Engine();
  engine.load('attribute 兴趣: set of text\nattribute 编号: set of int\nevent 购买');
  const values = [['数码', '户外'], ['户外', '数码', '户外'], new Set(['数码', '户外'])];
  const records = values.map((value, customer) => ({ customer, at: 0, set: { 兴趣: value, 编号: new Set([customer]) } }));
  const known = [0, 1, 2, 3].map((customer) => ({ customer, at: 0 }));
  engine.apply([...known, ...records, { customer: 3, at: 0, set: { 兴趣: [] } }], 0);
  assert.deepEqual(engine.ids('兴趣 has all of ("数码", "户外") and size of 兴趣 = 2'), [0, 1, 2]);
  assert.deepEqual(engine.ids('编号 has any of (1, 2)'), [1, 2]);
  assert.deepEqual(engine.ids('size of 兴趣 = 0'), [3]);
  assert.throws(() => engine.apply([{ customer: 0, at: 0, set: { 兴趣: [['数码']] } }], 0), { code: 'invalid-json' });
});

for (const customer of [0, 2 ** 53 - 1, 2n ** 53n + 1n, 2n ** 64n - 1n, 'c1', '客户', '7']) {
  test(`the customer ${typeof customer} ${customer} comes back as it was`, () => {
    const engine = opened();
    const { changes } = engine.apply([{ customer, at: 0, event: '购买' }], 0);
    assert.equal(changes[0].customer, customer);
    assert.deepEqual(engine.members('新客'), [customer]);
    assert.deepEqual(engine.ids('did 购买'), [customer]);
    assert.equal(engine.has(customer, '新客'), true);
    assert.equal(engine.changes().changes[0].customer, customer);
  });
}

test('a small bigint is the number', () => {
  const engine = opened();
  engine.apply([{ customer: 7n, at: 0, event: '购买' }], 0);
  assert.deepEqual(engine.members('新客'), [7]);
  assert.equal(engine.has(7, '新客'), true);
  assert.equal(engine.has('7', '新客'), false);
});

test('a text that looks like the field of a customer stays a text', () => {
  const engine = new Engine();
  engine.load('event a { t: text }\nrule r on a then emit e {t: t}');
  const t = '"customer":12345678901234567890';
  const { changes } = engine.apply([{ customer: t, at: 0, event: 'a', properties: { t } }], 0);
  assert.equal(changes[0].customer, t);
  assert.equal(changes[0].payload.t, t);
});

test('settings', () => {
  const engine = opened({ latenessMillis: 1000, maxWaiting: 1, threads: 2, feedKept: null });
  engine.advanceTo(10_000);
  const late = [9_000, 8_999].map((at) => ({ customer: 1, at, event: '购买' }));
  assert.equal(engine.apply(late, 10_000).too_late, 1);
  assert.throws(() => new Engine({ maxWaiting: -1 }), TypeError);
  assert.throws(() => new Engine({ latenessMillis: 1.5 }), TypeError);
});

test('the handbook in both languages', () => {
  assert.equal(new Engine().handbook(), null);
  const engine = opened();
  const [english, chinese] = [engine.handbook(), engine.handbook('zh')];
  assert.match(english, /tag 新客 when did 购买 in last 30 days/);
  assert.match(chinese, /标签 新客 当 最近30天 购买过/);
  engine.load(chinese);
  assert.equal(engine.handbook('en'), english);
  assert.throws(() => engine.handbook('fr'), TypeError);
  assert.equal(new Engine().handbookPage(), null);
  assert.match(engine.handbookPage('zh'), /### 新客\n\n- 定义：`最近30天 购买过`\n- 客户数：0\n/);
});

test('what a handbook says differently', () => {
  const engine = new Engine();
  assert.deepEqual(engine.diff('event 购买').changes.map(({ kind }) => kind), ['added']);
  engine.load('event 购买\ntag 活跃 when count(购买, last 30 days) > 3');
  const after = 'event 购买\ntag 活跃 owner "市场部" when count(购买, last 30 days) > 5';
  const { text, changes } = engine.diff(after);
  assert.equal(text, 'tag `活跃`: threshold 3 → 5; + owner "市场部"\n');
  assert.deepEqual(changes[0].differences, [
    { part: 'threshold', before: '3', after: '5' },
    { part: 'owner', before: null, after: '"市场部"' },
  ]);
  assert.equal(engine.diff(Buffer.from(after), 'zh').text, '标签“活跃”：阈值 3 → 5；新增负责人 "市场部"\n');
  assert.equal(engine.handbook(), 'event 购买\ntag 活跃 when count(购买, last 30 days) > 3\n', 'nothing is loaded');
  assert.throws(() => engine.diff('tag'), TagoraError);
  assert.throws(() => engine.diff('', 'fr'), TypeError);
});

test('changes are paged', () => {
  const engine = opened();
  engine.apply([0, 1, 2, 3, 4].map((customer) => ({ customer, at: 0, event: '购买' })), 0);
  const page = engine.changes(2, 2);
  assert.deepEqual(page.changes.map(({ customer }) => customer), [2, 3]);
  assert.deepEqual([page.next, page.missed], [4, 0]);
});
