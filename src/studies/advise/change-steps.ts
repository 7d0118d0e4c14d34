/** Options of a command: the words of each by its name; no words for a flag. */
export type Options = Readonly<Record<string, string>>;

/** A command of the AWS CLI. */
export interface AwsCommand {
  /** The call and the resource that it acts on. */
  readonly target: string;
  readonly options: Options;
  /** The command replaces instances, and so comes after the changes of their group. */
  readonly isRefresh?: true;
}

/** `note`: a comment. `after`: a comment on what must be done before the steps that follow. */
export type ChangeStep = AwsCommand | { readonly note: string } | { readonly after: string };

/** Returns a step as a line of a shell script. */
export function stepText(step: ChangeStep): string {
  if ('note' in step) return `# ${step.note}`;
  if ('after' in step) return `# ${step.after}:`;
  const options = Object.entries(step.options).map(([name, words]) => (words === '' ? `--${name}` : `--${name} ${words}`));
  return [step.target, ...options].join(' ');
}

export const AFTER_DEPLOYMENTS: ChangeStep = { after: 'when the deployments are done' };

/** Commands that may run at the same time, by target, after something is done; null: nothing need be. */
interface Stage {
  readonly after: ChangeStep | null;
  readonly commands: Map<string, AwsCommand>;
}

/**
 * Returns the steps of several what-ifs, each derived from the scenario that those before it make, as one list: each service, group and
 * provider is changed once, its instances are replaced once, and what must wait for that comes after it. Notes stay before or after the
 * commands.
 */
export function mergedChanges(changes: readonly (readonly ChangeStep[])[]): ChangeStep[] {
  const stages = new Map<string, Stage>([['', { after: null, commands: new Map() }]]);
  const [before, after] = [new Map<string, ChangeStep>(), new Map<string, ChangeStep>()];
  for (const steps of changes) {
    let [stage, hasBegun] = ['', false];
    for (const step of steps) {
      if ('after' in step) stage = step.after;
      else if ('note' in step) (hasBegun ? after : before).set(step.note, step);
      else {
        hasBegun = true;
        if (!stages.has(stage)) stages.set(stage, { after: { after: stage }, commands: new Map() });
        addTo(stages.get(stage)!.commands, step);
      }
    }
  }
  const ordered = [...stages.values()].flatMap(({ after: condition, commands }) => {
    const all = [...commands.values()];
    if (condition !== null) return [condition, ...all];
    return [...all.filter(({ isRefresh }) => !isRefresh), ...all.filter(({ isRefresh }) => isRefresh)];
  });
  return [...before.values(), ...ordered, ...after.values()];
}

/** A later option replaces the earlier one of its name, and comes last. */
function addTo(commands: Map<string, AwsCommand>, command: AwsCommand): void {
  const earlier = Object.entries(commands.get(command.target)?.options ?? {}).filter(([name]) => !Object.hasOwn(command.options, name));
  commands.set(command.target, { ...command, options: { ...Object.fromEntries(earlier), ...command.options } });
}
