'use strict';

const { NativeOpening } = require('../native.cjs');
const { text } = require('./arguments.cjs');
const { Engine } = require('./engine.cjs');
const { calling, waiting } = require('./errors.cjs');
const { native } = require('./settings.cjs');

/** An engine that is being opened. See index.d.ts. */
class Opening {
  #native;

  constructor(begun) {
    if (!(begun instanceof NativeOpening)) throw new TypeError('an opening begins with Opening.ofFolder');
    this.#native = begun;
  }

  static async ofFolder(path, settings = {}) {
    const [folder, given] = [text(path, 'a path'), native(settings)];
    return new Opening(await waiting(() => NativeOpening.ofFolder(folder, given)));
  }

  async count(condition) {
    const what = text(condition, 'a condition');
    return waiting(() => this.#native.count(what));
  }

  isEarly(condition) {
    const what = text(condition, 'a condition');
    return calling(() => this.#native.isEarly(what));
  }

  get isDone() {
    return calling(() => this.#native.isDone());
  }

  async engine() {
    return new Engine(await waiting(() => this.#native.engine()));
  }

  async close() {
    await waiting(() => this.#native.close());
  }
}

module.exports = { Opening };
