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

/** What the native module throws, or rejects with, as a `TagoraError`. */
function translated(error) {
  const text = error?.code === 'TAGORA' ? error.message : /^TAGORA (\{.*)$/s.exec(error?.message)?.[1];
  if (text === undefined) return error;
  const { detail, ...fields } = JSON.parse(text);
  return new TagoraError({ ...fields, diagnostics: detail ? JSON.parse(detail) : [] });
}

/** Runs a call of the native module. */
function calling(call) {
  try {
    return call();
  } catch (error) {
    throw translated(error);
  }
}

/** Waits for a call of the native module that runs beside the event loop. */
async function waiting(call) {
  try {
    return await call();
  } catch (error) {
    throw translated(error);
  }
}

module.exports = { TagoraError, calling, waiting };
