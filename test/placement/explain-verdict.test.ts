import { describe, expect, it } from 'vitest';
import { detailOf, type TaskDescription } from '../../src/placement/explain/task-description.js';
import { closest, explainInstance, portsInUse } from '../../src/placement/explain/verdict.js';
import { FITS, fit, REFUSALS, Refusal } from '../../src/placement/fit.js';
import type { TaskRequest } from '../../src/placement/view.js';
import { anyFleet, anyRequest, CLASSES, dice, request, ToyFleet, type ToyRow } from './toy-fleet.js';

const failed = (row: ToyRow, task: Partial<TaskRequest> = {}) => explainInstance(new ToyFleet([{}, row]), 1, request(task)).failed;
const all = (code: number) => Int8Array.from({ length: CLASSES }, () => code);
const one = (code: number) => [{ code, needed: 1, free: 0 }];

describe('explainInstance', () => {
  it('is empty for an instance that fits to the last unit', () => {
    const row: ToyRow = { cpu: 256, memory: 512, eni: 1, gpus: [1000], ports: [3], members: [0], tasks: [1, 2] };
    expect(failed(row, { eni: 1, gpus: 1, ports: [4], membership: 0, group: 2, isDistinctInstance: true, provider: 0 })).toEqual([]);
  });

  it('reports what is needed and what is free', () => {
    expect(failed({ cpu: 255 })).toEqual([{ code: Refusal.cpu, needed: 256, free: 255 }]);
    expect(failed({ memory: 100 })).toEqual([{ code: Refusal.memory, needed: 512, free: 100 }]);
    expect(failed({ eni: 0 }, { eni: 1 })).toEqual([{ code: Refusal.eni, needed: 1, free: 0 }]);
    expect(failed({ gpus: [1000, 999] }, { gpus: 2 })).toEqual([{ code: Refusal.gpu, needed: 2, free: 1 }]);
    expect(failed({ gpus: [100, 240, 0] }, { gpuMilli: 250 })).toEqual([{ code: Refusal.gpu, needed: 250, free: 240 }]);
    expect(failed({ ports: [1, 33] }, { ports: [33, 2, 1] })).toEqual([{ code: Refusal.ports, needed: 3, free: 1 }]);
  });

  it('reports what is lacking where there is nothing to count', () => {
    expect(failed({ provider: 1 }, { provider: 0 })).toEqual(one(Refusal.otherProvider));
    expect(failed({ isActive: false })).toEqual(one(Refusal.inactive));
    expect(failed({ isConnected: false })).toEqual(one(Refusal.agent));
    expect(failed({}, { classVerdicts: all(Refusal.attribute) })).toEqual(one(Refusal.attribute));
    expect(failed({}, { classVerdicts: all(Refusal.location) })).toEqual(one(Refusal.location));
    expect(failed({}, { membership: 1 })).toEqual(one(Refusal.memberOf));
    expect(failed({ tasks: [0, 1] }, { group: 1, isDistinctInstance: true })).toEqual(one(Refusal.distinctInstance));
  });

  it('reports memberOf once, whether its lasting part fails, the other, or both', () => {
    const lasting = { classVerdicts: all(Refusal.memberOf) };
    expect(failed({}, lasting)).toEqual(one(Refusal.memberOf));
    expect(failed({}, { ...lasting, membership: 0 })).toEqual(one(Refusal.memberOf));
    expect(failed({}, { classVerdicts: all(Refusal.attribute), membership: 0 }).map(({ code }) => code)).toEqual([
      Refusal.attribute,
      Refusal.memberOf,
    ]);
  });

  it('reports everything that is wrong, in the order of the checks', () => {
    const row: ToyRow = { isActive: false, isConnected: false, cpu: 0, memory: 0, eni: 0, ports: [0], tasks: [1] };
    const task = { classVerdicts: all(Refusal.location), membership: 0, isDistinctInstance: true, ports: [0], eni: 1, gpus: 1 };
    const { inactive, agent, location, memberOf, distinctInstance, cpu, memory, ports, eni, gpu } = Refusal;
    const codes = [inactive, agent, location, memberOf, distinctInstance, cpu, memory, ports, eni, gpu];
    expect(failed(row, task).map(({ code }) => code)).toEqual(codes);
  });

  it.each(Array.from({ length: 200 }, (_, seed) => seed))('begins with the verdict of fit (seed %i)', (seed) => {
    const roll = dice(seed);
    const fleet = anyFleet(roll, 1 + roll.below(10));
    const task = anyRequest(roll);
    for (let row = 0; row < fleet.count; row++) {
      const verdict = explainInstance(fleet, row, task);
      expect(verdict.row).toBe(row);
      expect(verdict.failed[0]?.code ?? FITS).toBe(fit(fleet, row, task));
      for (const { needed, free } of verdict.failed) expect(free).toBeLessThan(needed);
    }
  });
});

describe('the closest matching instance', () => {
  const closestOf = (rows: ToyRow[], task: Partial<TaskRequest> = {}) => {
    const fleet = new ToyFleet(rows);
    return closest(rows.map((_, row) => explainInstance(fleet, row, request({ eni: 1, ...task }))))?.row;
  };

  it('fails the fewest checks', () => {
    // Two small shortfalls against a total one.
    expect(
      closestOf([
        { cpu: 255, memory: 511 },
        { cpu: 256, memory: 0 },
      ]),
    ).toBe(1);
  });

  it('of those lacks the smallest share of what the task needs', () => {
    expect(closestOf([{ cpu: 128 }, { memory: 300 }, { eni: 0 }])).toBe(1); // 1/2, 212/512 = 0.41, 1/1
    expect(closestOf([{ cpu: 152 }, { memory: 300 }])).toBe(0); // 104/256 = 0.406 against 212/512 = 0.414
    expect(closestOf([{ isConnected: false }, { cpu: 1 }])).toBe(1); // An agent is there or not: 1/1 against 255/256.
  });

  it('compares by the worst of several shortfalls', () => {
    const rows: ToyRow[] = [
      { cpu: 250, memory: 10 }, // 6/256 and 502/512
      { cpu: 26, memory: 500 }, // 230/256 and 12/512
    ];
    expect(closestOf(rows)).toBe(1);
    expect(closestOf([...rows].reverse())).toBe(0);
    expect(closestOf([rows[1], { cpu: 128, memory: 250 }])).toBe(1); // 230/256 against 262/512, though its memory lacks more.
  });

  it('of those is the oldest', () => {
    expect(closestOf([{ cpu: 0, memory: 0 }, { cpu: 128 }, { memory: 256 }, { cpu: 128 }])).toBe(1);
  });

  it('is neither one that fits, nor of another provider, nor one that is not registered', () => {
    expect(closestOf([{}, { cpu: 0 }])).toBe(1);
    expect(closestOf([{ provider: 0 }, { provider: 1, cpu: 0, memory: 0 }], { provider: 1 })).toBe(1);
    expect(closestOf([{ isActive: false }, { cpu: 0, memory: 0 }])).toBe(1);
    expect(closestOf([{ isActive: false }, {}])).toBeUndefined();
    expect(
      closestOf(
        [
          { isActive: false, cpu: 0 },
          { provider: 1, cpu: 0 },
        ],
        { provider: 0 },
      ),
    ).toBeUndefined();
    expect(closestOf([])).toBeUndefined();
  });
});

describe('a failed check in words', () => {
  const words: TaskDescription = {
    platform: 'linux on arm64',
    zones: ['us-east-1a', 'us-east-1b'],
    memberOf: ['attribute:rack == 1', 'agentConnected == true'],
    portsInUse: ['tcp/80', 'udp/53'],
    sharesGpu: false,
  };
  const sentenceOf = (code: number, needed = 1, free = 0, more: Partial<TaskDescription> = {}) =>
    detailOf({ code, needed, free }, { ...words, ...more });

  it.each<[code: number, needed: number, free: number, text: string]>([
    [Refusal.otherProvider, 1, 0, 'is of another capacity provider'],
    [Refusal.inactive, 1, 0, 'the instance is not ACTIVE'],
    [Refusal.agent, 1, 0, 'the agent is not connected'],
    [Refusal.attribute, 1, 0, 'needs linux on arm64'],
    [Refusal.location, 1, 0, 'needs a zone of its subnets (us-east-1a, us-east-1b)'],
    [Refusal.memberOf, 1, 0, 'needs attribute:rack == 1 and agentConnected == true'],
    [Refusal.distinctInstance, 1, 0, 'runs one of its group'],
    [Refusal.cpu, 1024, 0, 'needs 1,024 CPU units, 0 free'],
    [Refusal.memory, 2048, 512, 'needs 2,048 MiB, 512 free'],
    [Refusal.ports, 2, 0, 'tcp/80, udp/53 in use'],
    [Refusal.eni, 1, 0, 'needs 1 interface, 0 free'],
    [Refusal.eni, 2, 1, 'needs 2 interfaces, 1 free'],
    [Refusal.gpu, 1, 0, 'needs 1 GPU, 0 free'],
    [Refusal.gpu, 4, 3, 'needs 4 GPUs, 3 free'],
  ])('%i', (code, needed, free, text) => expect(sentenceOf(code, needed, free)).toBe(text));

  it('reports for a share of one GPU how much the best has left', () => {
    expect(sentenceOf(Refusal.gpu, 300, 250, { sharesGpu: true })).toBe('needs 300/1,000 of a GPU, at most 250 free on one');
  });

  it('has a name for every refusal', () => expect(Object.values(Refusal)).toEqual(REFUSALS.map((_, code) => code)));
});

describe('portsInUse', () => {
  it('names the slots that the task needs and others hold, of that instance alone', () => {
    const fleet = new ToyFleet([{ ports: [5] }, { ports: [0, 31, 32, 63] }]);
    expect(portsInUse(fleet, 1, request({ ports: [63, 5, 31, 1, 32] }))).toEqual([63, 31, 32]);
    expect(portsInUse(fleet, 0, request({ ports: [63, 5] }))).toEqual([5]);
  });
});
