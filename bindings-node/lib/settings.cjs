'use strict';

// Settings as the native module takes them: those that are given.

const { kind, whole } = require('./arguments.cjs');

const U32 = 2 ** 32 - 1;

const LONG = ['maxJumpMillis', 'latenessMillis', 'retentionMillis'];
const SHORT = [
  'maxChanges',
  'maxWaiting',
  'maxBatch',
  'maxCustomerRecords',
  'maxEarlierHandbooks',
  'maxOpenTags',
  'feedKept',
  'feedHeldMax',
  'threads',
];
const NAMES = new Set(['durability', 'clock', 'feedFull', ...LONG, ...SHORT]);

function native(settings = {}) {
  if (settings === null || typeof settings !== 'object') throw new TypeError(`settings are an object, not ${kind(settings)}`);
  for (const name of Object.keys(settings)) {
    if (!NAMES.has(name)) throw new TypeError(`there is no setting ${name}`);
  }
  const one = (name, values) => {
    const value = settings[name] ?? values[0];
    if (!values.includes(value)) throw new TypeError(`${name} is ${values.map((v) => `'${v}'`).join(' or ')}`);
    return value;
  };
  const given = {
    ...durability(settings.durability ?? 'full'),
    replay: one('clock', ['host', 'event']) === 'event',
    feedRefuses: one('feedFull', ['let-go', 'refuse']) === 'refuse',
  };
  for (const [names, limit] of [[LONG, Number.MAX_SAFE_INTEGER], [SHORT, U32]]) {
    for (const name of names) if ((settings[name] ?? null) !== null) given[name] = whole(settings[name], limit, name);
  }
  return given;
}

function durability(asked) {
  if (asked === 'full' || asked === 'group') return { group: asked === 'group' };
  if (asked !== null && typeof asked === 'object' && 'relaxedMillis' in asked) {
    return { relaxedMillis: whole(asked.relaxedMillis, U32, 'relaxedMillis') };
  }
  throw new TypeError("durability is 'full', 'group' or { relaxedMillis }");
}

module.exports = { native };
