// Reads and runs the vectors in conformance/; their form is described there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Engine, TagoraError } from './package.mjs';

const VERBS = {
  load: ['changes', 'warnings', 'tag_diffs', 'group_diffs'],
  load_json: ['changes', 'warnings', 'tag_diffs', 'group_diffs'],
  check: ['warnings'],
  test: ['passed', 'failures'],
  apply: ['now', 'accepted', 'duplicates', 'too_late', 'waiting', 'clock', 'changes'],
  advance_to: ['accepted', 'duplicates', 'too_late', 'waiting', 'clock', 'changes'],
  erase: ['ids'],
  has: ['is'],
  tags: ['are'],
  members: ['are'],
  route: ['is'],
  targets: ['are'],
  routed: ['are'],
  count: ['is'],
  ids: ['are'],
  feed: ['max', 'changes', 'next', 'missed'],
  print: ['is'],
  handbook_json: ['is'],
  close: [],
};

/** JSON with whole numbers of 16 digits and more as bigints. */
function read(name) {
  const path = fileURLToPath(new URL(`../../conformance/${name}`, import.meta.url));
  const marked = readFileSync(path, 'utf8').replace(/(?<=[:,[]\s*)(\d{16,})(?=\s*[,\]}])/g, '{"wide":"$1"}');
  return JSON.parse(marked, (_, value) => (typeof value?.wide === 'string' ? BigInt(value.wide) : value));
}

export const index = read('index.json');

export const cases = index.suites.flatMap((name) => {
  const suite = read(`${name}.json`);
  assert.equal(suite.suite, name);
  return suite.cases.map((content) => ({ name: `${name} / ${content.name}`, content }));
});

export function run({ handbook, settings = {}, steps }) {
  const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  const engine = new Engine(Object.fromEntries(Object.entries(settings).map(([name, value]) => [camel(name), value])));
  if (handbook !== undefined) engine.load(text(handbook));
  steps.forEach((step, number) => check(engine, step, `step ${number + 1}: ${shown(step)}`));
}

function check(engine, step, where) {
  // What a step expects may be called like another verb: the step's own stands first.
  const verb = Object.keys(step).find((key) => key in VERBS);
  assert.ok(verb, where);
  for (const key of Object.keys(step)) assert.ok([verb, 'error', ...VERBS[verb]].includes(key), `${where}\nfield ${key}`);
  if ('error' in step) {
    assert.throws(
      () => call(engine, verb, step),
      (error) => failed(error, step.error, text(step[verb]), where),
      where,
    );
    return;
  }
  const found = call(engine, verb, step);
  for (const field of VERBS[verb]) {
    if (!(field in step) || field === 'now' || field === 'max') continue;
    const expected = verb === 'print' ? text(step[field]) : step[field];
    assert.deepEqual(found[field], expected, `${where}\n${field}: ${shown(found[field])}`);
  }
}

function call(engine, verb, step) {
  const argument = step[verb];
  switch (verb) {
    case 'load':
      return loaded(engine.load(text(argument)));
    case 'load_json':
      return loaded(engine.loadJson(argument));
    case 'check':
      return { warnings: warnings(engine.check(text(argument))) };
    case 'test': {
      const { passed, tests } = engine.test(text(argument));
      const rows = tests.flatMap(({ name, failures }) => failures.map((f) => [name, f.line, f.customer, iso(f.at), f.expected, f.found]));
      return { passed, failures: rows };
    }
    case 'apply':
      return plain(engine.apply(argument, step.now === undefined ? undefined : moment(step.now)));
    case 'advance_to':
      return plain(engine.advanceTo(moment(argument)));
    case 'erase':
      return engine.erase(argument);
    case 'has':
      return { is: engine.has(...argument) };
    case 'tags':
      return { are: engine.tags(argument).map(({ tag, since, cause }) => [tag, iso(since), cause.kind]) };
    case 'members':
      return { are: engine.members(argument) };
    case 'route': {
      const routed = engine.route(...argument);
      return { is: routed && [routed.target, iso(routed.since)] };
    }
    case 'targets':
      return { are: engine.routeTargets(argument).map(({ target, customers, capacity }) => [target, customers, capacity]) };
    case 'routed':
      return { are: engine.routeMembers(...argument) };
    case 'count':
      return { is: engine.count(argument) };
    case 'ids':
      return { are: engine.ids(argument) };
    case 'feed':
      return plain(engine.changes(argument, step.max));
    case 'print':
      return { is: engine.handbook(argument) };
    case 'handbook_json':
      return { is: engine.handbookJson() };
    case 'close':
      return engine.close();
  }
}

/** Warnings as vectors write them. */
function warnings(found) {
  return found.map((w) => {
    // Every one is worded in both languages and says what to do.
    assert.ok(w.message && w.message_zh && w.help && w.help_zh, shown(w));
    return [w.code, w.start, w.end, w.start_utf16, w.end_utf16, w.line, w.column];
  });
}

function loaded(result) {
  const tag_diffs = result.tags.map((d) => [d.tag, d.formerly, d.definition, d.gained, d.lost, d.stayed]);
  const group_diffs = result.groups.map((d) => [d.group, d.gained, d.lost, d.stayed]);
  return { ...plain(result), warnings: warnings(result.warnings), tag_diffs, group_diffs };
}

/** A result with its changes as vectors write them. */
function plain(result) {
  const changes = result.changes.map((change) => {
    const { kind, customer, tag, name, team, route, at, cause } = change;
    const row = [kind, customer, tag ?? name ?? team ?? route, iso(at), cause.kind];
    const more = ['payload', 'value', 'confidence', 'add', 'target'].filter((field) => field in change).map((field) => change[field]);
    return [...row, ...more];
  });
  const reached = result.clock === undefined ? {} : { clock: iso(result.clock) };
  return { ...result, ...reached, changes };
}

function failed(error, expected, source, where) {
  assert.ok(error instanceof TagoraError, `${where}\n${error.stack}`);
  // Vectors count bytes; a TagoraError counts UTF-16 code units.
  const underlined = error.span && source.slice(...error.span);
  const bytes = error.span?.map((end) => Buffer.byteLength(source.slice(0, end)));
  const found = { code: error.code, help: error.help, record: error.record, text: underlined, span: bytes };
  for (const [field, value] of Object.entries(expected)) {
    assert.ok(field in found, `${where}\nan error has no field ${field}`);
    assert.deepEqual(found[field], value, `${where}\n${field}`);
  }
  return true;
}

/** A text, or lines that each end with a line feed. */
function text(value) {
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.map((line) => `${line}\n`).join('');
  return typeof value === 'string' ? value : '';
}

function moment(value) {
  return typeof value === 'string' ? new Date(value) : value;
}

function iso(millis) {
  return new Date(millis).toISOString();
}

function shown(value) {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}
