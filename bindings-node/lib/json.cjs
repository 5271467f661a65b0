'use strict';

// JSON with whole numbers of any size. JSON.stringify refuses a bigint and writes NaN as null; JSON.parse rounds what is
// above 2^53. A customer id must come through whole, and a NaN must not turn into "no value".

const { TagoraError } = require('./errors.cjs');

function invalid(what) {
  return new TagoraError({ code: 'invalid-json', message: `not valid JSON: ${what}` });
}

/** The text of a value. Dates are milliseconds, sets are arrays. */
function stringify(value, seen = new Set()) {
  if (value instanceof Date) return number(value.getTime());
  switch (typeof value) {
    case 'bigint':
      return String(value);
    case 'number':
      return number(value);
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      throw invalid(`a ${typeof value} has no form in JSON`);
  }
  if (value === null) return 'null';
  if (seen.has(value)) throw invalid('an object contains itself');
  seen.add(value);
  const text = Array.isArray(value) || value instanceof Set
    ? `[${Array.from(value, (item) => stringify(item, seen)).join(',')}]`
    : `{${Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}:${stringify(item, seen)}`)
        .join(',')}}`;
  seen.delete(value);
  return text;
}

function number(value) {
  if (!Number.isFinite(value)) throw invalid(`${value} is no number in JSON`);
  return JSON.stringify(value);
}

/** A result of the engine. Only customer ids can exceed what a number holds; those come as bigints. */
function parse(text) {
  // Inside a JSON string quotes are escaped, so this finds the field and nothing else.
  const marked = text
    .replace(/"customer":(\d{16,})/g, '"customer":{"wide":"$1"}')
    .replace(/"(?:ids|customers)":\[(?:"(?:[^"\\]|\\.)*"|[^"\]])*\]/g, (ids) =>
      ids.replace(/"(?:[^"\\]|\\.)*"|\d{16,}/g, (id) => (id.startsWith('"') ? id : `{"wide":"${id}"}`)),
    );
  return JSON.parse(marked, (key, value) => {
    if (typeof value?.wide !== 'string') return value;
    const id = BigInt(value.wide);
    return id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id;
  });
}

module.exports = { parse, stringify };
