/** An explanation of each section of a scenario, for a reader who sees one for the first time. */
const SECTIONS: Readonly<Record<string, string>> = {
  name: 'The name of the run and of its directory, reports/out/NAME.',
  duration: 'How much time is simulated.',
  seed: 'Seed of chance: the same seed gives the same run; another one draws other boot times, arrivals and failures.',
  region: 'The region: its prices and zones.',
  cluster: 'The cluster: capacity for tasks, and the rules by which instances are launched and terminated.',
  taskDefinitions:
    'Task definitions: CPU, memory and network mode of tasks. Files as register-task-definition takes them: - { file: web.json }',
  services: 'Services: ECS keeps a number of tasks of each running. placementStrategy chooses the instance of a task.',
  workloads: 'Workloads: standalone tasks, as RunTask starts them. They come by their arrivals and run for runTime.',
  present: 'The present state: instances and tasks at the start.',
  variants: 'Changes to try: drydock compare FILE compares these with the scenario. They are no part of its own run.',
  expect: 'Conditions that the run must meet: if one fails, drydock run ends with exit code 1.',
};

/** Puts a comment above each section, and an empty line before it. A comment that is there already stays beside its section. */
export function withSections(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, key = ''] = /^(\w+):/.exec(line) ?? [];
    if (Object.hasOwn(SECTIONS, key)) {
      const first = lines.findLastIndex((one) => !one.startsWith('#')) + 1;
      lines.splice(first, 0, '', `# ${SECTIONS[key]}`);
    }
    lines.push(line);
  }
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** Adds other common settings as comments, which are valid without their marks. */
export function withExamples(text: string, taskDefinition: string): string {
  return `${text.trimEnd()}

# What follows is not in use: take the "# " at the beginning of its lines away.

# Jobs: 4 standalone tasks at 2:00 each night, each for about half an hour.
# workloads:
#   - name: nightly
#     taskDefinition: ${taskDefinition}
#     count: 4
#     arrivals: { type: schedule, at: [2h], every: 24h }
#     runTime: { lognormal: { median: 30m, p95: 60m } }

# What the run must hold; if one fails, drydock run ends with exit code 1.
# expect:
#   - wait_p95_ms <= 5m
#   - cost_usd < 10000
`;
}
