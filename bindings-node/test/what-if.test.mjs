// What would be, what is going to be, and what is known of a customer.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Engine, TagoraError, refused, rejected } from './package.mjs';

const shared = JSON.parse(readFileSync(new URL('../../conformance/what-if.json', import.meta.url), 'utf8'));
const lines = (handbook) => handbook.join('\n');

function shop() {
  const engine = new Engine();
  engine.load(lines(shared.handbook));
  engine.apply(shared.records, shared.now);
  return engine;
}

/** How each question is asked in JavaScript. */
const ASKED = {
  preview: (engine, { handbook, ...options }) => engine.preview(lines(handbook), options),
  sizes: (engine, { at }) => engine.sizes(at),
  forecast_tag: (engine, { tag, until, ...options }) => engine.forecastTag(tag, until, options),
  forecast_condition: (engine, { condition, until, ...options }) => engine.forecastCondition(condition, new Date(until), options),
  profile: (engine, { customer }) => engine.profile(customer),
  timeline: (engine, { customer, ...options }) => engine.timeline(customer, options),
  diagnose: (engine, { similar_percent: similarPercent, ...options }) => engine.diagnose({ similarPercent, ...options }),
};

/** What is expected, and nothing of what is not. */
function seen(found, expected) {
  if (Array.isArray(found) && Array.isArray(expected)) return found.map((one, place) => seen(one, expected[place]));
  if (found === null || expected === null || typeof found !== 'object' || typeof expected !== 'object') return found;
  return Object.fromEntries(Object.keys(expected).map((name) => [name, seen(found[name], expected[name])]));
}

test('the shared questions', async () => {
  const engine = shop();
  assert.equal(shared.questions.length, shared.count);
  for (const { name, ask, is, error, ...given } of shared.questions) {
    const call = async () => ASKED[ask](engine, given);
    if (error) {
      const { code, help, diagnostics } = await rejected(call);
      const found = { code, help, diagnostics: diagnostics.map((one) => [one.code, one.line, one.column]) };
      assert.deepEqual(seen(found, error), error, name);
    } else {
      assert.deepEqual(seen(await call(), is), is, name);
    }
  }
  assert.deepEqual(new Set(shared.questions.map(({ ask }) => ask)), new Set(Object.keys(ASKED)));
});

test('wide ids come through whole', async () => {
  const [engine, wide] = [shop(), 2n ** 64n - 1n];
  engine.apply([{ customer: wide, at: shared.now, event: 'buy' }], shared.now);
  assert.equal(engine.profile(wide).customer, wide);
  const until = shared.now + 30 * 86_400_000;
  const { turns } = await engine.forecastTag('silent', until);
  assert.equal(turns.at(-1).customer, wide);
  assert.deepEqual((await engine.forecastTag('silent', until, { after: turns.at(-1) })).turns, []);
  const { about } = await engine.preview(lines(shared.handbook), { about: ['active'], samples: 0 });
  assert.deepEqual(about[0].stayed.customers, [1, 2, wide]);
});

test('what is refused', async () => {
  const engine = shop();
  for (const [code, call] of [
    ['invalid-utf8', () => engine.preview('tag \ud800')],
    ['invalid-utf8', () => engine.preview('tag vip', { about: ['\ud800'] })],
    ['invalid-instant', () => engine.preview('tag vip', { sizes: [1.5] })],
    ['invalid-instant', () => engine.forecastTag('vip', new Date(NaN))],
    ['no-handbook', () => new Engine().forecastTag('vip', 1)],
    ['no-handbook', () => new Engine().diagnose()],
  ]) {
    assert.equal((await rejected(call)).code, code);
  }
  for (const call of [
    () => engine.preview(7),
    () => engine.preview('tag vip', { about: 'vip' }),
    () => engine.preview('tag vip', { abouts: [] }),
    () => engine.preview('tag vip', { customers: -1 }),
    () => engine.preview('tag vip', { acceptsIncomplete: 1 }),
    () => engine.sizes(7),
    () => engine.forecastTag('vip', 'tomorrow'),
    () => engine.forecastTag('vip', 7, { after: 7 }),
    () => engine.forecastTag('vip', 7, { after: { at: 7 } }),
    () => engine.forecastCondition('has vip', 7, { limit: 1.5 }),
    () => engine.diagnose({ similar: 90 }),
  ]) {
    await assert.rejects(call, TypeError);
  }
  for (const call of [() => engine.timeline(1, { before: -1 }), () => engine.timeline(1, 7), () => engine.profile(-1)]) assert.throws(call, TypeError);
  engine.close();
  assert.equal(refused(() => engine.profile(1)).code, 'closed');
  assert.ok((await rejected(() => engine.diagnose())) instanceof TagoraError);
});
