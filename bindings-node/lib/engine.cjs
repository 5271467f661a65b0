'use strict';

const { NativeEngine } = require('../native.cjs');
const { bytes, customer, kind, millis, text, whole } = require('./arguments.cjs');
const { calling } = require('./errors.cjs');
const { parse, stringify } = require('./json.cjs');

const U32 = 2 ** 32 - 1;

function optional(value, limit, what) {
  return value === undefined || value === null ? null : whole(value, limit, what);
}

/** A customer-tag engine that lives in memory. See index.d.ts. */
class Engine {
  #native;

  constructor(settings = {}) {
    const clock = settings.clock ?? 'host';
    if (clock !== 'host' && clock !== 'event') throw new TypeError("the clock is 'host' or 'event'");
    const millis = (name) => optional(settings[name], Number.MAX_SAFE_INTEGER, name);
    const count = (name) => optional(settings[name], U32, name);
    this.#native = new NativeEngine(
      clock === 'event',
      millis('maxJumpMillis'),
      count('maxChanges'),
      millis('latenessMillis'),
      count('maxWaiting'),
      count('maxBatch'),
      count('maxCustomerRecords'),
      count('maxEarlierHandbooks'),
      count('maxOpenTags'),
      count('feedKept'),
      count('threads'),
    );
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

  changes(after = 0, max = 1000) {
    const [from, most] = [whole(after, Number.MAX_SAFE_INTEGER, 'after'), whole(max, U32, 'max')];
    return parse(calling(() => this.#native.changes(from, most)));
  }

  get clock() {
    return calling(() => this.#native.clock()) ?? null;
  }

  handbook(language = 'en') {
    if (language !== 'en' && language !== 'zh') throw new TypeError("the language is 'en' or 'zh'");
    return calling(() => this.#native.handbook(language === 'zh')) ?? null;
  }

  handbookJson() {
    return JSON.parse(calling(() => this.#native.handbookJson()) ?? 'null');
  }

  close() {
    this.#native.close();
  }
}

// `using engine = new Engine()`, where the runtime knows it.
if (Symbol.dispose) {
  Object.defineProperty(Engine.prototype, Symbol.dispose, { value: Engine.prototype.close, configurable: true, writable: true });
}

module.exports = { Engine };
