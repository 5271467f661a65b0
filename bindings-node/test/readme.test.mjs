// The tours in the READMEs are programs that run, and print what their comments say.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import * as tagora from './package.mjs';

const Program = (async () => {}).constructor;

for (const page of ['README.md', 'README.zh.md']) {
  test(`the tour of ${page}`, async () => {
    const blocks = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8').split('```js\n').slice(1);
    assert.equal(blocks.length, 1, 'the page has one program');
    const program = blocks[0].split('```')[0];
    const body = program.replace(/^import \{ Engine \} from 'tagora'$/m, '');
    assert.notEqual(body, program, 'it imports the package by its name');
    const expected = [...program.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, comment]) => comment);
    assert.ok(expected.length > 0);
    const printed = [];
    const home = mkdtempSync(join(tmpdir(), 'tagora-'));
    const folder = join(home, 'customers');
    const there = body.replace("'./customers'", JSON.stringify(folder));
    await new Program('Engine', 'console', there)(tagora.Engine, { log: (value) => printed.push(String(value)) });
    assert.ok(existsSync(folder));
    rmSync(home, { recursive: true });
    assert.deepEqual(printed, expected);
  });
}
