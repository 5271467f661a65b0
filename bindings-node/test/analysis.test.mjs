// Numbers about customers, as tables.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Engine, rejected } from './package.mjs';

const DAY = 86_400_000;
const shared = JSON.parse(readFileSync(new URL('../../conformance/analytics.json', import.meta.url), 'utf8'));

function shop() {
  const engine = new Engine();
  engine.load(shared.handbook.join('\n'));
  engine.apply(shared.records, shared.now);
  return engine;
}

/** The questions of the shared answers, as they are asked in JavaScript. */
function asked(engine) {
  const [now, channel] = [engine.analysis(), { attribute: 'channel' }];
  const span = { since: 0, before: new Date(10 * DAY), withinMillis: 7 * DAY };
  return {
    breakdown: now.breakdown(channel, { numbers: 'sum(pay.amount)' }),
    'breakdown of few': engine.analysis({ below: 2 }).breakdown(channel, { segment: 'did cart' }),
    'breakdown of the past': engine.analysis({ at: 3 * DAY }).breakdown({ group: 'stage' }),
    cross: now.cross({ group: 'stage' }, channel),
    top: now.top('channel', { limit: 1 }),
    distribution: now.distribution('sum(pay.amount)', { percents: [50, 100] }),
    rhythm: now.rhythm('sum(pay.amount)', 'weekdays'),
    coverage: now.coverage('stage'),
    lifts: now.lifts(['silent', 'active']),
    passage: now.passage('sequence(view, cart, pay within 7 days)', { by: channel }),
    elapsed: now.elapsed('did view', 'did cart', { pairs: 'first', percents: [50] }),
    retention: now.retention('did view', 'did cart', 'days', 3),
    transitions: now.transitions('stage', 3 * DAY, { segment: 'channel = web' }),
    conversion: now.conversion('active', 'did pay', { ...span, percents: [50] }),
    before_after: now.beforeAfter('active', 'sum(pay.amount)', span),
    contrast: now.contrast('channel = web', 'channel = shop', { limit: 3 }),
  };
}

test('the shared answers', async () => {
  const found = asked(shop());
  assert.deepEqual(Object.keys(found).sort(), Object.keys(shared.answers).sort());
  for (const [name, answer] of Object.entries(shared.answers)) {
    const { columns, rows, totals } = await found[name];
    assert.deepEqual(columns, answer.columns, name);
    assert.deepEqual(rows.map((row) => Object.values(row)), answer.rows, name);
    assert.deepEqual(rows.map((row) => Object.keys(row)), answer.rows.map(() => columns), name);
    assert.deepEqual(totals, answer.totals, name);
  }
});

test('every kind is asked', () => {
  const kinds = Object.getOwnPropertyNames(Object.getPrototypeOf(new Engine().analysis())).filter((name) => name !== 'constructor');
  assert.equal(kinds.length, 14);
  const named = new Set(Object.values(shared.answers).flatMap(({ question }) => Object.keys(question)));
  assert.deepEqual([...named].map((name) => name.replace('_a', 'A')).sort(), kinds.sort());
});

test('defaults', async () => {
  const analysis = shop().analysis();
  const { rows } = await analysis.distribution('sum(pay.amount)');
  assert.deepEqual(rows.map(({ measure }) => measure).slice(-3), ['p25', 'p50', 'p75']);
  assert.deepEqual(await analysis.top('channel'), await analysis.top('channel', { limit: 10, segment: null }));
  const pairs = await analysis.elapsed('did view', 'did cart');
  assert.deepEqual(pairs, await analysis.elapsed('did view', 'did cart', { pairs: 'all', percents: [25, 50, 75] }));
});

test('what is refused', async () => {
  const engine = shop();
  const analysis = engine.analysis();
  for (const [code, call] of [
    ['unknown-group', () => analysis.breakdown({ group: 'stages' })],
    ['unknown-attribute', () => analysis.top('colour')],
    ['unknown-event', () => analysis.rhythm('did vew', 'hours')],
    ['invalid-count', () => analysis.top('channel', { limit: 0 })],
    ['invalid-analysis', () => analysis.distribution('sum(pay.amount)', { percents: [101] })],
    ['invalid-analysis', () => analysis.rhythm('did view', 'years')],
    ['invalid-analysis', () => analysis.lifts('active')],
    ['invalid-analysis', () => analysis.top(7)],
    ['invalid-analysis', () => analysis.passage('did view')],
    ['no-such-instant', () => engine.analysis({ at: 21 * DAY }).coverage('stage')],
    ['invalid-utf8', () => analysis.coverage('\ud800')],
    ['no-handbook', () => new Engine().analysis().coverage('stage')],
  ]) {
    assert.equal((await rejected(call)).code, code);
  }
  for (const call of [
    () => analysis.breakdown('channel'),
    () => analysis.breakdown({ group: 'stage', attribute: 'channel' }),
    () => analysis.top('channel', { limits: 1 }),
    () => analysis.top('channel', null),
    () => analysis.conversion('active', 'did pay'),
  ]) {
    await assert.rejects(call, TypeError);
  }
  for (const wrong of [{ below: -1 }, { below: 1.5 }, { k: 5 }, null]) assert.throws(() => engine.analysis(wrong), TypeError);
});
