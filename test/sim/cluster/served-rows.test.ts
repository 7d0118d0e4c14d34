import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LoadImpairment, NO_IMPAIRMENT } from '../../../src/load/dependencies.js';
import { SERVICE_DEFAULTS } from '../../../src/load/resource-use.js';
import type { LoadTotals } from '../../../src/load/totals.js';
import { ServedRows } from '../../../src/sim/cluster/services/served-rows.js';
import { ServedService } from '../../../src/sim/cluster/services/served-service.js';
import type { LoadSpec } from '../../../src/sim/load-spec.js';
import { draws } from '../../extent.js';

const MINUTE = 60_000;
const AILING: LoadImpairment = {
  dependencies: [[{ share: 0.5, errorShare: 0.1, addedMs: 300, errorMs: null }]],
  connectionErrorShare: 0.02,
};
const TARGET = { revision: 0, zone: 0, slot: 0 };

function totalsOf(of: LoadTotals): number[] {
  const { arrived, served, shed, lost, failed, tasks, targets, cpuPercent, memoryPercent } = of;
  return [
    ...[arrived, served, shed, lost, failed, tasks, targets, cpuPercent, memoryPercent],
    ...[of.cpuUnitsEach, of.responseMeanMs, of.waitMeanMs, of.waitP95Ms],
  ];
}

const step = fc.record({
  /** Most minutes are without any. */
  changes: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({ what: fc.constantFrom('come', 'go', 'hang', 'suffer', 'recover', 'look'), atMs: fc.integer({ min: 1, max: MINUTE }) }),
        { maxLength: 3 },
      ),
    },
  ),
});
const load = fc.record({
  perSecond: fc.integer({ min: 0, max: 40 }),
  kind: fc.constantFrom('constant', 'diurnal', 'steps'),
  timeoutMs: fc.constantFrom(null, 2_000, 60_000),
  waitingPerTaskMax: fc.constantFrom(null, 3),
});

function specOf({
  perSecond,
  kind,
  ...bounds
}: {
  perSecond: number;
  kind: string;
  timeoutMs: number | null;
  waitingPerTaskMax: number | null;
}): LoadSpec {
  const use = { ...SERVICE_DEFAULTS, concurrency: 2, meanMs: 200, cpuMs: 30, cpuUnits: 256, memoryMib: 512, memoryMibEach: 3, ...bounds };
  const shape = {
    constant: { kind: 'constant' as const, perSecond },
    diurnal: { kind: 'diurnal' as const, peakPerSecond: 2 * perSecond, troughPerSecond: perSecond / 3, peakAtMs: 20 * MINUTE },
    steps: {
      kind: 'steps' as const,
      perMs: 1_000,
      atMs: [0, 3.5 * MINUTE, 8 * MINUTE],
      values: [perSecond, 3 * perSecond, 1],
      everyMs: null,
    },
  }[kind]!;
  return { kind: 'requests', shape, uses: [use] };
}

it('a plain minute that rows pass gives what the service gives that passes it itself, and leaves the same behind', () => {
  let plain = 0;
  fc.assert(
    fc.property(load, fc.array(step, { minLength: 5, maxLength: 20 }), (drawn, minutes) => {
      const terms = { revisions: 1, periodMs: MINUTE, slowStartMs: 0, isWeighted: false, failsOpen: true };
      const services = [false, true].map((isWatched) => {
        const rows = new ServedRows(2);
        // A watched service never has a plain minute.
        return { rows, served: new ServedService(specOf(drawn), { ...terms, isWatched }, { rows, service: 1 }) };
      });
      const [first, twin] = services as [(typeof services)[0], (typeof services)[0]];
      let [tasks, hung] = [0, 0];
      for (const [minute, { changes }] of minutes.entries()) {
        for (const { what, atMs } of [...changes].sort((a, b) => a.atMs - b.atMs)) {
          const now = { by: what === 'go' ? (-1 as const) : (1 as const), atMs: minute * MINUTE + atMs };
          if ((what === 'go' && tasks === hung) || (what === 'hang' && tasks === hung)) continue;
          for (const { served } of services) {
            if (what === 'come' || what === 'go') served.count(TARGET, 'healthy', now);
            else if (what === 'hang') served.fail(TARGET, 'healthy', now);
            else if (what === 'look') served.pass(now.atMs);
            else served.setImpairment(what === 'suffer' ? AILING : NO_IMPAIRMENT, now.atMs);
          }
          if (what === 'come' || what === 'go') tasks += now.by;
          if (what === 'hang') hung++;
        }
        const toMs = (minute + 1) * MINUTE;
        const isPlain = first.rows.passesPlain(1, toMs);
        plain += Number(isPlain);
        if (!isPlain) first.served.passPeriod(toMs);
        expect(twin.rows.passesPlain(1, toMs)).toBe(false);
        twin.served.passPeriod(toMs);
        expect(totalsOf(isPlain ? first.rows.steady : first.served.minute)).toEqual(totalsOf(twin.served.minute));
        if (isPlain) expect(first.rows.backlogOf(1)).toBe(twin.served.backlog);
        if (isPlain) first.rows.steady.clear();
        else first.served.clear(true);
        twin.served.clear(true);
        expect(first.served.save()).toEqual(twin.served.save());
      }
    }),
    { numRuns: draws(150, 2_000) },
  );
  expect(plain).toBeGreaterThan(200);
});
