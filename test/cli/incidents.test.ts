import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { step, T3, timelineText } from '../scenario/incidents/incidents.js';
import { drydock } from './in-process.js';

interface VariantRow {
  readonly variant: string;
  readonly shortfall_task_minutes: number;
}

let cwd = '';
let said = '';
/** The incident begins at 06:48 and ends at 12:28; its effects are observed for six hours more. */
const TODAY = T3.replace('110m', '19h');
const OUTAGE = step('power', 'from: "06:48", to: open, where: A, fault: { type: zoneOutage }');
const DRY = step('launches', 'from: "06:48", for: $dry, where: region, fault: { type: capacityDrought }');
const NONE = step('fargate', 'from: "06:48", to: "09:48", where: region, fault: { type: capacityDrought, capacityProvider: FARGATE }');

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'incidents-'));
  writeFileSync(join(cwd, 't3.yaml'), TODAY);
  writeFileSync(join(cwd, 't6.yaml'), TODAY.replace('name: t3', 'name: t6').replace('minSize: 3', 'minSize: 6'));
  const parts = { start: '2025-10-20T06:48:00Z', end: '2025-10-20T12:28:00Z', steps: `${OUTAGE}${DRY}${NONE}` };
  const settings = '{ dry: { default: 25m, min: 1m, max: 3h, worse: up, why: a guess } }';
  writeFileSync(join(cwd, 'day.yaml'), timelineText({ ...parts, settings }));
});

// biome-ignore lint/suspicious/noExplicitAny: a file of results.
const json = (path: string) => JSON.parse(readFileSync(join(cwd, path), 'utf8')) as Record<string, any>;

describe('run --incident', () => {
  it('[I.MAP-6, I.TL-6, I.SUR-7, I.SUR-8, I.SUR-9] reports what the day costs in a band, of the pair of runs', async () => {
    const { stdout, stderr, status } = await drydock(['run', 't3.yaml', '--incident', './day.yaml', '--out', 'one'], { cwd });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    said = stdout;
    // I.T-EX-f: attempts at 0, 1, 3, 7 and 15 minutes fail, the next at 30 succeeds: 4 tasks miss 32:15.
    expect(stdout).toMatch(/^Task-minutes missing +13 +129 +/m);
    expect(stdout).toMatch(/^Survived, first seed +yes +no +no$/m);
    // Seed by seed the run is the same here: mild alone survives.
    expect(stdout.replace(/\n(?=\S)/g, ' ')).toContain('The cluster may or may not survive it: with 0 of 20 seeds it does (stated).');
    expect(stdout).toContain('No effect here: fargate (no task runs on Fargate).');
    expect(stdout.replace(/\n(?=\S)/g, ' ')).toContain(
      'The other figures of the run are with the incident (stated, A = us-east-1a), and so is the cost a month.',
    );
    expect(stdout).toContain('The verdict depends on dry');
    // Without the drought 9 task-minutes are missing (I.T-EX-a), without the loss of power none.
    expect(stdout.replace(/\n(?=\S)/g, ' ')).toContain(
      'Left out alone (stated, first seed): without power 129 task-minutes fewer; without launches 120 task-minutes fewer. The differences need not add up.',
    );
    const { incident } = json('one/summary.json');
    expect(incident.seeds).toMatchObject({ count: 20, survived: 0 });
    expect(incident.verdict).toBe('depends');
    expect(incident.blame).toEqual([
      { step: 'power', shortfall_task_minutes: 129, zero_minutes: 0, requests_lost: null },
      { step: 'launches', shortfall_task_minutes: 120, zero_minutes: 0, requests_lost: null },
    ]);
    expect(incident.variants.map(({ variant, shortfall_task_minutes: missing }: VariantRow) => [variant, missing]).slice(0, 2)).toEqual([
      ['mild', 13],
      ['stated', 129],
    ]);
    expect(readFileSync(join(cwd, 'one/incident.csv'), 'utf8').split('\r\n')).toHaveLength(1 + 9 * 2 + 1);
  });

  it('[I.SUR-7] does not call a cluster safe whose services desire no task', async () => {
    writeFileSync(join(cwd, 'idle.yaml'), TODAY.replace('desiredCount: 12', 'desiredCount: 0'));
    const { stdout, status } = await drydock(['run', 'idle.yaml', '--incident', './day.yaml', '--out', 'idle'], { cwd });
    expect(status).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('No service desires a task then: whether the cluster survives it is not shown.');
    expect(stdout).not.toContain('survives it if');
    expect(stdout).toMatch(/Survived, first seed +not shown( +not shown)*\n/);
    expect(stdout).not.toContain('survived in');
    expect(json('idle/summary.json').incident.verdict).toBe('notShown');
    writeFileSync(join(cwd, 'idle-2.yaml'), TODAY.replace('desiredCount: 12', 'desiredCount: 0').replace(/^name: .*/m, 'name: idle-2'));
    const compared = await drydock(['compare', 'idle.yaml', 'idle-2.yaml', '--incident', './day.yaml', '--out', 'idles'], { cwd });
    expect(compared.stdout).toContain('No task started.');
    expect(compared.stdout).not.toMatch(/survived in|\(survives\)|no time known/);
    const advised = await drydock(['advise', 'idle.yaml', '--incident', './day.yaml', '--replications', '2', '--out', 'idle-3'], { cwd });
    expect(advised.stdout.replaceAll(/\s+/g, ' ')).toContain('whether the cluster survives it is not shown. Money against loss');
    expect(advised.stdout).not.toMatch(/survived in|^\* /m);
  });

  it('[I.SUR-4] says that the time to recover alone decides where a service scales, and looks past a tenth with a tolerance', async () => {
    // The load repeats each day, so both runs follow it with steps of their own to the end.
    const scaled = `name: scaled
duration: 12h
cluster: { availabilityZones: [us-east-1a, us-east-1b, us-east-1c], capacityProviders: [FARGATE] }
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "512", memory: "1024", containerDefinitions: [{ name: web, image: web }] }]
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 12
    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]
    load:
      arrivals: { type: ramps, entries: [{ at: 0h, rate: 200/s }, { at: 12h, rate: 400/s }] }
      task: { serviceTime: 100ms, cpuTime: 20ms, concurrency: 20 }
    scaling:
      minCapacity: 6
      maxCapacity: 100
      policies: [{ policyName: cpu, targetTrackingScalingPolicyConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ECSServiceAverageCPUUtilization } } }]
quotas: { fargateVcpus: 400 }
incident: { replications: 1 }
`;
    writeFileSync(join(cwd, 'scaled.yaml'), scaled);
    const words = ['run', 'scaled.yaml', '--incident', 'aws-2021-12-22-us-east-1-power', '--incident-at', '3h', '--out', 'scaled'];
    const strict = (await drydock(words, { cwd })).stdout.replace(/\n(?=\S)/g, ' ');
    expect(strict).toContain('The time to recover alone decides, and less than one task was missing on average until then.');
    const lenient = (await drydock([...words, '--set', 'incident.tolerance=0.1'], { cwd })).stdout.replace(/\n(?=\S)/g, ' ');
    expect(lenient).toContain('has recovered (is short of more than 10 % of its tasks for the last time) within 30 min');
    expect(lenient).not.toContain('The time to recover alone decides');
  });

  it('[I.SUR-7] warns of a run that covers only a part of the incident', async () => {
    writeFileSync(join(cwd, 'cut.yaml'), T3.replace('110m', '8h'));
    const { stdout } = await drydock(['run', 'cut.yaml', '--incident', './day.yaml', '--out', 'cut'], { cwd });
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('As far as the run goes, the cluster may or may not survive it');
    expect(text).toContain('The run ends before a step of the incident is over: no figure counts what follows.');
    expect(said).not.toContain('As far as the run goes');
  });

  it('[I.MAP-3] shows the zone that loses most in the mean of the seeds, by the figures that it prints', () => {
    const { incident } = json('one/summary.json');
    const text = said.replace(/\n(?=\S)/g, ' ');
    const zones = /Task-minutes missing by zone \(stated, mean of 20 seeds\): (.*?)\. The zone that loses most is shown\./.exec(text)![1]!;
    const shown = zones.split('; ').find((one) => one.startsWith(`A = ${incident.variants[1].zones.at(0).A} `));
    const mean = /Over 20 seeds \(stated\): (\S+) task-minutes missing on average/.exec(text)![1]!;
    expect(shown).toBe(`A = us-east-1a ${mean}`);
  });

  it('[I.PZ-2, I.SUR-1] counts tasks on an instance without power as missing, which are RUNNING for ECS', async () => {
    const fixed = TODAY.replace(
      / {2}capacityProviders:[\s\S]*?taskDefinitions:/,
      '  containerInstances: [{ instanceType: m5.large, count: 3 }]\ntaskDefinitions:',
    ).replace('capacityProviderStrategy: [{ capacityProvider: w, weight: 1 }]', 'launchType: EC2');
    writeFileSync(join(cwd, 'fixed.yaml'), fixed);
    const power = step('power', 'from: "06:48", for: 20m, where: A, fault: { type: zoneOutage, recover: rebooted }');
    writeFileSync(join(cwd, 'power.yaml'), timelineText({ start: '2025-10-20T06:48:00Z', end: '2025-10-20T07:08:00Z', steps: power }));
    const { stdout, stderr, status } = await drydock(['run', 'fixed.yaml', '--incident', './power.yaml', '--out', 'power'], { cwd });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    // 20 min without power, 2 min of boot and 5 s of start for 4 tasks; for ECS they are missing for the 5 s.
    expect(stdout).toMatch(/^Task-minutes missing +88\.3 +88\.3 +88\.3$/m);
    expect(stdout).toMatch(/^Recovered after +22 min 5 s +22 min 5 s +22 min 5 s$/m);
    expect(stdout).toContain('zoneOutage us-east-1a: 1 instance lost power, and 4 tasks with it');
    expect(stdout).toMatch(/Lost to \(stated(, first seed)?\): 88 task-minutes while ECS had not started them; 0\.3 task-minutes/);
    // With the first 15 s of 12 tasks.
    expect(stdout).toMatch(/^Tasks missing +3\.3 task-minutes$/m);
  });

  it('[I.MAP-1] writes down a scenario with the faults and no incidents, which loads to the same run', async () => {
    expect(readFileSync(join(cwd, 'one/scenario.yaml'), 'utf8')).not.toMatch(/^incidents?:/m);
    await drydock(['run', 'one/scenario.yaml', '--out', 'two'], { cwd });
    expect(json('two/summary.json').digest).toBe(json('one/summary.json').digest);
  });

  it('[I.INS-4] reports what an operator does, and counts it against the desired count without the incident', async () => {
    const incidents =
      'incidents: [{ name: day.yaml, variant: mild, operator: [{ afterStart: 5m, set: { services.web.desiredCount: 8 } }] }]';
    writeFileSync(join(cwd, 'operated.yaml'), `${TODAY}${incidents}\n`);
    const { stdout, stderr, status } = await drydock(['run', 'operated.yaml', '--out', 'operated'], { cwd });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'An operator sets, with the incident alone: 5 min after the first step services.web.desiredCount to 8.',
    );
    const [only] = json('operated/summary.json').incident.variants;
    // 13 until all 12 run again at 3:15 min; 4 from 5 min on to the end of the run, 732 min after 06:48.
    expect(only.shortfall_task_minutes).toBe(13 + 4 * (732 - 5));
  });

  it('[I.MAP-3] takes zones and a time, and reports mistakes at once', async () => {
    const words = [
      'run',
      't3.yaml',
      '--incident',
      './day.yaml',
      '--incident-zones',
      'A=us-east-1c',
      '--incident-at',
      '3h',
      '--out',
      'three',
    ];
    expect((await drydock(words, { cwd })).status).toBe(0);
    const [one] = json('three/summary.json').incident.variants;
    expect([one.zones, one.from_ms]).toEqual([[{ A: 'us-east-1c' }], 3 * 3_600_000]);
    const wrong = await drydock(['run', 't3.yaml', '--incident', 'aws-2025-10-20-us-east-1-dynamo', '--incident-zones', 'A'], { cwd });
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('--incident-zones A: write a zone for each letter');
    const none = await drydock(['run', 't3.yaml', '--incident', 'aws-1999-01-01-us-east-1-none', '--out', 'four'], { cwd });
    expect(none.stderr).toContain('there is no incident "aws-1999-01-01-us-east-1-none" in the library');
    expect(none.stderr).not.toContain('did you mean');
    expect(existsSync(join(cwd, 'four'))).toBe(false);
    for (const word of ['aws-2025-10-20-us-east-1-dynamdb', '2025-10-20', 'DynamoDB']) {
      const near = await drydock(['run', 't3.yaml', '--incident', word, '--out', 'four'], { cwd });
      expect(near.stderr).toContain('did you mean aws-2025-10-20-us-east-1-dynamodb? drydock catalog --incidents lists them');
    }
  });

  it('[I.MAP-2] finds the peak: without loads the most desired tasks', async () => {
    const rising = T3.replace('110m', '24h').replace(
      'desiredCount: 12',
      'desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 2 }, { at: 10h, desiredCount: 12 }] }',
    );
    writeFileSync(join(cwd, 'rising.yaml'), rising);
    await drydock(
      ['run', 'rising.yaml', '--incident', './day.yaml', '--incident-at', 'peak', '--incident-variant', 'mild', '--out', 'peak'],
      { cwd },
    );
    expect(json('peak/summary.json').incident.variants[0].from_ms).toBe(10 * 3_600_000);
  });
});

describe('sweep --incident', () => {
  // As t3 and t6 of compare: three instances lose some 129 task-minutes with each seed, six lose 0.3.
  it('[I.SUR-1] says which points are shown to lose more or less than the first', async () => {
    const axes = '{ cluster.capacityProviders.w.autoScalingGroup.minSize: [3, 6] }';
    writeFileSync(join(cwd, 'sizes.yaml'), `name: sizes\nscenario: t3.yaml\nreplications: 8\naxes: ${axes}\n`);
    const { stdout, stderr } = await drydock(['sweep', 'sizes.yaml', '--incident', './day.yaml', '--out', 'sizes'], { cwd });
    expect(stderr).toBe('');
    expect(stdout.replaceAll('\n', ' ')).toContain('Against point 1, seed by seed: point 2: fewer task-minutes lost are shown.');
    expect(readFileSync(join(cwd, 'sizes/report.html'), 'utf8')).toContain('point 2: fewer task-minutes lost are shown.');
  });
});

describe('compare --incident', () => {
  it('[I.SUR-1, I.MAP-6] reports the savings, and the losses on a day with the incident', async () => {
    const { stdout, status } = await drydock(['compare', 't3.yaml', 't6.yaml', '--incident', './day.yaml', '--out', 'pair'], { cwd });
    expect(status).toBe(0);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      't6: costs 100.0 % more a month than t3 (one run each), and 0.3 task-minutes lost on a day like aws-2025-10-20-us-east-1-toy against 129 (means of 20 seeds; fewer task-minutes lost are shown).',
    );
    expect(
      json('pair/comparison.json').incidents.map(({ scenario, verdict }: { scenario: string; verdict: string }) => [scenario, verdict]),
    ).toEqual([
      ['t3', 'depends'],
      ['t6', 'survived'],
    ]);
    const page = readFileSync(join(cwd, 'pair/report.html'), 'utf8');
    expect(page).toContain('A day like that');
    // Above the table of all, and for each scenario.
    expect(page.split('A service survives that is never without a task that serves').length).toBe(4);
  });
});

describe('catalog --incidents', () => {
  it('[I.TL-7] lists the library, and shows one incident in order of time with its sources', async () => {
    const list = await drydock(['catalog', '--incidents'], { cwd });
    expect(list.stdout).toMatch(/^aws-2025-10-20-us-east-1-dynamodb +region +14\.5 +8 +6 +0$/m);
    const { stdout } = await drydock(['catalog', '--incidents', 'aws-2021-12-22-us-east-1-power'], { cwd });
    expect(stdout).toContain('2021-12-22 12:11 - 2021-12-22 14:51  power');
    expect(stdout).toContain('press (status): https://www.theregister.com/2021/12/22/aws_outage/');
    const wrong = await drydock(['catalog', '--incidents', 'aws-2021-12-22-us-east-1-powr'], { cwd });
    expect(wrong.stderr).toContain('did you mean aws-2021-12-22-us-east-1-power?');
  });
});
