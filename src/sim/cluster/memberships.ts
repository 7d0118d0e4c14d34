import { assert } from '../../kernel/assert.js';
import { compileQuery, type InstanceSubjects } from '../../placement/query/evaluate.js';
import { parseQuery } from '../../placement/query/parse.js';
import type { Query } from '../../placement/query/query.js';
import { dependenciesOf, settleQuery } from '../../placement/query/settle.js';
import type { Fleet } from './fleet.js';
import type { InstanceClass, InstanceClasses } from './instance-classes.js';
import type { QuerySubjects } from './query-subjects.js';

const UNKNOWN = -1;

/** The result of memberOf constraints for one instance class: all instances match, none does, or it depends on their current state. */
export type Settled = 'always' | 'never' | 'depends';

interface Expression {
  readonly query: Query;
  readonly holds: (subjects: InstanceSubjects) => boolean;
}

/** One conjunction of memberOf constraints. Its lasting part is decided by class; the rest is a column of the fleet. */
interface Membership {
  readonly key: string;
  /** By instance class: the test of the conditions that the class does not settle. */
  readonly rests: readonly ((subjects: InstanceSubjects) => boolean)[];
  /** Groups whose first or last task on an instance changes the answer. */
  readonly groups: ReadonlySet<number>;
  readonly readsTaskCount: boolean;
  /** Whether instances of one class that have no tasks may have different answers. */
  readonly readsInstance: boolean;
}

/**
 * memberOf constraints while the cluster changes (S.CONSTR-2). Each change updates the column of the one row that changed, so that
 * placement only reads it.
 */
export class Memberships {
  private readonly all: Membership[] = [];
  private readonly countedGroups = new Set<number>();
  /** Expressions by text. Each is parsed and compiled once for all services and classes. */
  private readonly expressions = new Map<string, Expression>();
  /** By column: callbacks for rows whose answer may have changed. */
  private readonly watchers: ((row: number) => void)[][] = [];
  /** Whether any constraint counts running tasks, so that every start and end of a task is a change. */
  readsTaskCount = false;

  constructor(
    private readonly fleet: Fleet,
    private readonly classes: InstanceClasses,
    private readonly traits: QuerySubjects,
    /** Called when an instance comes to match a constraint, so that pending tasks may have room. */
    private readonly onGain: () => void,
  ) {}

  /** Returns the result of the conjunction of the expressions for a class. */
  settle(expressions: readonly string[], instanceClass: InstanceClass): Settled {
    const settled = this.settledOf(expressions, instanceClass);
    if (settled.includes('never')) return 'never';
    return settled.every((one) => one === 'always') ? 'always' : 'depends';
  }

  /** Returns whether an instance of the class would match with only tasks of these groups on it. */
  holdsWith(expressions: readonly string[], instanceClass: InstanceClass, groups: readonly string[]): boolean {
    if (expressions.length === 0) return true;
    const { attributes, agentVersion } = instanceClass;
    // One literal without a spread: this runs for each class and equivalence class of every run.
    return this.holds(expressions, {
      attribute: (name: string) => attributes.get(name),
      agentVersion,
      hasTaskOf: (group: string) => groups.includes(group),
      runningTasksCount: groups.length,
      agentConnected: true,
      registeredAtMs: Number.POSITIVE_INFINITY,
      ec2InstanceId: '',
    });
  }

  /** Returns the column of these expressions; equal ones share it. */
  columnOf(expressions: readonly string[]): number {
    const key = JSON.stringify(expressions);
    const place = this.all.findIndex((membership) => membership.key === key);
    if (place >= 0) return place;
    const dependencies = expressions.map((text) => dependenciesOf(this.expression(text).query));
    const groups = new Set(dependencies.flatMap(({ taskGroups }) => taskGroups.map((name) => this.traits.groups.find(name))));
    const readsTaskCount = dependencies.some(({ runningTasksCount }) => runningTasksCount);
    const readsInstance = dependencies.some(
      (dependency) => dependency.agentConnected || dependency.registeredAt || dependency.ec2InstanceId,
    );
    for (const group of groups) {
      if (group < 0) continue;
      this.countedGroups.add(group);
      this.fleet.countOnInstances(group);
    }
    this.readsTaskCount ||= readsTaskCount;
    const rests = this.classes.all.map((instanceClass) => this.restOf(expressions, instanceClass));
    this.all.push({ key, rests, groups, readsTaskCount, readsInstance });
    const column = this.fleet.addMembership();
    for (let row = 0; row < this.fleet.count; row++) this.settleRow(column, row);
    return column;
  }

  /** Calls `watcher` when an instance may have come to match the expressions, or ceased to. */
  watch(expressions: readonly string[], watcher: (row: number) => void): void {
    const column = this.columnOf(expressions);
    this.watchers[column] ??= [];
    this.watchers[column].push(watcher);
  }

  /** Returns whether all expressions hold for these subjects. */
  holds(expressions: readonly string[], subjects: InstanceSubjects): boolean {
    return expressions.every((text) => this.expression(text).holds(subjects));
  }

  /** Updates the row after the first task of the group has come to it, or the last one has left. */
  onGroup(group: number, row: number): void {
    if (!this.countedGroups.has(group)) return;
    for (let column = 0; column < this.all.length; column++) if (this.all[column].groups.has(group)) this.settleRow(column, row);
  }

  onTaskCount(row: number): void {
    for (let column = 0; column < this.all.length; column++) if (this.all[column].readsTaskCount) this.settleRow(column, row);
  }

  /** Updates the row after the instance has appeared or registered, or its agent's connection has changed. */
  onInstance(row: number): void {
    for (let column = 0; column < this.all.length; column++) this.settleRow(column, row);
  }

  /** Updates the rows from `from` on, up to `to`, after instances without tasks have registered there: once a class where they are alike. */
  onNewInstances(from: number, to: number): void {
    const { instanceClass } = this.fleet;
    for (let column = 0; column < this.all.length; column++) {
      const isByRow = this.all[column].readsInstance || this.watchers[column] !== undefined;
      const answers = new Int8Array(this.classes.all.length).fill(UNKNOWN);
      for (let row = from; row < to; row++) {
        const one = instanceClass[row];
        if (isByRow) this.settleRow(column, row);
        else {
          if (answers[one] === UNKNOWN) answers[one] = this.answer(column, row);
          this.setMember(column, row, answers[one]);
        }
      }
    }
  }

  private expression(text: string): Expression {
    const compiled = this.expressions.get(text);
    if (compiled !== undefined) return compiled;
    const query = parsed(text);
    const expression = { query, holds: compileQuery(query) };
    this.expressions.set(text, expression);
    return expression;
  }

  /** Returns the test of the conditions that the class does not settle. */
  private restOf(expressions: readonly string[], instanceClass: InstanceClass): (subjects: InstanceSubjects) => boolean {
    const settled = this.settledOf(expressions, instanceClass);
    if (settled.includes('never')) return () => false;
    const tests = settled.flatMap((one) => (typeof one === 'string' ? [] : [compileQuery(one)]));
    return tests.length === 1 ? tests[0] : (subjects) => tests.every((test) => test(subjects));
  }

  private settledOf(expressions: readonly string[], instanceClass: InstanceClass) {
    return expressions.map((text) => settleQuery(this.expression(text).query, subjectsOfClass(instanceClass)));
  }

  private settleRow(column: number, row: number): void {
    this.setMember(column, row, this.answer(column, row));
    const watchers = this.watchers[column];
    if (watchers !== undefined) for (const watcher of watchers) watcher(row);
  }

  private answer(column: number, row: number): number {
    const holds = this.all[column].rests[this.fleet.instanceClass[row]];
    return Number(holds(this.traits.at(row)));
  }

  private setMember(column: number, row: number, is: number): void {
    if (this.fleet.setMember(column, row, is) && is === 1) this.onGain();
  }
}

function subjectsOfClass({ attributes, agentVersion }: InstanceClass) {
  return { attribute: (name: string) => attributes.get(name), agentVersion };
}

/** The loader has parsed the text before: a mistake here is a bug. */
function parsed(text: string): Query {
  const result = parseQuery(text);
  assert('query' in result, `the expression ${text} is right`);
  return (result as { readonly query: Query }).query;
}
