/** A part of the parsed text: the index of its first character, and its length. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/** A mistake in a query, its place, and a correction. */
export interface QueryProblem extends Span {
  readonly message: string;
}

/** A cluster query as a tree: its shape alone expresses parentheses and the precedence of `not`, `and`, `or`. */
export type Query = Compound | Negation | Comparison;

/** Two or more queries; all (`and`) or any (`or`) must hold. */
export interface Compound extends Span {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Query[];
}

interface Negation extends Span {
  readonly kind: 'not';
  readonly part: Query;
}

/** `subject operator [argument]` (S.CQL-1). */
export interface Comparison extends Span {
  readonly kind: 'comparison';
  readonly subject: Subject;
  readonly operator: Operator;
  /** As written, without quotes: none for exists, one, or the members of a list. The parser has checked each by the subject's type. */
  readonly values: readonly string[];
}

export type Field = 'agentConnected' | 'agentVersion' | 'ec2InstanceId' | 'registeredAt' | 'runningTasksCount' | 'task:group';

export type Subject = Field | `attribute:${string}`;

export type Operator = '==' | '!=' | '>' | '>=' | '<' | '<=' | 'exists' | 'not_exists' | 'in' | 'not_in' | '=~' | '!~';

/** Returns the attribute in a comparison, or undefined for a field. */
export function attributeOf({ subject }: Comparison): string | undefined {
  return subject.startsWith('attribute:') ? subject.slice('attribute:'.length) : undefined;
}

/** Returns every comparison of a query, from left to right. */
export function comparisonsOf(query: Query): Comparison[] {
  if (query.kind === 'comparison') return [query];
  return query.kind === 'not' ? comparisonsOf(query.part) : query.parts.flatMap(comparisonsOf);
}
