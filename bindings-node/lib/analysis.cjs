'use strict';

// What the engine says of its customers in numbers. Defaults are those of the native module: what is not given is left out.

const { given, millis, text } = require('./arguments.cjs');
const { waiting } = require('./errors.cjs');
const { stringify } = require('./json.cjs');

function by(value) {
  const [name, ...others] = Object.keys(value ?? {});
  if (typeof value !== 'object' || others.length > 0 || (name !== 'group' && name !== 'attribute')) {
    throw new TypeError('customers are divided by { group } or { attribute }');
  }
  return { [name]: text(value[name], name) };
}

/** The span in which a tag is gained, and how long is looked at behind it. */
function span({ since, before, withinMillis }) {
  return { since: millis(since), before: millis(before), within_millis: withinMillis };
}

/** Texts without half surrogate pairs, which JSON would hide. */
function sound(value, name) {
  if (Array.isArray(value)) return value.map((item) => sound(item, name));
  return typeof value === 'string' ? text(value, name) : value;
}

/** Numbers about customers. See index.d.ts. */
class Analysis {
  #native;
  #below;
  #at;

  constructor(native, below, at) {
    this.#native = native;
    this.#below = below;
    this.#at = at;
  }

  async breakdown(parts, options = {}) {
    const { segment, numbers } = given(options, ['segment', 'numbers']);
    return this.#ask('breakdown', { by: by(parts), segment, numbers });
  }

  async cross(rows, columns, options = {}) {
    const { segment } = given(options, ['segment']);
    return this.#ask('cross', { rows: by(rows), columns: by(columns), segment });
  }

  async top(attribute, options = {}) {
    const { segment, limit } = given(options, ['segment', 'limit']);
    return this.#ask('top', { attribute, segment, limit });
  }

  async distribution(numbers, options = {}) {
    const { segment, percents } = given(options, ['segment', 'percents']);
    return this.#ask('distribution', { numbers, segment, percents });
  }

  async rhythm(events, cycle, options = {}) {
    const { segment } = given(options, ['segment']);
    return this.#ask('rhythm', { events, cycle, segment });
  }

  async coverage(group, options = {}) {
    const { segment } = given(options, ['segment']);
    return this.#ask('coverage', { group, segment });
  }

  async lifts(tags, options = {}) {
    const { segment } = given(options, ['segment']);
    return this.#ask('lifts', { tags, segment });
  }

  async passage(funnel, options = {}) {
    const { segment, by: parts } = given(options, ['segment', 'by']);
    return this.#ask('passage', { funnel, segment, by: (parts ?? null) === null ? undefined : by(parts) });
  }

  async elapsed(begin, end, options = {}) {
    const { segment, pairs, percents } = given(options, ['segment', 'pairs', 'percents']);
    return this.#ask('elapsed', { begin, end, segment, pairs, percents });
  }

  async retention(begin, back, period, periods, options = {}) {
    const { segment } = given(options, ['segment']);
    return this.#ask('retention', { begin, back, period, periods, segment });
  }

  async transitions(group, before, options = {}) {
    const { segment } = given(options, ['segment']);
    return this.#ask('transitions', { group, before: millis(before), segment });
  }

  async conversion(tag, goal, options) {
    const { segment, percents, ...times } = given(options, ['segment', 'percents', 'since', 'before', 'withinMillis']);
    return this.#ask('conversion', { tag, goal, ...span(times), segment, percents });
  }

  async beforeAfter(tag, events, options) {
    const { segment, ...times } = given(options, ['segment', 'since', 'before', 'withinMillis']);
    return this.#ask('before_after', { tag, events, ...span(times), segment });
  }

  async contrast(first, second, options = {}) {
    const { limit } = given(options, ['limit']);
    return this.#ask('contrast', { first, second, limit });
  }

  async #ask(what, fields) {
    const asked = {};
    for (const [name, value] of Object.entries(fields)) if ((value ?? null) !== null) asked[name] = sound(value, name);
    const question = stringify({ [what]: asked });
    const { columns, rows, totals } = JSON.parse(await waiting(() => this.#native.analysis(question, this.#below, this.#at)));
    return { columns, rows: rows.map((cells) => Object.fromEntries(columns.map((name, place) => [name, cells[place]]))), totals };
  }
}

module.exports = { Analysis };
