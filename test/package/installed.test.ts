import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proseOf } from '../docs/page.js';
import { installed, root } from './installed.js';

const SMALL = join(root, 'test/fixtures/cli/small.yaml');
/** Megabytes of the package without anything optional. */
const MB_MAX = 38;
const project = installed();

beforeAll(() => project.install(), 600_000);
afterAll(() => project.end());

/** A program against the whole of the library: all of its names have types, and what it prints is checked. */
const PROGRAM = `
import { type AlgorithmFactory, Fact, type FinishedRun, InstanceCause, loadScenario, Refusal, ScalingReason, simulate, StopCause, type Subscriber } from 'ecs-drydock';
import * as engine from 'ecs-drydock/engine';

const path: string = process.argv[2]!;
const newest: AlgorithmFactory = () => ({ name: 'newest', dependsOn: 'row', rank: (fleet, row) => -fleet.instance[row]! });

class Stops implements Subscriber {
  readonly causes = new Map<StopCause, number>();
  onFact(fact: engine.FactKind, _timeMs: number, _task: number, cause: number): void {
    if (fact === Fact.taskStopped) this.causes.set(cause as StopCause, (this.causes.get(cause as StopCause) ?? 0) + 1);
  }
  save(): unknown { return [...this.causes]; }
  load(state: unknown): void { for (const [cause, count] of state as [StopCause, number][]) this.causes.set(cause, count); }
}

const scenario = loadScenario(path, { seed: 3, set: ['duration=3h'] });
const stops = new Stops();
const run: FinishedRun = await simulate(scenario, { subscribers: [stops] });
const placed: FinishedRun = await simulate(scenario, { algorithm: newest });

function stepped(digest: engine.Digest, parts: Pick<engine.SimulationParts, 'policy'> = {}): engine.Simulation {
  const { setup } = scenario;
  const sources = setup.workloads.map((workload) => engine.makeSource(workload.arrivals, { seed: setup.seed, name: workload.name }));
  return new engine.Simulation(setup, { sources, subscribers: [digest], ...parts });
}
const digest = new engine.Digest();
const simulation = stepped(digest);
let steps = 0;
while (simulation.nowMs < scenario.setup.durationMs / 2) { simulation.advance(scenario.setup.durationMs, 10); steps++; }
const saved: unknown = structuredClone(simulation.save());
const later = new engine.Digest();
const copy = stepped(later);
copy.load(saved);
for (const one of [simulation, copy]) while (one.advance(scenario.setup.durationMs, 1000) === 'sliced');

const policy: engine.Algorithm = newest(engine.policyContext(scenario.setup));
const plugged = new engine.Digest();
stepped(plugged, { policy }).advance(scenario.setup.durationMs, Number.MAX_SAFE_INTEGER);

const texts = new Map([['small.yaml', 'name: small']]);
let lines: readonly string[] = [];
try { engine.loadScenario('small.yaml', { read: (name) => texts.get(name) }); } catch (error) { lines = (error as engine.UserError).lines; }

const cost: number | null = run.record.metrics.headline.cost_usd;
console.log(JSON.stringify({
  steps, cost, digests: [run.identity.digest, digest.text, later.text], placed: [placed.identity.digest, plugged.text], policy: placed.identity.policy,
  codes: [StopCause, InstanceCause, ScalingReason, Refusal].map((codes) => Object.keys(codes).length), stops: [...stops.causes], lines,
}));
`;

/** What a file of the bundle imports when it is loaded, directly or by another file of it. */
function importsOf(file: string, found = new Set<string>()): string[] {
  for (const [, name] of readFileSync(join(project.own, 'dist/bin', file), 'utf8').matchAll(
    /\b(?:import|export)\s*(?:[\w$*{][\w\s,${}*]*from\s*)?"([^"]+)"/g,
  )) {
    if (found.has(name!)) continue;
    found.add(name!);
    if (name!.startsWith('./')) importsOf(name!, found);
  }
  return [...found];
}

const TSC = join(root, 'node_modules/typescript/bin/tsc');
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'ES2023', '--module', 'NodeNext'];

describe('the types of the package', () => {
  it('are whole: a strict program against them, libraries checked, compiles and runs', () => {
    project.link('@types/node');
    project.link('undici-types');
    project.write('program.ts', PROGRAM);
    expect(project.node(TSC, ...STRICT, '--types', 'node', '--preserveSymlinks', 'program.ts')).toMatchObject({ stdout: '', status: 0 });
    const { stdout, stderr } = project.node('program.js', SMALL);
    expect(stderr).toBe('');
    const said = JSON.parse(stdout);
    expect(said.steps).toBeGreaterThan(3);
    expect(said.cost).toBeGreaterThan(0);
    expect(new Set(said.digests).size).toBe(1);
    expect(new Set(said.placed).size).toBe(1);
    expect(said.placed[0]).not.toBe(said.digests[0]);
    expect(said.policy).toEqual({ name: 'newest', module: { file: 'algorithm', sha256: expect.stringMatching(/^[0-9a-f]{16}$/) } });
    expect(Math.min(...said.codes)).toBeGreaterThan(5);
    expect(said.lines).toContain('small.yaml:1:1 cluster: is missing: expected a block of keys');
  });

  it('of the engine need nothing of Node, and neither does its code', () => {
    project.write(
      'engine.ts',
      "import { loadScenario, Simulation } from 'ecs-drydock/engine';\nexport const parts = [loadScenario, Simulation];\n",
    );
    const compilerOptions = { strict: true, noEmit: true, lib: ['ES2023', 'DOM'], types: [], module: 'NodeNext', preserveSymlinks: true };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['engine.ts'] }));
    expect(project.node(TSC, '-p', '.')).toMatchObject({ stdout: '', status: 0 });
    expect(importsOf('engine.js').filter((name) => !name.startsWith('./'))).toEqual([]);
  });
});

describe('without its optional packages', () => {
  it(`takes less than ${MB_MAX} MB`, () => {
    const sizes = project.sizes();
    const sum = sizes.reduce((total, [, mb]) => total + mb, 0);
    expect(sum, JSON.stringify(sizes.slice(0, 8))).toBeLessThan(MB_MAX);
    expect(sum).toBeGreaterThan(MB_MAX / 2);
  });

  it('a run writes everything but pictures, and notes that', () => {
    const { stderr, status } = project.drydock('run', SMALL, '--charts', 'png,csv', '--out', 'out');
    expect({ stderr, status }).toEqual({
      stderr:
        'warning: no chart is written as PNG or SVG: drawing charts needs packages that are not installed: npm install @napi-rs/canvas dejavu-fonts-ttf\n',
      status: 0,
    });
    const files = readdirSync(join(project.folder, 'out'), { recursive: true }) as string[];
    expect(files).toEqual(expect.arrayContaining(['report.html', 'summary.json', 'tasks.csv', 'charts/fleet.csv']));
    expect(files.filter((file) => /\.(png|svg)$/.test(file))).toEqual([]);
  });

  it.each([
    [['worker', '--queue', 'redis://127.0.0.1:1'], 'a queue of runs needs packages that are not installed: npm install bullmq ioredis'],
    [
      ['worker', '--backlog', '--queue', 'redis://127.0.0.1:1'],
      'a queue of runs needs packages that are not installed: npm install bullmq ioredis',
    ],
    [
      ['compare', SMALL, SMALL.replace('small', 'warned'), '--replications', '2', '--queue', 'redis://127.0.0.1:1'],
      'a queue of runs needs packages that are not installed: npm install bullmq ioredis',
    ],
    [
      ['snapshot', '--cluster', 'shop', '--region', 'us-east-1', '--out', 'shop'],
      'a snapshot of AWS needs packages that are not installed: npm install @aws-sdk/client-application-auto-scaling @aws-sdk/client-auto-scaling @aws-sdk/client-cloudwatch @aws-sdk/client-ec2 @aws-sdk/client-ecs @aws-sdk/client-elastic-load-balancing-v2',
    ],
  ])('%j names what to install', (words, message) => {
    const { stderr, status } = project.drydock(...words);
    expect([stderr.replace(/^warning: .*\n/gm, ''), status]).toEqual([`${message}\n`, 2]);
  });

  it('names the one package that is missing', () => {
    project.link('@napi-rs/canvas');
    const { stderr } = project.drydock('run', SMALL, '--charts', 'png,csv', '--out', 'out');
    expect(stderr).toContain('drawing charts needs a package that is not installed: npm install dejavu-fonts-ttf\n');
  });
});

it('tests itself on the machine of its user, and prints the result in a line', () => {
  const { stdout, stderr, status } = project.node(join(project.own, 'dist/bin/selftest.js'), '--minutes', '0', '--seed', '7');
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(
    /^ok: [1-9]\d* drawn scenarios kept their invariants, went on alike after a save and a load, and placed alike by index and scan, and 6 ran alike in threads; Drydock 0\.2\.0\+[0-9a-f]{12}, Node .*, seed 7\n$/,
  );
  expect(project.node(join(project.own, 'dist/bin/selftest.js'), '--minutes', 'x').status).toBe(2);
});

describe('a module of the user', () => {
  it.each(['ecs-drydock', 'drydock'])(
    'may import %s from any folder, and gets the classes of the command',
    (name) => {
      project.write(
        'mine.ts',
        `import { type AlgorithmFactory, Fact } from '${name}';
       import { Digest, StopCause } from '${name}/engine';
       Object.defineProperty(Digest.prototype, 'text', { get: () => 'of my module' });
       const make: AlgorithmFactory = () => ({ name: 'mine', dependsOn: 'row', rank: (fleet, row) => -fleet.instance[row] * Fact.taskPlaced * StopCause.replaced });
       export default make;`,
      );
      const { stdout, status } = project.drydock('run', SMALL, '--policy', './mine.ts', '--json', '--out', 'placed');
      const { policy, digest } = JSON.parse(stdout);
      expect([status, policy, digest]).toEqual([0, 'mine', 'of my module']);
    },
    60_000,
  );
});

describe('the pages of the package', () => {
  const pages = [
    'README.md',
    'CHANGELOG.md',
    'ARCHITECTURE.md',
    'scenarios/README.md',
    ...readdirSync(join(root, 'docs'), { recursive: true }).map((file) => `docs/${file}`),
  ];

  it.each(pages.filter((page) => page.endsWith('.md')))('%s links to what is in the package', (page) => {
    const links = [
      ...proseOf(readFileSync(join(project.own, page), 'utf8'))
        .join('\n')
        .matchAll(/\]\(([^)#\s]+)/g),
    ].map(([, link]) => link);
    const files = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(files.filter((file) => !existsSync(join(project.own, dirname(page), file)))).toEqual([]);
  });
});

it('the package names its author, and has no path of the checkout', () => {
  const own = JSON.parse(readFileSync(join(project.own, 'package.json'), 'utf8'));
  expect(own).toMatchObject({
    name: 'ecs-drydock',
    author: 'The Drydock authors',
    license: 'Apache-2.0',
    bin: { drydock: 'dist/bin/drydock.js', 'drydock-selftest': 'dist/bin/selftest.js' },
  });
  expect(own.private).toBeUndefined();
  const files = readdirSync(project.own, { recursive: true }) as string[];
  expect(files.filter((file) => /tsbuildinfo|\.types|^(src|test|bench|data)\b/.test(file))).toEqual([]);
});
