import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { CALLS, type Call } from '../import/fields/calls.js';
import { type Measured, measure } from '../import/fields/measure.js';
import { fieldsOfCall } from '../import/fields/sdk-fields.js';

const PAGE = '../../docs/reference/import-fields.md';
const HEAD = `# Fields of an import

What [\`drydock import\`](../import.md) does with each field of these calls of AWS, measured: the same CloudFormation template is imported with the field and without it, by \`npx vitest run --project wide test/docs/import-fields.test.ts -u\`.
The fields are those of AWS's published models, as the SDK for JavaScript carries them. Terraform plans and recorded answers spell the same fields in other ways.

| word | meaning |
| --- | --- |
| simulated | the run is set up in another way |
| kept | it is in the scenario; the template that was tried runs alike without it |
| without effect | the report lists it under "without an effect on a simulation" |
| left out | the report lists it under "left out"; with the reason, where there is more to say than that a scenario has no such part |
| refused | the service or group would be lost: exit code 2, unless \`--partial\` is given |
| named | it only says which resource is meant, or which version of it |
`;
/** Fields that choose among several resources or versions, of which a template has one. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  CreateCapacityProvider: ['cluster'],
  RegisterScalableTarget: ['ServiceNamespace', 'ScalableDimension'],
  PutScalingPolicy: ['ServiceNamespace', 'ScalableDimension'],
  PutMetricAlarm: ['AlarmName'],
  CreateTargetGroup: ['Name'],
  PutScheduledUpdateGroupAction: ['ScheduledActionName'],
  CreateAutoScalingGroup: ['LaunchTemplate.Version', 'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version'],
};

const headingOf = ({ name, heading = name }: Call) => heading;

function rowOf(call: Call, { path, does, note }: Measured): string {
  const word = does === 'silent' && NAMED[headingOf(call)]?.includes(path) === true ? 'named' : does;
  return `| \`${path}\` | ${word}${note === '' ? '' : `: ${note.replaceAll('|', '\\|')}`} |`;
}

describe('docs/reference/import-fields.md', () => {
  it.each(CALLS)('has every field that the SDK has for $name', async (call) => {
    const page = readFileSync(join(import.meta.dirname, PAGE), 'utf8');
    const part = page.split(`\n## ${headingOf(call)}\n`)[1]!.split('\n## ')[0]!;
    const listed = [...part.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path);
    expect(listed).toEqual((await fieldsOfCall(call.service, call.name)).map(({ path }) => path));
  });

  it('describes the use of each, and none is dropped in silence', async () => {
    const isWhole = inject('extent') === 'wide';
    const page = readFileSync(join(import.meta.dirname, PAGE), 'utf8');
    const parts: string[] = [];
    for (const call of CALLS) {
      const fields = await fieldsOfCall(call.service, call.name);
      const drawn = isWhole ? fields : fields.filter((_, i) => i % 12 === 0);
      const rows = drawn.map((field) => rowOf(call, measure(call, field)));
      expect(rows.filter((row) => row.includes('silent'))).toEqual([]);
      for (const row of rows) if (!isWhole) expect(page).toContain(row);
      parts.push(`## ${headingOf(call)}\n\n| field | what happens to it |\n| --- | --- |\n${rows.join('\n')}\n`);
    }
    if (isWhole) await expect([HEAD, ...parts].join('\n')).toMatchFileSnapshot(PAGE);
  });
});
