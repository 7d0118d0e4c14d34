import { attributeOf, comparisonsOf } from '../../placement/query/query.js';
import type { InstanceClass } from '../../sim/cluster/instance-classes.js';
import { isOfCapacity, listed, possibleClasses, whyItNeverFits } from '../../sim/never-fits.js';
import type { CapacityProviderSpec, ServiceSpec, Setup, TaskDefinitionSpec, WorkloadSpec } from '../../sim/setup.js';
import { memberOfTask } from '../../sim/task-constraints.js';
import type { Context } from '../context.js';
import type { Scenario, ServiceText, WorkloadText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { instead, nearest } from '../text/suggest.js';
import { type Expression, Expressions } from './expressions-check.js';
import { spreadAttribute } from './schema.js';
import { neverStarting } from './unstartable-groups.js';

type Warn = Context['warn'];

/** A scenario with its defaults, and as it was written. */
interface Texts {
  readonly completed: Scenario;
  readonly written: Scenario;
}

/** A service or a standalone task with its instance classes: those of its launch type or strategy. */
interface Work {
  readonly spec: ServiceSpec | WorkloadSpec;
  readonly text: ServiceText | WorkloadText;
  /** True if it has rules of its own: defaults cause no warnings. */
  readonly hasRules: boolean;
  readonly definition: TaskDefinitionSpec;
  readonly path: Path;
  /** Task group (S.GROUP-1). */
  readonly group: string;
  readonly memberOf: readonly Expression[];
  readonly classes: readonly InstanceClass[];
}

/** Task definitions that a place cannot run, all for the same reason. */
interface Misfit {
  /** Of the first of them. */
  readonly path: Path;
  readonly families: string[];
  readonly textFor: (families: string, count: number) => string;
}

/**
 * Warns of legal settings that are probably mistakes: tasks that no instance can ever run (ECS lets them wait, C.ERR-06), and rules that
 * need something no part of the scenario provides. It checks the finished setup by instance class, so the answer is that of the simulation.
 */
export function warnOfPlaces(setup: Setup, scenario: Texts, warn: Warn): void {
  new Places(setup, scenario, warn).check();
}

class Places {
  private readonly classes: readonly InstanceClass[];
  private readonly attributes: readonly string[];
  private readonly works: readonly Work[];
  private readonly groups: readonly string[];
  /** By reason. */
  private readonly misfits = new Map<string, Misfit>();

  constructor(
    private readonly setup: Setup,
    { completed, written }: Texts,
    private readonly warn: Warn,
  ) {
    this.classes = possibleClasses(setup);
    this.attributes = [...new Set(this.classes.flatMap(({ attributes }) => [...attributes.keys()]))];
    const expressions = new Expressions(this.classes);
    const workOf = (spec: Work['spec'], text: Work['text'], [list, i]: readonly ['services' | 'workloads', number]): Work => {
      const definition = setup.taskDefinitions[spec.taskDefinition]!;
      const group = 'group' in spec ? (spec.group ?? `family:${definition.family}`) : `service:${spec.name}`;
      const memberOf = memberOfTask(spec, definition).map((expression) => expressions.of(expression));
      const hasRules = (written[list][i]!.placementStrategy ?? []).length > 0;
      const classes = this.classes.filter((one) => isOfCapacity(one, spec));
      return { spec, text, hasRules, definition, path: [list, i], group, memberOf, classes };
    };
    this.works = [
      ...setup.services.map((spec, i) => workOf(spec, completed.services[i]!, ['services', i])),
      ...setup.workloads.map((spec, i) => workOf(spec, completed.workloads[i]!, ['workloads', i])),
    ];
    this.groups = [...new Set(this.works.map(({ group }) => group))];
  }

  check(): void {
    for (const work of this.works) {
      this.checkSpread(work);
      work.memberOf.forEach((expression, k) => void this.checkGroups(expression, expressionPath(work, k)));
      if (work.classes.length > 0) this.checkFit(work);
    }
    for (const { path, families, textFor } of this.misfits.values())
      this.warn(path, textFor(listed(families), families.length), 'neverRuns');
    this.checkFirst();
  }

  /**
   * Warns of tasks that fit on no empty instance, and of constraints that no class satisfies; if there are neither, of tasks for which no
   * class does both.
   */
  private checkFit(work: Work): void {
    const { spec, definition, path, memberOf, classes } = work;
    const failsAtOnce = path[0] === 'workloads' && spec.capacity.kind === 'launchType';
    const waits = (what: (its: string) => string, whys: readonly string[]) => {
      const textFor = (families: string, count: number) => {
        const its = count > 1 ? 'their' : 'its';
        const fate = failsAtOnce ? `${its} tasks fail at once` : 'will wait for ever';
        return `${families} ${count > 1 ? 'fit' : 'fits'} no ${what(its)} and ${fate}: ${listed(whys, '; ')}`;
      };
      this.joins(work, textFor('', 1), textFor);
    };
    const misfits = classes.map((one) => whyItNeverFits(one, this.setup, { definition, zones: spec.zones }));
    const isTooSmall = !misfits.includes(undefined);
    if (isTooSmall) waits((its) => `empty instance of ${its} capacity`, misfits as string[]);
    const neverMet = memberOf.filter((expression) => classes.every((one) => neverHolds(expression, one)));
    for (const expression of neverMet)
      this.warn(
        expressionPath(work, memberOf.indexOf(expression)),
        `no instance of its capacity can ever fulfil ${expression.text}: ${this.why(expression, classes)}`,
        'neverRuns',
      );
    if (isTooSmall) return;
    this.checkSmallest(work);
    if (neverMet.length > 0) return;
    const whys = classes.map((one, i) => misfits[i] ?? this.refusal(one, memberOf));
    if (!whys.includes(undefined)) waits((its) => `instance that ${its} constraints allow`, whys as string[]);
  }

  /** A type that cannot run the task prevents any scale-out of its group for it (C.SOUT-03). */
  private checkSmallest(work: Work): void {
    const { spec, definition, classes } = work;
    if (spec.capacity.kind !== 'strategy') return;
    for (const { provider } of spec.capacity.items) {
      const group = this.setup.capacityProviders[provider]!;
      if (!group.managedScaling.isEnabled || group.instanceTypes.length === 1) continue;
      const misfits = typesOverTime(group).map((types) =>
        classes
          .filter((one) => one.provider === provider && types.includes(one.type))
          .flatMap((one) => whyItNeverFits(one, this.setup, { definition, zones: null }) ?? []),
      );
      const isEver = misfits.some((misfit) => misfit.length === 0);
      const when = isEver ? 'does not always scale out' : 'never scales out';
      if (misfits.flat().length === 0) continue;
      const why = `not fit every type of its group: ${listed([...new Set(misfits.flat())], '; ')}`;
      const textFor = (families: string, count: number) =>
        `${group.name} ${when} for ${families}, which ${count > 1 ? 'do' : 'does'} ${why}`;
      this.joins(work, `${group.name} ${when} ${why}`, textFor);
    }
  }

  /** Keeps a misfit for one warning of all task definitions that have it for the same reason. */
  private joins({ path, definition }: Work, reason: string, textFor: Misfit['textFor']): void {
    const known = this.misfits.get(reason);
    if (known === undefined) this.misfits.set(reason, { path: [...path, 'taskDefinition'], families: [definition.family], textFor });
    else if (!known.families.includes(definition.family)) known.families.push(definition.family);
  }

  /** The first constraint that the class never satisfies, in words. */
  private refusal(one: InstanceClass, memberOf: readonly Expression[]): string | undefined {
    const refusing = memberOf.find((expression) => neverHolds(expression, one));
    if (refusing === undefined) return undefined;
    return `${this.setup.instanceTypes[one.type]!.name} in ${this.setup.zones[one.zone]} never fulfils ${refusing.text}`;
  }

  /** The values that the instances have for the attributes of a query. */
  private why({ query }: Expression, classes: readonly InstanceClass[]): string {
    const comparisons = comparisonsOf(query);
    const names = [...new Set(comparisons.flatMap((comparison) => attributeOf(comparison) ?? []))];
    const lines = names.map((name) => {
      if (!this.attributes.includes(name)) return `no instance has the attribute ${name}${this.suggestion(name)}`;
      return `${name} is ${listed(classes.map(({ attributes }) => wordFor(attributes.get(name))))}`;
    });
    if (comparisons.some(({ subject }) => subject === 'agentVersion'))
      lines.push(`agentVersion is ${listed(classes.map(({ agentVersion }) => agentVersion))}`);
    return lines.join('; ');
  }

  private suggestion(name: string): string {
    const near = this.attributes.includes(name) ? undefined : nearest(name, this.attributes);
    return near === undefined ? '' : `, did you mean ${near}?`;
  }

  private checkGroups({ groups }: Expression, path: Path): void {
    for (const group of groups)
      if (!this.groups.includes(group)) this.warn(path, `no task is ever of the group ${group}${instead(group, this.groups)}`);
  }

  /** Warns of tasks that wait for each other. A constraint on a group without tasks, or on an attribute, has been reported before. */
  private checkFirst(): void {
    const constrained = this.works.map(({ memberOf, classes, ...work }) => ({
      ...work,
      memberOf: memberOf.filter(({ groups }) => groups.every((group) => this.groups.includes(group))),
      classes: classes.filter((one) => !memberOf.some((expression) => neverHolds(expression, one))),
    }));
    for (const { memberOf, definition, path } of neverStarting(constrained))
      this.warn(
        [...path, 'taskDefinition'],
        `${definition.family} waits for ever: it can only start beside a task of ${listed(memberOf.flatMap(({ groups }) => groups))}, and none can ever be the first`,
      );
  }

  private checkSpread({ text, hasRules, path, classes }: Work): void {
    if (!hasRules) return;
    (text.placementStrategy ?? []).forEach((rule, i) => {
      const name = spreadAttribute(rule);
      if (name === undefined || classes.some(({ attributes }) => attributes.has(name))) return;
      const at = [...path, 'placementStrategy', i, 'field'];
      this.warn(at, `decides nothing, because no instance of its capacity has the attribute ${name}${this.suggestion(name)}`);
    });
  }
}

/** Constraints of the task definition come first, and are reported where the definition is used. */
function expressionPath({ memberOf, text, path }: Work, k: number): Path {
  const places = (text.placementConstraints ?? []).flatMap(({ type }, i) => (type === 'memberOf' ? [i] : []));
  const index = places[k - (memberOf.length - places.length)];
  return index === undefined ? [...path, 'taskDefinition'] : [...path, 'placementConstraints', index, 'expression'];
}

function neverHolds({ byClass }: Expression, one: InstanceClass): boolean {
  return byClass.get(one) === 'never';
}

function wordFor(value: string | null | undefined): string {
  if (value === undefined) return 'absent';
  return value ?? 'without a value';
}

/** The types that a group launches at first, and from each refresh on. */
function typesOverTime({ instanceTypes, startTypes = instanceTypes, refreshes }: CapacityProviderSpec): (readonly number[])[] {
  return [startTypes, ...refreshes.flatMap(({ desired }) => (desired?.instanceTypes == null ? [] : [desired.instanceTypes]))];
}
