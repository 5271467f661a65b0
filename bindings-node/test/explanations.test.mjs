// Why a customer holds a tag or does not, and what comes next.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Engine, refused } from './package.mjs';

const DAY = 86_400_000;

function shop() {
  const engine = new Engine();
  engine.load(`
    event 购买 { 金额: decimal(2) }
    tag 常客 when count(购买, last 30 days) >= 2 and sum(购买.金额) > 10
    tag 重点`);
  const purchase = (n, id, paid) => ({ customer: 'ann', at: n * DAY, event: '购买', id, properties: { 金额: paid } });
  engine.apply([purchase(3, 'o1', '8'), purchase(20, 'o2', '4.50')], 21 * DAY);
  return engine;
}

test('a tag that is held', () => {
  const told = shop().explain('ann', '常客');
  assert.deepEqual([told.tag, told.at, told.is_held, told.basis, told.since, told.until], ['常客', 21 * DAY, true, 'defined', 20 * DAY, null]);
  assert.deepEqual(told.cause, { kind: 'event', event: '购买', id: 'o2', at: 20 * DAY });
  const [count, total] = told.definition.clauses;
  assert.deepEqual([count.is_true, count.value, count.text_zh], [true, '2', '最近30天 购买次数 至少 2']);
  assert.deepEqual(count.events, [{ event: '购买', id: 'o2', at: 20 * DAY }, { event: '购买', id: 'o1', at: 3 * DAY }]);
  assert.deepEqual([total.value, total.against, total.all_events, total.clauses], ['12.5', null, 2, []]);
  assert.deepEqual([told.next.at, told.next.gained, told.next.cause], [33 * DAY, false, { kind: 'time' }]);
  assert.deepEqual(told.next.definition.clauses.map(({ value }) => value), ['1', '12.5']);
  assert.match(told.text, /^常客 is held since 1970-01-21T00:00:00/);
  assert.match(told.text_zh, /^常客 持有/);
  assert.ok(told.ahead > told.next.at);
});

test('a tag that is not held', () => {
  const engine = shop();
  engine.advanceTo(34 * DAY);
  const told = engine.explain('ann', '常客');
  assert.deepEqual([told.is_held, told.basis, told.since, told.next, told.cause], [false, 'not-defined', null, null, { kind: 'time' }]);
  const { basis, definition, cause } = engine.explain('ann', '重点');
  assert.deepEqual([basis, definition, cause], ['not-assigned', null, null]);
  assert.equal(engine.explain('bob', '常客'), null);
  assert.equal(refused(() => engine.explain('ann', '长客')).code, 'unknown-tag');
});

test('what comes next', () => {
  const engine = shop();
  const turns = engine.forecast('ann', new Date(40 * DAY));
  assert.deepEqual(turns, [{ at: 33 * DAY, tag: '常客', gained: false, cause: { kind: 'time' } }]);
  assert.deepEqual(engine.forecast('ann', 33 * DAY - 1), []);
  assert.deepEqual(engine.forecast('bob', 40 * DAY), []);
  const { changes } = engine.advanceTo(40 * DAY);
  assert.deepEqual(changes.map(({ at, tag, cause }) => ({ at, tag, gained: false, cause })), turns);
});

test('when it was held', () => {
  const engine = shop();
  const since = { since: 20 * DAY, cause: { kind: 'event', event: '购买', id: 'o2', at: 20 * DAY } };
  assert.deepEqual(engine.episodes('ann', '常客'), [{ ...since, end: null }]);
  engine.advanceTo(40 * DAY);
  assert.deepEqual(engine.episodes('ann', '常客'), [{ ...since, end: { at: 33 * DAY, cause: { kind: 'time' } } }]);
  assert.deepEqual(engine.episodes('bob', '常客'), []);
});
