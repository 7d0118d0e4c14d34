import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../built.js';
import { pageText, ROOT } from '../docs/page.js';

const place = mkdtempSync(join(tmpdir(), 'drydock-fit-'));
const text = pageText('docs/backtest.md');
const [, command = '', shown = ''] = /```sh\nnpx drydock (backtest .* --fit timings .*)\n```\n\n```text\n([\s\S]*?)```/.exec(text) ?? [];
/** With which the recording of the example was made. */
const HIDDEN = { instanceBoot: [150_000, 230_000], imagePull: [90_000, 150_000], containerStart: [30_000, 50_000] } as const;

/** Twice the standard error of the 95th percentile of containerStart, with its median known to 3 % and its spread to 12 %. */
const P95_TOLERANCE = 0.125;

interface Fitted {
  readonly name: string;
  readonly fitted: number | null;
}

afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('a fit of the timings', () => {
  it('finds those that the recording of the example hides, medians within a tenth, and prints what docs/backtest.md shows', () => {
    const out = join(place, 'out');
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...command.split(' '), '--out', out], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(shown);
    const { fit } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as { fit: { numbers: Fitted[] } };
    const fittedOf = (name: string) => fit.numbers.find((number) => number.name === name)!.fitted!;
    for (const [timing, [medianMs, p95Ms]] of Object.entries(HIDDEN)) {
      const median = fittedOf(`timings.${timing} median`);
      const p95 = median * (1 + fittedOf(`timings.${timing} spread`));
      expect({ timing, off: Math.abs(median / medianMs - 1) < 0.1 }).toEqual({ timing, off: true });
      expect({ timing, off: Math.abs(p95 / p95Ms - 1) < P95_TOLERANCE }).toEqual({ timing, off: true });
    }
  }, 1_800_000);
});
