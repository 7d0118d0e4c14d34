/** An instance in plain words, for the meaning of an expression. */
export interface PlainInstance {
  readonly attributes: Readonly<Record<string, string | null>>;
  /** null: not known, as for a whole class of instances. */
  readonly now: {
    readonly groups: readonly string[];
    readonly running: number;
    readonly isConnected: boolean;
    readonly registeredMs: number;
    readonly ordinal: number | null;
  } | null;
}

/** An expression of the query language and, apart from its text, its meaning; null: it depends on what is not known. */
export interface Expression {
  readonly text: string;
  readonly on: (instance: PlainInstance) => boolean | null;
}

export interface Vocabulary {
  readonly groups: readonly string[];
  readonly zones: readonly string[];
  readonly racks: readonly string[];
  /** Of the calendar's second at which the run begins, and how many minutes it lasts. */
  readonly startsAtMs: number;
  readonly minutes: number;
}

/** An expression of up to seven comparisons over all properties of an instance. */
export function randomExpression(below: (bound: number) => number, words: Vocabulary, depth = below(3)): Expression {
  if (depth === 0) return comparison(below, words);
  const kind = below(3);
  const one = randomExpression(below, words, depth - 1);
  if (kind === 0) return { text: `not(${one.text})`, on: (instance) => not(one.on(instance)) };
  const other = randomExpression(below, words, depth - 1);
  if (kind === 1) return { text: `(${one.text}) and (${other.text})`, on: (instance) => and(one.on(instance), other.on(instance)) };
  return {
    text: `(${one.text}) or (${other.text})`,
    on: (instance) => not(and(not(one.on(instance)), not(other.on(instance)))),
  };
}

export const and = (a: boolean | null, b: boolean | null) => (a === false || b === false ? false : a === null || b === null ? null : true);
const not = (a: boolean | null) => (a === null ? null : !a);

function comparison(below: (bound: number) => number, words: Vocabulary): Expression {
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const now = (text: string, of: (now: NonNullable<PlainInstance['now']>) => boolean): Expression => ({
    text,
    on: (instance) => (instance.now === null ? null : of(instance.now)),
  });
  const lasting = (text: string, name: string, of: (value: string | null | undefined) => boolean): Expression => ({
    text,
    on: ({ attributes }) => of(attributes[name]),
  });
  const [group, other, rack, zone] = [pick(words.groups), pick(words.groups), pick(words.racks), pick(words.zones)];
  const [few, ordinal, minute] = [below(4), below(12), below(words.minutes)];
  const atMs = words.startsAtMs + minute * 60_000;
  const date = new Date(atMs).toISOString().replace('.000Z', 'Z');
  const id = (value: number) => `i-${value.toString(16).padStart(17, '0')}`;
  const changing = () =>
    pick<() => Expression>([
      () => now(`task:group == ${group}`, ({ groups }) => groups.includes(group)),
      () => now(`task:group != ${group}`, ({ groups }) => !groups.includes(group)),
      () => now(`task:group in [${group}, ${other}]`, ({ groups }) => groups.includes(group) || groups.includes(other)),
      () => now(`task:group not_in [${group}, ${other}]`, ({ groups }) => !groups.includes(group) && !groups.includes(other)),
      () => now(`runningTasksCount < ${few + 1}`, ({ running }) => running <= few),
      () => now(`runningTasksCount >= ${few}`, ({ running }) => running >= few),
      () => now('agentConnected == true', ({ isConnected }) => isConnected),
      () => now(`registeredAt > ${date}`, ({ registeredMs }) => Math.floor(registeredMs / 1000) > atMs / 1000),
      () => now(`registeredAt <= ${date}`, ({ registeredMs }) => Math.floor(registeredMs / 1000) <= atMs / 1000),
      () => now(`ec2InstanceId != ${id(ordinal)}`, (instance) => instance.ordinal !== ordinal),
      () =>
        now(
          `ec2InstanceId =~ i-0*[02468ace]`,
          (instance) => instance.ordinal !== null && instance.ordinal < 16 && instance.ordinal % 2 === 0,
        ),
    ])();
  const forGood = () =>
    pick<() => Expression>([
      () => lasting(`attribute:rack == ${rack}`, 'rack', (value) => value === rack),
      () => lasting(`attribute:rack != ${rack}`, 'rack', (value) => value !== rack),
      () => lasting('attribute:rack exists', 'rack', (value) => value !== undefined),
      () => lasting(`attribute:ecs.availability-zone in [${zone}]`, 'ecs.availability-zone', (value) => value === zone),
      () => lasting('attribute:ecs.instance-type =~ test.l.*', 'ecs.instance-type', (value) => value === 'test.large'),
    ])();
  return pick([changing, forGood])();
}
