import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drydock } from '../cli/in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-undone-'));
const run = async (...words: string[]) => (await drydock(words, { cwd: folder })).stdout.replace(/\s+/g, ' ');
const MAX_SIZE = 'cluster.capacityProviders.g.autoScalingGroup.maxSize';

/** A task of 8 vCPUs on instances of 2: no task ever starts, and no instance is bought. */
beforeAll(() => {
  writeFileSync(
    join(folder, 'idle.yaml'),
    `name: idle
duration: 2h
cluster:
  capacityProviders:
    - { name: g, autoScalingGroup: { instanceTypes: [t3.small], minSize: 0, maxSize: 2 }, autoScalingGroupProvider: {} }
taskDefinitions:
  - { family: big, cpu: '8192', memory: '32768', containerDefinitions: [{ name: c, image: nginx }] }
services:
  - { serviceName: web, taskDefinition: big, desiredCount: 2 }
`,
  );
  const study = `scenario: idle.yaml\naxes: { ${MAX_SIZE}: [1, 2] }\n`;
  const idle = readFileSync(join(folder, 'idle.yaml'), 'utf8').replace('desiredCount: 2', 'desiredCount: 0');
  for (const name of ['unasked', 'unasked-too']) writeFileSync(join(folder, `${name}.yaml`), idle.replace('name: idle', `name: ${name}`));
  writeFileSync(join(folder, 'unasked-sweep.yaml'), `scenario: unasked.yaml\naxes: { ${MAX_SIZE}: [1, 2] }\nreplications: 2\n`);
  writeFileSync(
    join(folder, 'unasked-optimise.yaml'),
    `scenario: unasked.yaml\naxes: { ${MAX_SIZE}: [1, 2] }\nobjectives: [tasks_failed <= 0]\nreplications: 5\n`,
  );
  writeFileSync(join(folder, 'sweep.yaml'), `${study}replications: 2\n`);
  writeFileSync(join(folder, 'optimise.yaml'), `${study}objectives: [tasks_failed <= 0]\nreplications: 5\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a sweep names no best point where no task ever started, and draws no chart of zeros', async () => {
  const text = await run('sweep', 'sweep.yaml', '--charts', 'csv', '--out', 'swept');
  expect(text).toContain('No point did its work in every run, so none is the best. The first ran no task of web: even an empty instance');
  expect(text).not.toContain('lowest');
  expect(text).toContain('2 of 2 runs');
  const page = readFileSync(join(folder, 'swept/report.html'), 'utf8');
  expect(page.match(/<h3[^>]*>[^<]+: main effects/g)).toEqual([expect.stringContaining('Tasks missing')]);
});

it('an optimisation names no answer where no task ever started, though no task failed', async () => {
  const text = await run('optimise', 'optimise.yaml', '--out', 'searched');
  expect(text).toMatch(
    /No point is shown to meet tasks_failed <= 0\. \d finalists? left work undone, which no objective makes up for: the first ran no task of web/,
  );
  expect(text).not.toContain('The cheapest');
});

it('advice begins with the work that the scenario leaves undone', async () => {
  const text = await run('advise', 'idle.yaml', '--replications', '5', '--out', 'advised');
  expect(text).toContain(
    'It left work undone in 5 of 5 replications, so mend that first: a change of its cost means little. It ran no task of web',
  );
});

it('each study says that no task ran where nobody asked for one, so that $0.00 does not read as advice', async () => {
  const nothing = (where: string) => `No task ran ${where} (daemons are not counted), so its cost says little.`;
  expect(await run('sweep', 'unasked-sweep.yaml', '--out', 'a')).toContain(`maxSize 1; maxSize 2. ${nothing('there')}`);
  expect(await run('optimise', 'unasked-optimise.yaml', '--out', 'b')).toContain(nothing('there'));
  expect(await run('advise', 'unasked.yaml', '--replications', '5', '--out', 'c')).toContain(nothing('in it'));
  const compared = await run('compare', 'unasked.yaml', 'unasked-too.yaml', '--replications', '2', '--out', 'd');
  expect(compared).toContain(nothing('in unasked and unasked-too'));
});
