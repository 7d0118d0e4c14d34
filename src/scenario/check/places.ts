import { parseQuery } from '../../placement/query/parse.js';
import { attributeOf, comparisonsOf, type Query } from '../../placement/query/query.js';
import { dependenciesOf, settleQuery } from '../../placement/query/settle.js';
import { type InstanceClass, InstanceClasses } from '../../sim/cluster/instance-classes.js';
import type { ServiceSpec, Setup, TaskDefinitionSpec, WorkloadSpec } from '../../sim/setup.js';
import type { Path } from '../problem.js';
import type { Scenario, ServiceText, WorkloadText } from '../schema/scenario.js';
import { spreadAttribute } from '../schema/strategy.js';
import { instead, nearest } from '../suggest.js';
import { misfitOf } from './misfit.js';

type Warn = (path: Path, message: string) => void;

/** A service or a standalone task, and the instance classes of its capacity: those that its launch type or strategy lets it have. */
interface Work {
  readonly spec: ServiceSpec | WorkloadSpec;
  readonly text: ServiceText | WorkloadText;
  readonly definition: TaskDefinitionSpec;
  readonly path: Path;
  readonly classes: readonly InstanceClass[];
}

/**
 * Warns of what is legal and hardly meant: tasks that no instance can ever take (ECS lets them wait, C.ERR-06), and rules that ask for
 * what nothing in the scenario has. It asks the finished setup by instance class, so that the answer is the simulation's own.
 */
export function warnOfPlaces(setup: Setup, scenario: Scenario, warn: Warn): void {
  const places = new Places(setup, warn);
  const check = (spec: Work['spec'], text: Work['text'], path: Path) => places.check({ spec, text, path });
  setup.services.forEach((spec, i) => void check(spec, scenario.services[i]!, ['services', i]));
  setup.workloads.forEach((spec, i) => void check(spec, scenario.workloads[i]!, ['workloads', i]));
}

class Places {
  private readonly classes: readonly InstanceClass[];
  private readonly attributes: readonly string[];
  private readonly groups: readonly string[];

  constructor(
    private readonly setup: Setup,
    private readonly warn: Warn,
  ) {
    this.classes = new InstanceClasses(setup).all.filter((one) => isPossible(one, setup));
    this.attributes = [...new Set(this.classes.flatMap(({ attributes }) => [...attributes.keys()]))];
    const standalone = setup.workloads.map(
      ({ group, taskDefinition }) => group ?? `family:${setup.taskDefinitions[taskDefinition]!.family}`,
    );
    this.groups = [...new Set([...setup.services.map(({ name }) => `service:${name}`), ...standalone])];
  }

  check({ spec, text, path }: Pick<Work, 'spec' | 'text' | 'path'>): void {
    const definition = this.setup.taskDefinitions[spec.taskDefinition]!;
    const classes = this.classes.filter((one) => isOfCapacity(one, spec));
    const work: Work = { spec, text, path, definition, classes };
    this.checkSpread(work);
    spec.memberOf.forEach((expression, k) => void this.checkGroups(queryOf(expression), expressionPath(work, k)));
    if (classes.length > 0) this.checkFit(work);
  }

  /** One warning: that nothing fits by size, else the constraints that nothing fulfils, else that nothing does both. */
  private checkFit(work: Work): void {
    const { spec, definition, path, classes } = work;
    const waits = (what: string, whys: readonly string[]) =>
      this.warn([...path, 'taskDefinition'], `${definition.family} fits no ${what} and will wait for ever: ${listed(whys, '; ')}`);
    const misfits = classes.map((one) => misfitOf(one, this.setup, { definition, zones: spec.zones }));
    if (!misfits.includes(undefined)) return waits('empty instance of its capacity', misfits as string[]);
    const refusers = spec.memberOf.map((expression) => classes.filter((one) => neverHolds(expression, one)));
    const vain = refusers.flatMap((refused, k) => (refused.length === classes.length ? [k] : []));
    for (const k of vain)
      this.warn(
        expressionPath(work, k),
        `no instance of its capacity can ever fulfil ${spec.memberOf[k]}: ${this.why(spec.memberOf[k]!, classes)}`,
      );
    if (vain.length > 0) return;
    const whys = classes.map((one, i) => misfits[i] ?? this.refusal(one, spec, refusers));
    if (!whys.includes(undefined)) waits('instance that its constraints allow', whys as string[]);
  }

  /** The first constraint that the class never fulfils, in words. */
  private refusal(one: InstanceClass, { memberOf }: Work['spec'], refusers: readonly (readonly InstanceClass[])[]): string | undefined {
    const k = refusers.findIndex((refused) => refused.includes(one));
    return k < 0 ? undefined : `${this.setup.instanceTypes[one.type]!.name} in ${this.setup.zones[one.zone]} never fulfils ${memberOf[k]}`;
  }

  /** What the instances have of what a query asks for. */
  private why(expression: string, classes: readonly InstanceClass[]): string {
    const comparisons = comparisonsOf(queryOf(expression));
    const asked = [...new Set(comparisons.flatMap((comparison) => attributeOf(comparison) ?? []))];
    const lines = asked.map((name) => {
      if (!this.attributes.includes(name)) return `no instance has the attribute ${name}${this.orMeant(name)}`;
      return `${name} is ${listed(classes.map(({ attributes }) => wordFor(attributes.get(name))))}`;
    });
    if (comparisons.some(({ subject }) => subject === 'agentVersion'))
      lines.push(`agentVersion is ${listed(classes.map(({ agentVersion }) => agentVersion))}`);
    return lines.join('; ');
  }

  private orMeant(name: string): string {
    const near = nearest(name, this.attributes);
    return near === undefined ? '' : `, did you mean ${near}?`;
  }

  private checkGroups(query: Query, path: Path): void {
    for (const group of dependenciesOf(query).taskGroups)
      if (!this.groups.includes(group)) this.warn(path, `no task is ever of the group ${group}${instead(group, this.groups)}`);
  }

  private checkSpread({ text, path, classes }: Work): void {
    (text.placementStrategy ?? []).forEach((rule, i) => {
      const name = spreadAttribute(rule);
      if (name === undefined || classes.some(({ attributes }) => attributes.has(name))) return;
      const at = [...path, 'placementStrategy', i, 'field'];
      this.warn(at, `decides nothing, for no instance of its capacity has the attribute ${name}${this.orMeant(name)}`);
    });
  }
}

/** With a trunk only where the type has one and the opt-in comes; without one unless the opt-in stands from the start. */
function isPossible({ provider, type, hasTrunk }: InstanceClass, setup: Setup): boolean {
  if (provider < 0) return true;
  const { trunkFromMs } = setup.capacityProviders[provider]!;
  const canTrunk = trunkFromMs !== null && setup.instanceTypes[type]!.trunkSource !== 'none';
  return hasTrunk ? canTrunk : !(canTrunk && trunkFromMs === 0);
}

function isOfCapacity({ provider }: InstanceClass, { capacity }: Work['spec']): boolean {
  return capacity.kind === 'launchType' || capacity.items.some((item) => item.provider === provider);
}

/** Those of the task definition come first, and are told where it is used. */
function expressionPath({ spec, text, path }: Work, k: number): Path {
  const own = (text.placementConstraints ?? []).flatMap(({ type }, i) => (type === 'memberOf' ? [i] : []));
  const index = own[k - (spec.memberOf.length - own.length)];
  return index === undefined ? [...path, 'taskDefinition'] : [...path, 'placementConstraints', index, 'expression'];
}

/** The loader has refused wrong ones before. */
function queryOf(expression: string): Query {
  return parseQuery(expression).query!;
}

function neverHolds(expression: string, { attributes, agentVersion }: InstanceClass): boolean {
  return settleQuery(queryOf(expression), { attribute: (name) => attributes.get(name), agentVersion }) === 'never';
}

function wordFor(value: string | null | undefined): string {
  if (value === undefined) return 'absent';
  return value ?? 'without a value';
}

const LISTED_MAX = 6;

function listed(words: readonly string[], separator = ', '): string {
  const distinct = [...new Set(words)];
  const more = distinct.length > LISTED_MAX ? ` and ${distinct.length - LISTED_MAX} more` : '';
  return distinct.slice(0, LISTED_MAX).join(separator) + more;
}
