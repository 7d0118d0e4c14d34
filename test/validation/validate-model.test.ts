import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DIST } from '../built.js';

const SCRIPT = join(import.meta.dirname, '../../scripts/validate-model.mjs');

/** After a change that moves figures: `npm run validate-model -- --write`, which shows in docs/reference/measurements.md what moved. */
it('every figure that was within the tolerance of its measurement still is, and the pages have the present figures', () => {
  const env = { ...process.env, DRYDOCK_DIST: DIST };
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, '--check'], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
