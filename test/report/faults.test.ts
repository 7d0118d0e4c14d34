import { describe, expect, it } from 'vitest';
import { runPage } from '../../src/report/html/page.js';
import { type FinishedRun, summaryOf } from '../../src/report/summary.js';
import { runText } from '../../src/report/terminal.js';
import { RunRecorder } from '../../src/run/recorder.js';
import type { Fault } from '../../src/sim/fault.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { reread } from '../reread.js';
import {
  batch,
  constant,
  HOUR,
  images,
  MINUTE,
  onLaunchType,
  provider,
  type SetupParts,
  service,
  setup,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

const IDENTITY = { name: 'faulty', seed: 1, scenarioHash: 'a1b2', engineVersion: '0.1.0', digest: '0f0f', events: 1 };
const managedScaling = { ...provider().managedScaling, isEnabled: false };
const group = provider({ zones: [0, 1], minSize: 2, maxSize: 4, initialSize: 2, managedScaling });
const during = { fromMs: 10 * MINUTE, untilMs: 30 * MINUTE };

function made(what: Setup) {
  const recorder = new RunRecorder(what);
  const sources = what.workloads.map((w) => makeSource(w.arrivals, { seed: 1, name: w.name }));
  return { recorder, simulation: new Simulation(what, { sources, subscribers: [recorder] }) };
}

function finished(parts: SetupParts): FinishedRun {
  const what = setup(parts);
  const { recorder, simulation } = made(what);
  simulation.advance();
  return { identity: IDENTITY, setup: what, record: recorder.finish(what.durationMs), verdicts: [] };
}

const effects = (parts: SetupParts) => finished(parts).record.faults.map(({ fault, effect }) => `${fault}: ${effect}`);

describe('the effect of a fault', () => {
  it('reports of a zone what ended there, and that nothing could be launched', () => {
    const outage: SetupParts = {
      capacityProviders: [{ ...group, zones: [0], minSize: 1, initialSize: 1 }],
      services: [service(3)],
      faults: [{ kind: 'zoneOutage', zone: 0, fromMs: 10 * MINUTE }],
      market: {
        overlays: [{ kind: 'drought', where: { isSpot: null, type: null, zone: 0 }, fromMs: 10 * MINUTE, untilMs: 12 * MINUTE }],
      },
    };
    // Tried at 10 and 11, and at 13 with success.
    expect(effects(outage)).toEqual([
      'zoneOutage us-east-1a: 1 instance ended, and 3 tasks with it; 2 launches failed meanwhile, with up to 1 instance missing',
    ]);
    expect(finished(outage).record.faults[0]).toMatchObject({ at_ms: 10 * MINUTE, until_ms: 12 * MINUTE });
    expect(effects({ ...outage, capacityProviders: [{ ...group, zones: [1] }] })[0]).toContain('no instance ended; no launch failed');
  });

  it('reports of Spot which instances had notice and which ended, and not those that ended otherwise', () => {
    const spot: SetupParts = {
      capacityProviders: [{ ...group, minSize: 4, initialSize: 4, split: { onDemandBase: 0, onDemandPercentAboveBase: 0 } }],
      services: [service(16)],
      market: {
        overlays: [
          { kind: 'interruption', where: { isSpot: true, type: null, zone: 1 }, atMs: 10 * MINUTE, share: 0.5 },
          { kind: 'drought', where: { isSpot: true, type: 0, zone: null }, fromMs: 11 * MINUTE, untilMs: null },
        ],
      },
    };
    const undisturbed = effects({ ...spot, capacityProviders: [{ ...group, minSize: 4, initialSize: 4 }] });
    expect(undisturbed).toEqual([
      'spotInterruption 50 % us-east-1b: 0 instances had their notice; no task went down with them',
      'spotDrought test.xlarge: no launch failed meanwhile',
    ]);
    expect(effects({ ...spot, minutes: 20 })).toEqual([
      'spotInterruption 50 % us-east-1b: 1 instance had its notice; 4 tasks went down with it',
      'spotDrought test.xlarge: 4 launches failed meanwhile, with up to 1 instance missing', // 12, 13, 15, 19
    ]);
  });

  it('reports of agents which tasks waited for them', () => {
    const away: Fault = { kind: 'agentDisconnect', provider: null, zone: null, share: 1, ...during };
    const parts: SetupParts = {
      capacityProviders: [provider({ managedScaling })],
      staticInstances: [staticInstance({ count: 2 })],
      services: [service([[0, 1], [12, 4]], { capacity: onLaunchType })], // biome-ignore format: steps
      workloads: [batch([15], 2, MINUTE, { capacity: onLaunchType })],
      faults: [away],
    };
    expect(effects(parts)).toEqual([
      'agentDisconnect 100 %: 2 agents lost the connection; up to 3 tasks waited meanwhile, 2 requests failed for AGENT',
    ]);
    expect(effects({ ...parts, workloads: [], services: [] })[0]).toMatch(/no task waited meanwhile$/);
  });

  it('reports of slow boots and pulls how long they took, and how long without the fault', () => {
    const parts = (...faults: Fault[]): SetupParts => ({
      minutes: 120,
      images: images('web'),
      taskDefinitions: [taskDefinition({ images: [0] })],
      timings: { instanceBoot: constant(2 * MINUTE), imagePull: constant(MINUTE), imagePullBehavior: 'always' },
      capacityProviders: [provider({ minSize: 1, managedScaling })],
      services: [service([[0, 1], [20, 2]])], // biome-ignore format: steps
      faults,
    });
    const fromStart = { fromMs: 0, untilMs: MINUTE };
    expect(effects(parts({ kind: 'slowBoot', factor: 3, ...fromStart }, { kind: 'slowPull', factor: 2, ...during }))).toEqual([
      'slowBoot × 3: 1 instance launched meanwhile took 6 min on average to register, at most 6 min',
      'slowPull × 2: 1 task that pulled images meanwhile took 2 min on average for that, at most 2 min; without it, 1 min',
    ]);
    expect(effects(parts({ kind: 'slowBoot', factor: 3, ...during }, { kind: 'registryDown', isSilent: false, ...during }))).toEqual([
      'slowBoot × 3: no instance was launched meanwhile',
      // From 20 to 30 min one agent requests the manifest: 13.64 s, then 40 s a time, each wait up to a fifth longer.
      'registryDown: 14 tasks failed to start meanwhile, because their images could not be pulled',
    ]);
  });

  it('reports of an instance out of a warm pool how long its start took, and not its rest in the pool', () => {
    const warm: SetupParts = {
      capacityProviders: [
        provider({ maxSize: 1, warmPool: { minSize: 0, maxGroupPreparedCapacity: null, state: 'Stopped', isChecked: true }, zones: [0] }),
      ],
      minutes: 180,
      timings: { instanceBoot: constant(4 * MINUTE), warmStart: constant(MINUTE) },
      services: [
        service([
          [0, 0],
          [60, 1],
        ]),
      ],
    };
    const slowed = (fromMs: number) => effects({ ...warm, faults: [{ kind: 'slowBoot', factor: 3, fromMs, untilMs: 2 * HOUR }] });
    expect(slowed(50 * MINUTE)).toEqual(['slowBoot × 3: 1 instance launched meanwhile took 3 min on average to register, at most 3 min']);
    expect(slowed(0)).toEqual(['slowBoot × 3: 1 instance launched meanwhile took 3 min on average to register, at most 3 min']);
    // One that runs in the pool boots no more: its agent registers, which no boot slows.
    const [{ warmPool, ...group }] = warm.capacityProviders!;
    const running = [{ ...group, warmPool: { ...warmPool!, state: 'Running' as const } }];
    const fault: Fault = { kind: 'slowBoot', factor: 3, fromMs: 50 * MINUTE, untilMs: 2 * HOUR };
    expect(effects({ ...warm, capacityProviders: running, faults: [fault] })).toEqual(['slowBoot × 3: no instance was launched meanwhile']);
  });

  it('reports of throttled calls how many and how long', () => {
    const rate = { capacity: 1, refill: 1, perMs: MINUTE };
    const parts: SetupParts = {
      capacityProviders: [provider({ minSize: 3, managedScaling })],
      faults: (['RunInstances', 'RunTask', 'RegisterContainerInstance'] as const).map((action) => ({
        ...{ kind: 'apiThrottling', action, rate, fromMs: 0, untilMs: HOUR },
      })),
      services: [service(15)],
    };
    expect(effects(parts)).toEqual([
      'apiThrottling RunInstances: 2 calls were held up for at most 1 min each; up to 2 instances had to wait',
      'apiThrottling RunTask: 1 call was held up for at most 1 min; up to 5 tasks had to wait',
      'apiThrottling RegisterContainerInstance: no call was held up', // They come a minute apart.
    ]);
  });

  it('reports what was done to instances by hand', () => {
    const all = { provider: null, zone: null, share: 1 } as const;
    const groups: SetupParts = { capacityProviders: [{ ...group, minSize: 4, initialSize: 4, maxSize: 6 }], services: [service(16)] };
    const done = (...faults: Fault[]) => effects({ ...groups, faults });
    expect(done({ kind: 'drain', ...all, count: 1, ...during })).toEqual([
      'drain 1: 1 instance set to DRAINING; 0 tasks replaced meanwhile',
    ]);
    expect(effects({ ...groups, services: [service(12)], faults: [{ kind: 'drain', ...all, count: 1, ...during }] })[0]).toMatch(
      /^drain 1: 1 instance set to DRAINING; 4 tasks replaced meanwhile$/,
    );
    const at = { fromMs: 10 * MINUTE, ...all };
    expect(done({ kind: 'terminate', ...at, count: 2, isOfOutside: false })).toEqual([
      'terminate 2: 2 instances ended, and 8 tasks with them',
    ]);
    expect(done({ kind: 'deregister', ...at, count: 1, isForced: true })).toEqual([
      'deregister 1: 1 instance left the cluster, and 4 tasks with it',
    ]);
    expect(done({ kind: 'deregister', ...at, count: 2, isForced: false })[0]).toMatch(
      /0 instances left the cluster, and 0 tasks with them; ECS refused 2 more, because an instance with tasks leaves only with force/,
    );
    expect(done({ kind: 'protect', ...at, count: null, isProtected: false })).toEqual(['protect 100 %: scale-in may choose them again']);
  });

  it('reports of failed instances how long they were there, and why', () => {
    const fails: Fault = { kind: 'instanceFailure', provider: null, zone: null, share: 1, count: 1, fromMs: 10 * MINUTE };
    const parts = (over: object, minutes: number): SetupParts => ({
      ...{ minutes, capacityProviders: [{ ...group, isDraining: true }], services: [service(4)], faults: [fails], ...over },
    });
    expect(effects(parts({}, 50 * 60))).toEqual([
      'instanceFailure 1: 1 agent lost the connection for good; 1 instance ended, at most 2 d later, as managed draining waits 48 h for tasks that cannot be stopped (groups.unhealthyEnds)',
    ]);
    expect(effects(parts({}, 60))).toEqual([
      'instanceFailure 1: 1 agent lost the connection for good; 1 instance was still there at the end',
    ]);
    expect(effects(parts({ groups: { unhealthyEnds: 'at-once' } }, 60))[0]).toMatch(/; 1 instance ended at once$/);
  });

  it('is the same after save() and load() in its midst', () => {
    const what = setup({
      capacityProviders: [provider({ minSize: 4, managedScaling })],
      timings: { instanceBoot: constant(15 * MINUTE) },
      services: [service(16)],
      faults: [
        { kind: 'slowBoot', factor: 2, fromMs: 0, untilMs: MINUTE },
        { kind: 'zoneOutage', zone: 0, fromMs: 40 * MINUTE },
      ],
    });
    const whole = made(what);
    whole.simulation.advance();
    const found = whole.recorder.finish(what.durationMs).faults;
    expect(found[0]!.effect).toContain('4 instances');
    for (const atMs of [5 * MINUTE, 35 * MINUTE, 40 * MINUTE]) {
      const first = made(what);
      first.simulation.advance(atMs);
      const second = made(what);
      second.simulation.load(reread(first.simulation.save()));
      second.simulation.advance();
      expect(second.recorder.finish(what.durationMs).faults).toEqual(found);
    }
  });
});

describe('the report of a run with faults', () => {
  const faults: Fault[] = Array.from({ length: 22 }, (_, i) => ({
    kind: 'registryDown',
    isSilent: false,
    fromMs: i * MINUTE,
    untilMs: (i + 1) * MINUTE,
  }));
  const run = finished({ faults, capacityProviders: [] });
  const late = finished({ faults: [{ kind: 'registryDown', isSilent: false, fromMs: 2 * HOUR, untilMs: 3 * HOUR }] });

  it('reports the first of them in the terminal, and all on the page and in summary.json', () => {
    const text = runText(run, { width: 120, hasColour: false });
    expect(text).toContain(
      '\nFrom the start for 1 min, registryDown: no task failed to start meanwhile.\nAt 1 min for 1 min, registryDown',
    );
    expect(text).toContain('\n2 more faults are in summary.json.\n');
    const page = runPage(run, { chartJsSource: '', script: '', sha256Base64: () => '', command: 'drydock run' });
    expect(page).toContain('<h2>Faults</h2>');
    expect(page.split('<td class="text wrap">no task failed to start meanwhile')).toHaveLength(23);
    expect(summaryOf(run).faults).toHaveLength(22);
  });

  it('leaves out faults where the run reached none', () => {
    expect(runText(late, { width: 120, hasColour: false })).not.toContain('registryDown');
    expect(summaryOf(late)).not.toHaveProperty('faults');
  });
});
