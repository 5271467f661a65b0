'use strict';

// From what a caller passes to what the native module takes.

const { TagoraError } = require('./errors.cjs');

const WIDEST = 2n ** 64n - 1n;

function kind(value) {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

/** A customer id: a bigint or a text. */
function customer(id) {
  if (typeof id === 'string') return text(id, 'a customer id');
  if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) return BigInt(id);
  if (typeof id === 'bigint' && id >= 0n && id <= WIDEST) return id;
  const what = typeof id === 'number' || typeof id === 'bigint' ? String(id) : kind(id);
  throw new TypeError(
    `a customer id is a string, a whole number from 0 to 2^53 - 1 or a bigint from 0 to 2^64 - 1, not ${what}`,
  );
}

/** An instant in milliseconds. */
function millis(now) {
  if (now instanceof Date) {
    if (Number.isNaN(now.getTime())) throw new TagoraError({ code: 'invalid-instant', message: 'an invalid Date is no instant' });
    return now.getTime();
  }
  if (typeof now !== 'number') throw new TypeError(`an instant is a number of milliseconds or a Date, not ${kind(now)}`);
  if (!Number.isInteger(now)) throw new TagoraError({ code: 'invalid-instant', message: `${now} is no whole number of milliseconds` });
  if (!Number.isSafeInteger(now)) {
    throw new TagoraError({ code: 'instant-out-of-range', message: `${now} is no instant in the years -9999 to 9999` });
  }
  return now;
}

/** A text without half surrogate pairs. */
function text(value, what) {
  if (typeof value !== 'string') throw new TypeError(`${what} is a string, not ${kind(value)}`);
  if (!value.isWellFormed()) {
    throw new TagoraError({
      code: 'invalid-utf8',
      message: `${what} holds half of a surrogate pair`,
      help: 'pass text that can be encoded as UTF-8',
    });
  }
  return value;
}

/** UTF-8 bytes. */
function bytes(value, what) {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') throw new TypeError(`${what}: a string or a Uint8Array, not ${kind(value)}`);
  return Buffer.from(text(value, what), 'utf8');
}

/** A whole number from 0 up to a limit. */
function whole(value, limit, what) {
  if (Number.isSafeInteger(value) && value >= 0 && value <= limit) return value;
  throw new TypeError(`${what} is a whole number from 0 to ${limit}, not ${typeof value === 'number' ? value : kind(value)}`);
}

/** Options beside a call's own arguments, of which only these are known. */
function given(options, names) {
  if (options === null || typeof options !== 'object') throw new TypeError(`options are an object, not ${kind(options)}`);
  for (const name of Object.keys(options)) if (!names.includes(name)) throw new TypeError(`there is no option ${name}`);
  return options;
}

/** An array, each of which is taken; an empty one for none. */
function listed(values, take, what) {
  if (values === undefined || values === null) return [];
  if (!Array.isArray(values)) throw new TypeError(`${what} is an array, not ${kind(values)}`);
  return values.map((value) => take(value));
}

module.exports = { bytes, customer, given, kind, listed, millis, text, whole };
