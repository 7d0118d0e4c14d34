import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPeriodMs } from '../../src/run/load-period.js';
import { readScenario } from '../../src/run/scenario-file.js';
import { drydock } from '../cli/in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-steady-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Scaled {
  readonly duration: string;
  /** Desired count by day, which then stays. */
  readonly byDay: readonly number[];
}

/** Tasks that fill an m5.large each, on a group that follows them; the arrivals repeat every day. */
function write(name: string, { duration, byDay }: Scaled): string {
  const entries = byDay.map((count, day) => ({ at: `${24 * day}h`, desiredCount: count }));
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    JSON.stringify({
      name,
      duration,
      region: 'us-east-1',
      cluster: {
        availabilityZones: ['us-east-1a'],
        capacityProviders: [
          {
            name: 'workers',
            autoScalingGroupProvider: {
              managedScaling: { status: 'ENABLED', targetCapacity: 100 },
              managedTerminationProtection: 'ENABLED',
            },
            autoScalingGroup: { instanceTypes: ['m5.large'], minSize: 0, maxSize: 60 },
          },
        ],
        defaultCapacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
      },
      timings: { instanceBoot: '60s' }, // Days that are meant to be alike have no chance in them.
      taskDefinitions: [{ family: 'web', cpu: '2048', memory: '2048', containerDefinitions: [{ name: 'web', image: 'web' }] }],
      services: [{ serviceName: 'web', taskDefinition: 'web', desiredCountSchedule: { entries } }],
      workloads: [{ name: 'daily', taskDefinition: 'web', arrivals: { type: 'schedule', at: ['2h'], every: '24h' }, runTime: '10m' }],
    }),
  );
  return path;
}

const GROWING = [10, 14, 18, 22];
const SETTLED = [4, 20, 20, 20, 20, 20, 20, 20];

describe('a load that repeats', () => {
  it('has the period of its schedules, arrivals and loads together', () => {
    const setup = readScenario(write('period', { duration: '2d', byDay: [1] })).setup;
    expect(loadPeriodMs(setup)).toBe(DAY);
    const [service] = setup.services;
    const every = (desiredEveryMs: number | null) => loadPeriodMs({ ...setup, services: [{ ...service!, desiredEveryMs }] });
    expect([every(6 * HOUR), every(7 * DAY), every(10 * 60_000)]).toEqual([DAY, 7 * DAY, DAY]);
    const cron = (expression: string) =>
      loadPeriodMs({
        ...setup,
        workloads: [{ ...setup.workloads[0]!, arrivals: { kind: 'cron', expression, timeZone: 'UTC', startsAtMs: 0 } }],
      });
    expect([cron('cron(0 2 * * ? *)'), cron('cron(0 2 ? * MON-FRI *)')]).toEqual([DAY, 7 * DAY]);
    expect(loadPeriodMs({ ...setup, workloads: [] })).toBeNull();
  });

  it('that still grows at the end is reported as not in a steady state, with how long to run', async () => {
    const path = write('growing', { duration: '4d', byDay: GROWING });
    const { stdout } = await drydock(['run', path, '--out', 'one'], { cwd: folder });
    const [sentence] = /Not in a steady state: [^.]*\./.exec(stdout.replaceAll('\n', ' '))!;
    expect(sentence).toMatch(
      /^Not in a steady state: the capacity in use still rose by \d\d % over the last 4d, so these are figures of a transient: run at least 14d\.$/,
    );
    expect(JSON.parse(readFileSync(join(folder, 'one/summary.json'), 'utf8')).transient).toContain('run at least 14d');
    write('other', { duration: '4d', byDay: GROWING });
    const compared = ['compare', path, join(folder, 'other.yaml'), '--replications', '3', '--brief'];
    const answer = await drydock([...compared, '--out', 'two'], { cwd: folder });
    expect(answer.stdout.replaceAll('\n', ' ')).toContain('all: the capacity in use still rose by');
    const auto = await drydock([...compared, '--warm-up', 'auto', '--out', 'three'], { cwd: folder });
    expect(auto.stderr).toMatch(/^--warm-up auto: growing: the capacity in use still rose .*: run at least 14d\n--warm-up auto: other: /);
    expect(auto.status).not.toBe(0);
  });

  it('has whole days of warm-up, found by comparing days, and a comparison without one suggests it', async () => {
    // Day 1 has a fifth of the tasks. Day 2 begins with the fleet of day 1, so it is a little below the rest, which are alike: (4 + 20) / 2 of 20.
    const paths = ['a', 'b'].map((name) => write(name, { duration: '8d', byDay: SETTLED }));
    const compared = ['compare', ...paths, '--replications', '3', '--brief'];
    const without = await drydock([...compared, '--out', 'four'], { cwd: folder });
    expect(without.stdout.replaceAll('\n', ' ')).toMatch(
      /all: in the first 2d the capacity in use was 40 % below that of the rest: --warm-up 2d leaves them out\./,
    );
    const auto = await drydock([...compared, '--warm-up', 'auto', '--out', 'five', '--json'], { cwd: folder });
    expect(JSON.parse(auto.stdout).replications).toMatchObject({ warm_up_ms: 2 * DAY, is_warm_up_automatic: true, transients: [] });
    const short = await drydock([...compared, '--set', 'duration=3d', '--warm-up', 'auto', '--out', 'six'], { cwd: folder });
    expect(short.stderr).toContain('--warm-up auto: a: the load repeats every day, and the run is too short to tell: run at least 7d\n');
  });
});
