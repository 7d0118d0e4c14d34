import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { formatProblem, Sources } from '../../src/scenario/text/sources.js';
import { readOptimise } from '../../src/studies/optimise/file.js';
import { readSweep } from '../../src/studies/sweep/file.js';
import { definitionIn } from '../../src/studies/validate/task-definition-file.js';

const SCENARIO = 'name: a\nduration: 1h\ncluster: {}\nservices: []\n';
const SWEEP = 'scenario: package.json\naxes: { a: [1, 2] }\n';

function mistakes(text: string): string[] {
  return (loadScenario(text, { file: 'x.yaml', read: () => undefined }).errors ?? []).map(formatProblem);
}

describe('a file of another kind', () => {
  it('is reported once, with the command that it is for', () => {
    expect(mistakes(SWEEP)).toEqual(["x.yaml:1:1 scenario: this is a sweep of a scenario, not one itself: it is for 'drydock sweep'"]);
    expect(mistakes(`${SWEEP}objectives: [cost_usd <= 1]\n`)).toEqual([
      "x.yaml:1:1 scenario: this is an optimisation of a scenario, not one itself: it is for 'drydock optimise'",
    ]);
    expect(mistakes('scenario: a.yaml\npoints: [{ a: 1 }]')).toHaveLength(1);
  });

  it.each([
    ['a CloudFormation template', '1:1 Resources', 'Resources: { A: { Type: AWS::ECS::Cluster } }\n'],
    // Its tags cannot be read, so that the whole file is meant.
    [
      'a CloudFormation template',
      '1:1',
      'Parameters: { N: { Type: Number } }\nResources:\n  A: { Properties: { DesiredCount: !Ref N } }\n',
    ],
    ['a Terraform plan', '1:2 planned_values', '{"planned_values": {}}'],
    ['a task definition', '1:15 containerDefinitions', '{"family": 1, "containerDefinitions": []}'],
  ])('of AWS is for an import: %s at %s', (what, place, text) => {
    expect(mistakes(text)).toEqual([`x.yaml:${place}: this is ${what}: 'drydock import' makes a scenario of it`]);
  });

  it('is reported where a sweep or an optimisation is expected and a scenario is given', () => {
    const problems = [
      's.yaml:3:1 cluster: this is a scenario: the axes to vary stand in a file of their own, which names it (scenario: FILE)',
    ];
    expect(readSweep(SCENARIO, 's.yaml').errors?.map(formatProblem)).toEqual(problems);
    expect(readOptimise(SCENARIO, 's.yaml').errors?.map(formatProblem)).toEqual(problems);
  });

  it('is reported where a task definition is expected and a scenario is given', () => {
    const { definition, errors } = definitionIn(new Sources('s.yaml', SCENARIO));
    expect(definition).toBeUndefined();
    expect(errors.map(formatProblem)).toEqual([
      "s.yaml:3:1 cluster: this is a scenario, and no task definition: 'drydock validate' says how many copies of each task fit on its instances",
    ]);
  });

  it('is not made of a scenario or a sweep with a key too many', () => {
    expect(mistakes(`${SCENARIO}axes: {}\n`).filter((line) => line.includes('this is'))).toEqual([]);
    expect(readSweep(`${SWEEP}cluster: {}\n`, 's.yaml').errors?.map(formatProblem)).toEqual([
      expect.stringMatching(/^s\.yaml:3:1 cluster: is not a key that belongs here/),
    ]);
  });
});
