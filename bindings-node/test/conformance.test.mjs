// The vectors that every language runs.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { cases, index, run } from './vectors.mjs';

let ran = 0;

for (const { name, content } of cases) {
  test(name, () => {
    ran += 1;
    run(content);
  });
}

after(() => {
  assert.equal(ran, index.cases, 'the number of cases in conformance/index.json');
});

test('every case is named once', () => {
  assert.equal(new Set(cases.map(({ name }) => name)).size, index.cases);
});
