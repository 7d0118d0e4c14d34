import { beforeAll, describe, expect, it } from 'vitest';
import type { CsvSinks } from '../../src/report/csv/files.js';
import type { RunRecorder } from '../../src/run/recorder.js';
import { Fact } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import type { Simulation } from '../../src/sim/simulation.js';
import { reread } from '../reread.js';
import { BURST } from './burst/kind.js';

const TEXT = `name: burst
duration: 2h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 1 }
    - FARGATE
    - BURST
quotas: none
taskDefinitions:
  - family: web
    networkMode: awsvpc
    cpu: "1024"
    memory: "2048"
    containerDefinitions: [{ name: web, image: web }]
services:
  - { serviceName: near, taskDefinition: web, desiredCount: 1, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
  - { serviceName: far, taskDefinition: web, desiredCount: 1, launchType: FARGATE }
  - serviceName: out
    taskDefinition: web
    desiredCount: 4
    availabilityZoneRebalancing: DISABLED
    desiredCountSchedule: { entries: [{ at: 1h, desiredCount: 2 }] }
    capacityProviderStrategy: [{ capacityProvider: BURST, weight: 1 }]
workloads:
  - name: jobs
    taskDefinition: web
    count: 4
    capacityProviderStrategy: [{ capacityProvider: BURST, weight: 1 }]
    arrivals: { type: schedule, at: [10m] }
    runTime: 30m
`;

/** Schemas are made from the table of kinds when their modules load, so the kind enters the table first. test/from-build.ts gives this file modules of its own. */
async function modules() {
  const { PROVIDER_KINDS } = await import('../../src/sim/providers/kinds.js');
  PROVIDER_KINDS.burst = BURST;
  const { SCENARIO_KINDS } = await import('../../src/scenario/kinds.js');
  SCENARIO_KINDS.burst = {
    checkCluster: () => undefined,
    checkWork: () => undefined,
    checkPrices: () => undefined,
    poolsOf: () => [],
    sizeOf: ({ cpuUnits, memoryMib }) => ({ cpuUnits, memoryMib }),
  };
  const [{ load }, { Simulation }, { RunRecorder }, { makeSource }, { Recorder }, page, terminal, ecs, { brokenInvariants }] =
    await Promise.all([
      import('../scenario/scenarios.js'),
      import('../../src/sim/simulation.js'),
      import('../../src/run/recorder.js'),
      import('../../src/workload/make-source.js'),
      import('../sim/setups.js'),
      import('../../src/report/html/page.js'),
      import('../../src/report/terminal.js'),
      import('../report/ecs-stream.js'),
      import('../sim/invariants/invariants.js'),
    ]);
  return { load, Simulation, RunRecorder, makeSource, Recorder, page, terminal, ecs, brokenInvariants };
}

describe('a third kind of capacity provider, which is a folder and its entries in the tables', () => {
  let tools: Awaited<ReturnType<typeof modules>>;
  let what: Setup;
  const csv: Partial<Record<keyof CsvSinks, string>> = {};

  function started(subscribers: readonly ('recorder' | 'files')[] = []) {
    const { Simulation, RunRecorder, Recorder, makeSource } = tools;
    const sink = (file: keyof CsvSinks) => ({
      write(chunk: string) {
        csv[file] = (csv[file] ?? '') + chunk;
        return true;
      },
    });
    const files = ['tasks.csv', 'capacity-providers.csv'] as (keyof CsvSinks)[];
    const sinks = subscribers.includes('files') ? Object.fromEntries(files.map((file) => [file, sink(file)])) : {};
    const record: RunRecorder = new RunRecorder(what, sinks as never);
    const facts = new Recorder();
    const sources = what.workloads.map(({ arrivals, name }) => makeSource(arrivals, { seed: what.seed, name }));
    const simulation: Simulation = new Simulation(what, { sources, subscribers: [facts, record] });
    return { simulation, record, facts };
  }

  beforeAll(async () => {
    tools = await modules();
    const { setup, errors } = tools.load(TEXT);
    expect(errors).toBeUndefined();
    what = setup!;
  });

  it('is checked: it comes after the others, whose numbers stay, and no strategy mixes it with them', () => {
    expect(what.providers.map(({ name, kind, nth }) => [name, kind, nth])).toEqual([
      ['workers', 'autoScalingGroup', 0],
      ['FARGATE', 'fargate', 0],
      ['FARGATE_SPOT', 'fargate', 1],
      ['BURST', 'burst', 0],
    ]);
    const mixed = TEXT.replace(
      '{ capacityProvider: workers, weight: 1 }',
      '{ capacityProvider: workers, weight: 1 }, { capacityProvider: BURST }',
    );
    const messages = tools.load(mixed).errors!.map(({ message }) => message);
    expect(messages).toEqual(['mixes Burst and Auto Scaling group providers: a strategy holds only one kind']);
  });

  it('runs its tasks by its own rules, beside those of the others', () => {
    const { simulation, facts } = started();
    simulation.advance(9 * 60_000);
    expect(tools.brokenInvariants(simulation.world)).toEqual([]);
    const { platforms } = simulation.world;
    const burst = platforms.states[platforms.of(3)] as unknown as { taken: number[] };
    expect(burst.taken).toEqual([3, 1]);
    simulation.advance(15 * 60_000);
    // Two of four jobs find no place before the first two end.
    expect(burst.taken).toEqual([3, 3]);
    simulation.advance();
    expect(tools.brokenInvariants(simulation.world)).toEqual([]);
    expect(burst.taken).toEqual([2, 0]);
    const starts = facts
      .of(Fact.taskOnFargate)
      .filter(({ args }) => facts.of(Fact.taskRequested).some((at) => at.args[0] === args[0] && at.args[2] === 3));
    expect(starts.map(({ atMs }) => atMs / 1000)).toEqual([0, 0, 0, 0, 600, 600, 2410, 2410]);
  });

  it('goes on from a saved state as it would have', () => {
    const whole = started();
    whole.simulation.advance();
    const half = started();
    half.simulation.advance(20 * 60_000);
    const rest = started();
    rest.simulation.load(reread(half.simulation.save()));
    rest.simulation.advance();
    // A run that loads a state receives the classes of tasks again.
    const compared = rest.facts.facts.filter(({ kind }) => kind !== Fact.taskClassDefined);
    expect([...half.facts.facts, ...compared]).toEqual(whole.facts.facts);
    expect(rest.record.finish(what.durationMs)).toEqual(whole.record.finish(what.durationMs));
  });

  it('is billed by its own prices and reported in metrics, files, events and pages', () => {
    const { simulation, record } = started(['files']);
    simulation.advance();
    const run = {
      identity: { name: 'burst', seed: 1, scenarioHash: 'a1b2', engineVersion: '0.1.0', digest: '0f0f', events: 1 },
      setup: what,
      record: record.finish(what.durationMs),
      verdicts: [],
    };
    const [, fargate, spot, burst] = run.record.metrics.providers;
    expect([fargate, spot, burst].map((one) => [one!.capacity_provider, one!.fargate!.tasks_launched])).toEqual([
      ['FARGATE', 1],
      ['FARGATE_SPOT', 0],
      ['BURST', 8],
    ]);
    // A vCPU each for 1 USD an hour: two tasks all the time, two for the first hour, four jobs for half an hour, and some seconds to start and stop.
    expect(burst!.cost_usd).toBeCloseTo(8, 1);
    expect(csv['tasks.csv']!.split('\n').filter((row) => row.includes('BURST'))).toHaveLength(8);
    expect(csv['capacity-providers.csv']).toContain('BURST');
    expect(tools.page.runPage(run, { chartJsSource: '', script: '', sha256Base64: () => '', command: 'drydock run' })).toContain('BURST');
    expect(tools.terminal.runText(run, { width: 120, hasColour: false })).toContain('burst');
    const heard = tools.ecs.listenedTo(what);
    heard.simulation.advance();
    heard.subscriber.finish(what.durationMs);
    const launchTypes = heard.text.events.split('\n').flatMap((line) => /"launchType":"(\w+)"/.exec(line)?.[1] ?? []);
    expect(new Set(launchTypes)).toEqual(new Set(['EC2', 'FARGATE', 'BURST']));
  });
});
