import { assert } from '../../kernel/assert.js';
import { compileQuery, type InstanceSubjects } from '../../placement/query/evaluate.js';
import { parseQuery } from '../../placement/query/parse.js';
import type { Query } from '../../placement/query/query.js';
import { dependenciesOf, settleQuery } from '../../placement/query/settle.js';
import type { Fleet } from './fleet.js';
import type { InstanceClass } from './instance-classes.js';
import type { QuerySubjects } from './query-subjects.js';

/** What a task's memberOf constraints come to for one instance class: all, none, or those instances that fulfil the rest just now. */
export type Settled = 'always' | 'never' | 'depends';

interface Expression {
  readonly query: Query;
  readonly holds: (subjects: InstanceSubjects) => boolean;
}

/** One conjunction of memberOf constraints: what never changes has been decided by class, the rest is a column of the fleet. */
interface Membership {
  readonly key: string;
  readonly holds: (subjects: InstanceSubjects) => boolean;
  /** Groups whose first or last task on an instance changes the answer. */
  readonly groups: ReadonlySet<number>;
  readonly asksTaskCount: boolean;
}

/**
 * memberOf constraints while the cluster changes (S.CONSTR-2). A column is brought up to date by the change itself, of the one row that
 * changed, so that placement only reads it.
 */
export class Memberships {
  private readonly all: Membership[] = [];
  private readonly asked = new Set<number>();
  /** Expressions by text: each is parsed and compiled once, however many services and classes ask. */
  private readonly expressions = new Map<string, Expression>();
  /** By column: told when its answer for a row may be another. */
  private readonly watchers: ((row: number) => void)[][] = [];
  /** Whether any constraint counts running tasks: then every start and end is a change. */
  asksTaskCount = false;

  constructor(
    private readonly fleet: Fleet,
    private readonly traits: QuerySubjects,
    /** An instance has come to fulfil a constraint: who waits may have room. */
    private readonly onGain: () => void,
  ) {}

  /** What the expressions, all of which must hold, say of a class. */
  settle(expressions: readonly string[], instanceClass: InstanceClass): Settled {
    const settled = expressions.map((text) => settleQuery(this.expression(text).query, subjectsOfClass(instanceClass)));
    if (settled.includes('never')) return 'never';
    return settled.every((one) => one === 'always') ? 'always' : 'depends';
  }

  /** Whether an instance of the class would fulfil them with nothing on it but tasks of these groups. */
  holdsWith(expressions: readonly string[], instanceClass: InstanceClass, groups: readonly string[]): boolean {
    const subjects = {
      ...subjectsOfClass(instanceClass),
      hasTaskOf: (group: string) => groups.includes(group),
      runningTasksCount: groups.length,
      agentConnected: true,
      registeredAtMs: Number.POSITIVE_INFINITY,
      ec2InstanceId: '',
    };
    return this.holds(expressions, subjects);
  }

  /** The column of these expressions: the same ones share it. */
  columnOf(expressions: readonly string[]): number {
    const key = JSON.stringify(expressions);
    const known = this.all.findIndex((membership) => membership.key === key);
    if (known >= 0) return known;
    const tests = expressions.map((text) => this.expression(text).holds);
    const asked = expressions.map((text) => dependenciesOf(this.expression(text).query));
    const groups = new Set(asked.flatMap(({ taskGroups }) => taskGroups.map((name) => this.traits.groups.find(name))));
    const asksTaskCount = asked.some(({ runningTasksCount }) => runningTasksCount);
    for (const group of groups) {
      if (group < 0) continue;
      this.asked.add(group);
      this.fleet.countOnInstances(group);
    }
    this.asksTaskCount ||= asksTaskCount;
    this.all.push({ key, holds: (subjects) => tests.every((test) => test(subjects)), groups, asksTaskCount });
    const column = this.fleet.addMembership();
    for (let row = 0; row < this.fleet.count; row++) this.settleRow(column, row);
    return column;
  }

  /** Tells when an instance may have come to fulfil the expressions, or ceased to. */
  watch(expressions: readonly string[], watcher: (row: number) => void): void {
    const column = this.columnOf(expressions);
    this.watchers[column] ??= [];
    this.watchers[column].push(watcher);
  }

  /** Whether all expressions hold of these subjects. */
  holds(expressions: readonly string[], subjects: InstanceSubjects): boolean {
    return expressions.every((text) => this.expression(text).holds(subjects));
  }

  /** The first task of the group came to the row, or the last one left. */
  onGroup(group: number, row: number): void {
    if (!this.asked.has(group)) return;
    for (let column = 0; column < this.all.length; column++) if (this.all[column].groups.has(group)) this.settleRow(column, row);
  }

  onTaskCount(row: number): void {
    for (let column = 0; column < this.all.length; column++) if (this.all[column].asksTaskCount) this.settleRow(column, row);
  }

  /** The instance appeared, registered, or its agent came or went. */
  onInstance(row: number): void {
    for (let column = 0; column < this.all.length; column++) this.settleRow(column, row);
  }

  private expression(text: string): Expression {
    const known = this.expressions.get(text);
    if (known !== undefined) return known;
    const query = parsed(text);
    const expression = { query, holds: compileQuery(query) };
    this.expressions.set(text, expression);
    return expression;
  }

  private settleRow(column: number, row: number): void {
    const is = Number(this.all[column].holds(this.traits.subjectsOf(row)));
    if (this.fleet.setMember(column, row, is) && is === 1) this.onGain();
    for (const watcher of this.watchers[column] ?? []) watcher(row);
  }
}

function subjectsOfClass({ attributes, agentVersion }: InstanceClass) {
  return { attribute: (name: string) => attributes.get(name), agentVersion };
}

/** The loader has parsed it before: a mistake here is a bug. */
function parsed(text: string): Query {
  const result = parseQuery(text);
  assert('query' in result, `the expression ${text} is right`);
  return (result as { readonly query: Query }).query;
}
