/** A command with what it acts on, and its options; the same target twice is one command with the options of both, the later ones first. */
const COMMAND = /^(aws \S+ \S+(?: --(?:cluster|service|auto-scaling-group-name|name|task-definition) (?:'[^']*'|\\'|[^\s'\\])+)+)(.*)$/;
const REFRESH = /^aws autoscaling start-instance-refresh /;
const LATER = /^# when .* done:$/;

/**
 * Returns the commands of several what-ifs, each derived from the scenario that those before it make, as one list: each service, group and
 * provider is changed once, its instances are replaced once, and what must wait for that comes after it. Notes stay before or after the commands.
 */
export function mergedChanges(changes: readonly (readonly string[])[]): string[] {
  const stages = new Map<string, Map<string, string[]>>([['', new Map()]]);
  const [before, after] = [new Set<string>(), new Set<string>()];
  for (const lines of changes) {
    let [stage, hasBegun] = ['', false];
    for (const line of lines) {
      const [, target, options] = COMMAND.exec(line) ?? [];
      hasBegun ||= target !== undefined;
      if (LATER.test(line)) stage = line;
      else if (target === undefined) (hasBegun ? after : before).add(line);
      else addTo(stages, stage, { target, options: (options ?? '').trim() });
    }
  }
  const [first, ...later] = [...stages].map(([note, commands]) => ({
    note,
    lines: [...commands].map(([target, words]) => [target, ...words].join(' ')),
  }));
  return [
    ...before,
    ...first!.lines.filter((line) => !REFRESH.test(line)),
    ...first!.lines.filter((line) => REFRESH.test(line)),
    ...later.flatMap(({ note, lines }) => [note, ...lines]),
    ...after,
  ];
}

function addTo(
  stages: Map<string, Map<string, string[]>>,
  stage: string,
  { target, options }: { readonly target: string; readonly options: string },
): void {
  const commands = stages.get(stage) ?? new Map<string, string[]>();
  stages.set(stage, commands);
  const added = options === '' ? [] : options.split(/ (?=--[a-z])/);
  const names = added.map(nameOf);
  const kept = (commands.get(target) ?? []).filter((option) => !names.includes(nameOf(option)));
  commands.set(target, [...kept, ...added]);
}

function nameOf(option: string): string {
  return option.split(' ', 1)[0]!;
}
