'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const { NativeEngine } = require('../native.cjs');
const { Analysis } = require('./analysis.cjs');
const { bytes, customer, given, kind, listed, millis, text, whole } = require('./arguments.cjs');
const { calling, waiting } = require('./errors.cjs');
const { parse, stringify } = require('./json.cjs');
const { native } = require('./settings.cjs');

const U32 = 2 ** 32 - 1;

/** A filter as it crosses. */
function lists(filter) {
  if (filter === null || typeof filter !== 'object' || Array.isArray(filter)) throw new TypeError(`a filter is an object, not ${kind(filter)}`);
  const { withoutImports, ...others } = filter;
  return withoutImports === undefined ? others : { ...others, without_imports: withoutImports };
}

/** A filter, as the results of the native module have it. */
function named({ filter: { without_imports: withoutImports, ...others }, ...consumer }) {
  return { ...consumer, filter: withoutImports === undefined ? others : { ...others, withoutImports } };
}

/** A whole number, or null for what is usual. */
function count(value, limit, what) {
  return (value ?? null) === null ? null : whole(value, limit, what);
}

/** How many turns of a forecast are asked for, and behind which. */
function page(options) {
  const { limit, after } = given(options, ['limit', 'after']);
  const most = count(limit, U32, 'limit');
  if ((after ?? null) === null) return { limit: most, at: null, who: null };
  if (typeof after !== 'object') throw new TypeError(`after is the last turn of a page, not ${kind(after)}`);
  return { limit: most, at: millis(after.at), who: customer(after.customer) };
}

/** Whether Chinese is asked for. */
function isChinese(language) {
  if (language !== 'en' && language !== 'zh') throw new TypeError("the language is 'en' or 'zh'");
  return language === 'zh';
}

/** A customer-tag engine. See index.d.ts. */
class Engine {
  #native;

  constructor(settings = {}) {
    // One that is open already stands in the place of settings.
    this.#native = settings instanceof NativeEngine ? settings : new NativeEngine(native(settings));
  }

  static async open(path, settings = {}) {
    const [folder, given] = [text(path, 'a path'), native(settings)];
    return new Engine(await waiting(() => NativeEngine.open(folder, given)));
  }

  static async openReadOnly(path, settings = {}) {
    const [folder, given] = [text(path, 'a path'), native(settings)];
    return new Engine(await waiting(() => NativeEngine.openReadOnly(folder, given)));
  }

  static async salvage(damaged, path) {
    const [from, into] = [text(damaged, 'a path'), text(path, 'a path')];
    return JSON.parse(await waiting(() => NativeEngine.salvage(from, into)));
  }

  load(handbook) {
    const utf8 = bytes(handbook, 'a handbook');
    return parse(calling(() => this.#native.load(utf8)));
  }

  loadJson(handbook) {
    const isObject = handbook !== null && typeof handbook === 'object' && !(handbook instanceof Uint8Array);
    const utf8 = bytes(isObject ? stringify(handbook) : handbook, 'a handbook');
    return parse(calling(() => this.#native.loadJson(utf8)));
  }

  check(handbook) {
    const utf8 = bytes(handbook, 'a handbook');
    return JSON.parse(calling(() => this.#native.check(utf8)));
  }

  diff(handbook, language = 'en') {
    const [utf8, chinese] = [bytes(handbook, 'a handbook'), isChinese(language)];
    return JSON.parse(calling(() => this.#native.diff(utf8, chinese)));
  }

  test(handbook) {
    const utf8 = bytes(handbook, 'a handbook');
    return JSON.parse(calling(() => this.#native.test(utf8)));
  }

  apply(records, now) {
    if (records === null || typeof records !== 'object') {
      if (typeof records !== 'string') throw new TypeError(`records are an array of objects, a string or bytes, not ${kind(records)}`);
    } else if (!Array.isArray(records) && !(records instanceof Uint8Array)) {
      throw new TypeError('records are an array of objects, not one object');
    }
    const utf8 = bytes(Array.isArray(records) ? stringify(records) : records, 'records');
    const instant = now === undefined || now === null ? null : millis(now);
    return parse(calling(() => this.#native.apply(utf8, instant)));
  }

  advanceTo(now) {
    const instant = millis(now);
    return parse(calling(() => this.#native.advanceTo(instant)));
  }

  erase(id) {
    const who = customer(id);
    return parse(calling(() => this.#native.erase(who)));
  }

  has(id, tag) {
    const [who, what] = [customer(id), text(tag, 'a tag')];
    return calling(() => this.#native.has(who, what));
  }

  tags(id) {
    const who = customer(id);
    return parse(calling(() => this.#native.tags(who)));
  }

  explain(id, tag) {
    const [who, what] = [customer(id), text(tag, 'a tag')];
    return parse(calling(() => this.#native.explain(who, what)));
  }

  forecast(id, until) {
    const [who, end] = [customer(id), millis(until)];
    return parse(calling(() => this.#native.forecast(who, end)));
  }

  episodes(id, tag) {
    const [who, what] = [customer(id), text(tag, 'a tag')];
    return parse(calling(() => this.#native.episodes(who, what)));
  }

  profile(id) {
    const who = customer(id);
    return parse(calling(() => this.#native.profile(who)));
  }

  timeline(id, options = {}) {
    const { before, limit } = given(options, ['before', 'limit']);
    const [who, end, most] = [customer(id), count(before, Number.MAX_SAFE_INTEGER, 'before'), count(limit, U32, 'limit')];
    return parse(calling(() => this.#native.timeline(who, end, most)));
  }

  async preview(handbook, options = {}) {
    const { about, customers, samples, sizes, acceptsIncomplete = false } = given(options, ['about', 'customers', 'samples', 'sizes', 'acceptsIncomplete']);
    if (typeof acceptsIncomplete !== 'boolean') throw new TypeError(`acceptsIncomplete is a boolean, not ${kind(acceptsIncomplete)}`);
    const [utf8, tags, past] = [bytes(handbook, 'a handbook'), listed(about, (tag) => text(tag, 'a tag'), 'about'), listed(sizes, millis, 'sizes')];
    const [most, drawn] = [count(customers, U32, 'customers'), count(samples, U32, 'samples')];
    return parse(await waiting(() => this.#native.preview(utf8, tags, most, drawn, past, acceptsIncomplete)));
  }

  async sizes(at) {
    const past = listed(at, millis, 'at');
    return parse(await waiting(() => this.#native.sizes(past)));
  }

  async forecastTag(tag, until, options = {}) {
    const [what, end, { limit, at, who }] = [text(tag, 'a tag'), millis(until), page(options)];
    return parse(await waiting(() => this.#native.forecastTag(what, end, limit, at, who)));
  }

  async forecastCondition(condition, until, options = {}) {
    const [what, end, { limit, at, who }] = [text(condition, 'a condition'), millis(until), page(options)];
    return parse(await waiting(() => this.#native.forecastCondition(what, end, limit, at, who)));
  }

  async diagnose(options = {}) {
    const { similarPercent, flaps, since } = given(options, ['similarPercent', 'flaps', 'since']);
    const [percent, times] = [count(similarPercent, U32, 'similarPercent'), count(flaps, Number.MAX_SAFE_INTEGER, 'flaps')];
    const from = (since ?? null) === null ? null : millis(since);
    return parse(await waiting(() => this.#native.diagnose(percent, times, from)));
  }

  members(tag) {
    const what = text(tag, 'a tag');
    return calling(() => this.#native.members(what));
  }

  route(id, route) {
    const [who, what] = [customer(id), text(route, 'a route')];
    return parse(calling(() => this.#native.route(who, what)));
  }

  routeTargets(route) {
    const what = text(route, 'a route');
    return parse(calling(() => this.#native.routeTargets(what)));
  }

  routeMembers(route, target) {
    const [what, where] = [text(route, 'a route'), text(target, 'a target')];
    return calling(() => this.#native.routeMembers(what, where));
  }

  count(condition) {
    const what = text(condition, 'a condition');
    return calling(() => this.#native.count(what));
  }

  ids(condition) {
    const what = text(condition, 'a condition');
    return calling(() => this.#native.ids(what));
  }

  analysis(options = {}) {
    if (options === null || typeof options !== 'object') throw new TypeError(`options are an object, not ${kind(options)}`);
    const { below = 0, at = null, ...others } = options;
    for (const name of Object.keys(others)) throw new TypeError(`there is no option ${name}`);
    return new Analysis(this.#native, whole(below ?? 0, Number.MAX_SAFE_INTEGER, 'below'), at === null ? null : millis(at));
  }

  changes(after = 0, max = 1000) {
    const [from, most] = [whole(after, Number.MAX_SAFE_INTEGER, 'after'), whole(max, U32, 'max')];
    return parse(calling(() => this.#native.changes(from, most)));
  }

  subscribe(name, filter = {}, start = 'now') {
    const [who, asked] = [text(name, 'a name'), text(stringify(lists(filter)), 'a filter')];
    const after = start === 'now' || start === 'beginning' ? null : whole(start, Number.MAX_SAFE_INTEGER, 'start');
    return named(parse(calling(() => this.#native.subscribe(who, asked, start === 'beginning', after))));
  }

  poll(name, max = 1000) {
    const [who, most] = [text(name, 'a name'), whole(max, U32, 'max')];
    return parse(calling(() => this.#native.poll(who, most)));
  }

  ack(name, sequence) {
    const [who, number] = [text(name, 'a name'), whole(sequence, Number.MAX_SAFE_INTEGER, 'sequence')];
    calling(() => this.#native.ack(who, number));
  }

  ackMissed(name, sequence) {
    const [who, number] = [text(name, 'a name'), whole(sequence, Number.MAX_SAFE_INTEGER, 'sequence')];
    calling(() => this.#native.ackMissed(who, number));
  }

  unsubscribe(name) {
    const who = text(name, 'a name');
    calling(() => this.#native.unsubscribe(who));
  }

  consumers() {
    return parse(calling(() => this.#native.consumers())).map(named);
  }

  async *consume(name, { max = 1000, everyMillis = null, signal = undefined } = {}) {
    if (whole(max, U32, 'max') === 0) throw new TypeError('max is at least 1');
    if (everyMillis !== null) whole(everyMillis, 2 ** 31 - 1, 'everyMillis');
    for (;;) {
      signal?.throwIfAborted();
      const page = this.poll(name, max);
      if (page.missed !== null) {
        yield page;
        this.ackMissed(name, page.missed.last);
      } else if (page.changes.length > 0) {
        yield page;
        this.ack(name, page.next);
      } else {
        this.ack(name, page.next);
        if (everyMillis === null) return;
        await sleep(everyMillis, undefined, { signal }).catch((error) => {
          signal?.throwIfAborted();
          throw error;
        });
      }
    }
  }

  get clock() {
    return calling(() => this.#native.clock()) ?? null;
  }

  handbook(language = 'en') {
    const chinese = isChinese(language);
    return calling(() => this.#native.handbook(chinese)) ?? null;
  }

  handbookPage(language = 'en') {
    const chinese = isChinese(language);
    return calling(() => this.#native.handbookPage(chinese)) ?? null;
  }

  handbookJson() {
    return JSON.parse(calling(() => this.#native.handbookJson()) ?? 'null');
  }

  async flush() {
    return waiting(() => this.#native.flush());
  }

  async verify(how = 'quick') {
    if (how !== 'quick' && how !== 'full') throw new TypeError("an engine is verified 'quick' or 'full'");
    return JSON.parse(await waiting(() => this.#native.verify(how === 'full')));
  }

  async backup(path) {
    const into = text(path, 'a path');
    return JSON.parse(await waiting(() => this.#native.backup(into)));
  }

  async compact() {
    return waiting(() => this.#native.compact());
  }

  close() {
    calling(() => this.#native.close());
  }
}

// `using engine = new Engine()`, where the runtime knows it.
if (Symbol.dispose) {
  Object.defineProperty(Engine.prototype, Symbol.dispose, { value: Engine.prototype.close, configurable: true, writable: true });
}

module.exports = { Engine };
