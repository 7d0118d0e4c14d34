import { describe, expect, it } from 'vitest';
import { hash32 } from '../../../src/kernel/hash.js';
import { FITS, Refusal, fit as verdictOf } from '../../../src/placement/fit.js';
import type { TaskRequest } from '../../../src/placement/view.js';
import { NO_MEMBERSHIP } from '../../../src/placement/view.js';
import { Active, Booting, NONE, Outside } from '../../../src/sim/cluster/fleet.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { Fact } from '../../../src/sim/facts.js';
import type { Setup } from '../../../src/sim/setup.js';
import { seeds } from '../../extent.js';
import { reread } from '../../reread.js';
import { and, type Expression, type PlainInstance, randomExpression } from '../random-expression.js';
import { simulationOf } from '../setups.js';
import { swarmSetup } from '../swarm-setup.js';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);
const WORDS = {
  groups: ['service:web', 'service:api', 'service:agent', 'family:app-1', 'databases', 'nobody'],
  zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  racks: ['r1', 'r2'],
  startsAtMs: Date.UTC(2026, 0, 5),
  minutes: 360,
};

/** A swarm's setup in which every service and workload has constraints, and what these mean. */
function constrained(seed: number): { setup: Setup; meanings: Expression[][] } {
  const setup = swarmSetup(seed);
  let calls = 0;
  const below = (bound: number) => hash32(seed, 78, calls++, 0) % bound;
  const meanings = [...setup.services, ...setup.workloads].map((work) => {
    const drawn = Array.from({ length: 1 + below(2) }, () => randomExpression(below, WORDS));
    return 'startOn' in work ? [] : drawn; // StartTask has no constraints.
  });
  const memberOf = (at: number) => meanings[at].map(({ text }) => text);
  const services = setup.services.map((service, at) => ({ ...service, memberOf: memberOf(at) }));
  const workloads = setup.workloads.map((workload, at) => ({ ...workload, memberOf: memberOf(services.length + at) }));
  return { setup: { ...setup, services, workloads }, meanings };
}

/** The properties of an instance, from the setup alone. Static instances have the first ordinals. */
function plainOf({ fleet, setup }: World, row: number): PlainInstance['attributes'] {
  const ofStatic = setup.staticInstances.flatMap(({ count, traits }) => Array.from({ length: count }, () => traits));
  const traits = fleet.provider[row] < 0 ? ofStatic[fleet.instance[row]] : setup.capacityProviders[fleet.provider[row]].traits;
  const zone = setup.zones[fleet.zone[row]];
  return { ...traits.attributes, 'ecs.availability-zone': zone, 'ecs.instance-type': setup.instanceTypes[fleet.type[row]].name };
}

/** The properties of instances of every origin in every zone. */
function kindsOf({ capacityProviders, staticInstances, zones, instanceTypes }: Setup): PlainInstance['attributes'][] {
  const ofProviders = capacityProviders.flatMap((group) => group.instanceTypes.map((instanceType) => ({ ...group, instanceType })));
  return [...ofProviders, ...staticInstances].flatMap((origin) =>
    origin.zones.map((zone) => ({
      ...origin.traits.attributes,
      'ecs.availability-zone': zones[zone],
      'ecs.instance-type': instanceTypes[origin.instanceType].name,
    })),
  );
}

/** What is on an instance just now, from the tasks alone. */
function nowOf({ fleet, tasks, equivalences, setup }: World, row: number): NonNullable<PlainInstance['now']> {
  const own = tasks.living().filter((slot) => tasks.instance[slot] === fleet.instance[row]);
  const groupOf = (slot: number) => {
    const { service, workload } = equivalences.all[tasks.equivalence[slot]];
    if (service !== NONE) return `service:${setup.services[service].name}`;
    const { group, taskDefinition } = setup.workloads[workload];
    return group ?? `family:${setup.taskDefinitions[taskDefinition].family}`;
  };
  return {
    groups: own.filter((slot) => tasks.cause[slot] === 0).map(groupOf),
    running: own.filter((slot) => tasks.cause[slot] === 0).length,
    isConnected: fleet.isAgentConnected[row] === 1,
    // What boots, or has left the cluster, is not registered.
    registeredMs: [Booting, Outside].includes(fleet.state[row])
      ? Number.POSITIVE_INFINITY
      : setup.startsAtMs + Math.max(0, fleet.registeredMs[row]),
    ordinal: fleet.instance[row],
  };
}

/** A new instance with a task of each of these groups. */
const newWith = (groups: string[]) => ({
  ...{ groups, running: groups.length },
  ...{ isConnected: true, registeredMs: Number.POSITIVE_INFINITY, ordinal: null },
});
const all = (meaning: Expression[], instance: PlainInstance) => meaning.map(({ on }) => on(instance)).reduce(and, true as boolean | null);

/** A new instance as others' tasks find it: its daemon is there, if its own constraints let it. A swarm's setup has one at most. */
function newOf({ services }: Setup, meanings: Expression[][], attributes: PlainInstance['attributes']): string[] {
  const at = services.findIndex(({ schedulingStrategy }) => schedulingStrategy === 'DAEMON');
  return at >= 0 && all(meanings[at], { attributes, now: newWith([]) }) === true ? [`service:${services[at].name}`] : [];
}

/** Every instance as every line sees it, and what the constraints say of it by their meaning. */
function disagreements(world: World, meanings: Expression[][]): string[] {
  const { fleet, equivalences, setup } = world;
  const broken: string[] = [];
  // Fargate has no instances, so constraints do not apply there.
  for (const { request, service, workload } of equivalences.all.filter(({ isOnInstances }) => isOnInstances)) {
    const meaning = meanings[service === NONE ? setup.services.length + workload : service];
    const definition = setup.taskDefinitions[(service === NONE ? setup.workloads[workload] : setup.services[service]).taskDefinition];
    expect([definition.architecture, definition.operatingSystem]).toEqual(['x86_64', 'linux']); // Nothing but memberOf turns a class away.
    for (let row = 0; row < fleet.count; row++) {
      const attributes = plainOf(world, row);
      const one = fleet.instanceClass[row];
      const known = [request.classVerdicts?.[one] ?? FITS, request.emptyVerdicts?.[one] ?? FITS];
      const lasting = all(meaning, { attributes, now: null });
      const expected = [lasting, all(meaning, { attributes, now: newWith(newOf(setup, meanings, attributes)) })].map((holds) =>
        holds === false ? Refusal.memberOf : FITS,
      );
      const where = `instance ${fleet.instance[row]}, ${meaning.map(({ text }) => text).join('; ')}`;
      if (known.join() !== expected.join()) broken.push(`${where}: verdicts ${known}, expected ${expected}`);
      const holds = all(meaning, { attributes, now: nowOf(world, row) });
      if (request.membership === NO_MEMBERSHIP && lasting === null) broken.push(`${where}: nobody looks`);
      if (request.membership !== NO_MEMBERSHIP && (fleet.members(request.membership)[row] === 1) !== holds)
        broken.push(`${where}: the column says ${fleet.members(request.membership)[row]}, ${holds} is right`);
      const isRefused = verdictOf(fleet, row, anywhere(request)) === Refusal.memberOf;
      if (fleet.state[row] === Active && fleet.isAgentConnected[row] === 1 && isRefused === holds)
        broken.push(`${where}: placement takes it for ${!isRefused}`);
    }
  }
  return broken;
}

/** Whether one task of the service on a new instance of some kind would keep its like away. */
function repelsItself(setup: Setup, meanings: Expression[][], at: number): boolean {
  return kindsOf(setup).some((attributes) => {
    const daemons = newOf(setup, meanings, attributes);
    const [first, second] = [daemons, [...daemons, `service:${setup.services[at].name}`]];
    const holds = [first, second].map((groups) => all(meanings[at], { attributes, now: newWith(groups) }));
    return holds[0] === true && holds[1] === false;
  });
}

describe('memberOf constraints', () => {
  it.each(seeds(3, 32))('hold at every moment as evaluated anew, for each instance and each class (seed %i)', (seed) => {
    const { setup, meanings } = constrained(seed);
    const { simulation } = simulationOf(setup);
    for (let slice = 0; simulation.advance(setup.durationMs, 1 + (hash32(seed, 2, slice, 0) % 120)) === 'sliced'; slice++)
      expect(disagreements(simulation.world, meanings), `seed ${seed} at ${simulation.nowMs} ms`).toEqual([]);
  });

  it('recognise a task that excludes its equals', () => {
    const answers = SEEDS.flatMap((seed) => {
      const { setup, meanings } = constrained(seed);
      const { equivalences, querySubjects: traits } = simulationOf(setup).simulation.world;
      return setup.services.map(({ name }, at) => {
        const { request } = equivalences.of(equivalences.classOfService(at), 0);
        expect(traits.groups.names[request.group]).toBe(`service:${name}`);
        const isApart = repelsItself(setup, meanings, at);
        expect([seed, meanings[at].map(({ text }) => text), request.repelsItself]).toEqual([seed, expect.anything(), isApart]);
        return isApart;
      });
    });
    expect(new Set(answers)).toEqual(new Set([true, false]));
  });

  it('go on from a saved state as if nothing had been', () => {
    for (const seed of seeds(2, 8)) {
      const { setup, meanings } = constrained(seed);
      const [one, other] = [simulationOf(setup), simulationOf(setup)];
      const [before, after] = [one.simulation, other.simulation];
      before.advance(100 * 60_000);
      const known = one.recorder.facts.length;
      const saved = before.save();
      after.load(reread(saved));
      expect(after.save()).toEqual(saved);
      expect(disagreements(after.world, meanings)).toEqual([]);
      for (const simulation of [before, after]) simulation.advance();
      // A subscriber that begins here receives the classes again.
      const textOf = (facts: typeof one.recorder.facts) => JSON.stringify(facts.filter(({ kind }) => kind !== Fact.taskClassDefined));
      expect(textOf(other.recorder.facts)).toBe(textOf(one.recorder.facts.slice(known)));
      expect(disagreements(after.world, meanings)).toEqual([]);
    }
  });
});

/** The request without its provider and distinctInstance, which refuse for reasons of their own. */
function anywhere(request: TaskRequest): TaskRequest {
  return Object.create(request, { provider: { value: -1 }, isDistinctInstance: { value: false } });
}
