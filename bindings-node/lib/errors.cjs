'use strict';

/** The one error of tagora. `code` is stable; `message` may change. */
class TagoraError extends Error {
  constructor({ code, message, help = null, span = null, record = null, diagnostics = [] }) {
    super(message);
    this.name = 'TagoraError';
    this.code = code;
    this.help = help;
    this.span = span;
    this.record = record;
    this.diagnostics = diagnostics;
  }
}

/** Runs a call of the native module; what it throws becomes a `TagoraError`. */
function calling(call) {
  try {
    return call();
  } catch (error) {
    if (error?.code !== 'TAGORA') throw error;
    const { detail, ...fields } = JSON.parse(error.message);
    throw new TagoraError({ ...fields, diagnostics: detail ? JSON.parse(detail) : [] });
  }
}

module.exports = { TagoraError, calling };
