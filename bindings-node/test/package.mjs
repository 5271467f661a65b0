// The package under test: the installed one that the test run names, else the folder this stands in.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const entry = process.env.TAGORA_PACKAGE || join(here, '..', 'index.mjs');
export const folder = dirname(entry);
export const { Engine, Opening, TagoraError } = await import(pathToFileURL(entry));
export const required = createRequire(entry)(join(folder, 'index.cjs'));

export const HANDBOOK = `
event 购买 { 金额: decimal(2) }
attribute 年龄: int
tag 新客 when did 购买 in last 30 days
tag 重点
`;

/** An engine with a small handbook. */
export function opened(settings) {
  const engine = new Engine(settings);
  engine.load(HANDBOOK);
  return engine;
}

/** The TagoraError that a call throws. */
export function refused(call) {
  try {
    call();
  } catch (error) {
    if (error instanceof TagoraError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The TagoraError that a promise is rejected with. */
export async function rejected(call) {
  const found = await call().then(
    () => new Error('nothing was refused'),
    (error) => error,
  );
  if (found instanceof TagoraError) return found;
  throw found;
}
