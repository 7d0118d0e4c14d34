import { parseQuery } from '../../placement/query/parse.js';
import type { Query } from '../../placement/query/query.js';
import { dependenciesOf, type Settled, settleQuery } from '../../placement/query/settle.js';
import type { InstanceClass } from '../../sim/cluster/instance-classes.js';

/** A valid expression, and its result for each instance class. */
export interface Expression {
  readonly text: string;
  readonly query: Query;
  /** Task groups in the expression. */
  readonly groups: readonly string[];
  readonly byClass: ReadonlyMap<InstanceClass, Settled>;
}

/** Parses and settles each expression once, however many services share it. */
export class Expressions {
  private readonly known = new Map<string, Expression>();

  constructor(private readonly classes: readonly InstanceClass[]) {}

  of(text: string): Expression {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const query = parseQuery(text).query!;
    const settle = ({ attributes, agentVersion }: InstanceClass) =>
      settleQuery(query, { attribute: (name) => attributes.get(name), agentVersion });
    const byClass = new Map(this.classes.map((one) => [one, settle(one)]));
    const expression = { text, query, groups: dependenciesOf(query).taskGroups, byClass };
    this.known.set(text, expression);
    return expression;
  }
}
