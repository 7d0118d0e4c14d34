import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Bill, NOT_COVERED } from '../../src/billing/bill.js';
import { instanceBilledUntil } from '../../src/billing/billed-time.js';
import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import { changeOf, commitmentsByHour } from '../../src/billing/commitments.js';
import { fargateBilledUntil, fargateTariffs } from '../../src/billing/fargate.js';
import { itemTariffs } from '../../src/billing/line-items.js';
import { type Money, usdOf } from '../../src/billing/money.js';
import { type PricePath, tariffOf } from '../../src/billing/tariff.js';
import { OneHost } from './one-host.js';
import { ADDRESSED, at, grains, HOUR, known, LINUX, MINUTE, SECOND, shape } from './usd.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/money.md'), 'utf8');
const RUN_MS = 2 * HOUR;
const [WEB, WORKER] = [0, 1];
const [INSTANCES, SPOT, FARGATE, ADDRESSES] = [0, 1, 2, 3];

/** The bill of the example, line by line. */
function bill(): Bill {
  const all = new Bill(4, 1);
  const spot = (path: PricePath, fromMs: number, toMs: number) => {
    const until = instanceBilledUntil({ fromMs, toMs, isSpot: true, isInterrupted: true }, BILLING_DEFAULTS);
    all.add({ line: SPOT, usage: NOT_COVERED, tariff: tariffOf(path), fromMs, toMs: until });
  };
  all.add({ line: INSTANCES, usage: 0, tariff: tariffOf(at(0.096)), fromMs: 0, toMs: RUN_MS });
  spot({ atMs: [0, HOUR], usdPerHour: [0.04, 0.05] }, 30 * MINUTE, 105 * MINUTE);
  spot(at(0.05), 90 * MINUTE, 110 * MINUTE);
  const task = { pullMs: 10 * MINUTE, endMs: 40 * MINUTE + 12.5 * SECOND };
  const { compute } = known(fargateTariffs(shape({ cpuUnits: 512, memoryMib: 1024 }), LINUX, BILLING_DEFAULTS));
  all.add({
    line: FARGATE,
    usage: NOT_COVERED,
    tariff: compute,
    fromMs: task.pullMs,
    toMs: fargateBilledUntil(task, 'linux', BILLING_DEFAULTS),
  });
  const address = known(itemTariffs({ publicIpv4: ADDRESSED }, BILLING_DEFAULTS)).publicIpv4!;
  all.add({ line: ADDRESSES, usage: NOT_COVERED, tariff: address, fromMs: 0, toMs: RUN_MS });
  return all;
}

describe('the worked example of docs/money.md', () => {
  it('comes out line by line', () => {
    const all = bill();
    const commitments = { reservations: [], savingsPlan: { usdPerHour: 0.05, percentOff: [25] } };
    const change = grains(commitmentsByHour(all.usage(), commitments, RUN_MS).map(changeOf));
    const lines: Money[] = [INSTANCES, SPOT, FARGATE, ADDRESSES].map((line) => all.of(line));
    const shown = [...lines, change, grains([...lines, change])].map((money) => Number(usdOf(money).toFixed(6)));
    expect(shown).toEqual([0.192, 0.0575, 0.012432, 0.01, -0.033333, 0.238598]);
    for (const usd of shown) expect(page).toContain(`${Math.abs(usd)}`);
  });

  it('is split over the services', () => {
    const host = new OneHost({ tariff: tariffOf(at(0.096)), room: { cpuUnits: 2048, memoryMib: 8192 }, fromMs: 0, mayBeFree: false });
    host.enter(WEB, { owner: WEB, cpuUnits: 1024, memoryMib: 4096 }, 0);
    host.enter(WORKER, { owner: WORKER, cpuUnits: 512, memoryMib: 2048 }, HOUR);
    const splits = [host.leave(WEB, RUN_MS), host.leave(WORKER, RUN_MS)];
    const shown = [...splits.map(({ used, unused }) => used + unused), host.end(RUN_MS, RUN_MS).idle].map((money) =>
      Number(usdOf(money).toFixed(6)),
    );
    expect(shown).toEqual([0.16, 0.032, 0]);
  });
});
