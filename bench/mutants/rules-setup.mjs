// Of each test file: how long it takes, and which places of mutants it passes. Places that are passed while modules load belong to every file.
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { passed } from './active.mjs';

const out = process.env.DRYDOCK_MUTANTS_PASSED;
if (out !== undefined) {
  let loading = [];
  let startedMs = 0;
  beforeAll(() => {
    loading = [...passed];
    passed.clear();
    startedMs = performance.now();
  });
  afterAll(() => {
    const file = relative(process.cwd(), expect.getState().testPath);
    appendFileSync(out, `${JSON.stringify({ file, ms: Math.round(performance.now() - startedMs), loading, passed: [...passed] })}\n`);
    passed.clear();
  });
}
