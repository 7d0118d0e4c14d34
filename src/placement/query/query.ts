/** A part of the text that was parsed: from character `at`, so many characters long. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/** A mistake in a query, where it is, and what would be right. */
export interface QueryProblem extends Span {
  readonly message: string;
}

/** A cluster query as a tree: what the parentheses and the precedence of `not`, `and`, `or` say is in its shape alone. */
export type Query = Compound | Negation | Comparison;

/** Two or more queries of which all (`and`) or any (`or`) must hold. */
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

/** The attribute that a comparison asks for, or undefined when it asks for a field. */
export function attributeOf({ subject }: Comparison): string | undefined {
  return subject.startsWith('attribute:') ? subject.slice('attribute:'.length) : undefined;
}

/** Every comparison of a query, from left to right. */
export function comparisonsOf(query: Query): Comparison[] {
  if (query.kind === 'comparison') return [query];
  return query.kind === 'not' ? comparisonsOf(query.part) : query.parts.flatMap(comparisonsOf);
}
