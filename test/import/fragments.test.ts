import { describe, expect, it } from 'vitest';
import { importScenario } from '../../src/import/import.js';
import { imported, mistakes } from './imported.js';

const container = { name: 'app', image: 'app:1', cpu: 256, memory: 512 };
const web = { family: 'web', containerDefinitions: [container] };
const text = (value: unknown) => JSON.stringify(value);

describe('a file that is only a part of a cluster', () => {
  it('loses no service that has no task definition of its own in silence', () => {
    const external = { serviceName: 'shop', desiredCount: 2, deploymentController: { type: 'EXTERNAL' } };
    const { findings } = importScenario([
      { file: 'web.json', text: text(web) },
      { file: 'shop.json', text: text(external) },
    ]);
    expect(findings.filter(({ isLoss }) => isLoss).map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'shop.json: the service shop has neither a task definition nor task sets: save what describe-services gives, which has them',
    ]);
  });

  it('names a parameter that its template lacks once, at its first place', () => {
    const Properties = { Family: { Ref: 'App' }, ContainerDefinitions: [{ Name: { Ref: 'App' }, Image: 'app', Memory: 64 }] };
    const template = { Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties } } };
    expect(mistakes(template).filter((line) => line.includes('refers to "App"'))).toEqual([
      expect.stringContaining('Resources.Task.Properties.Family: refers to "App", which is neither a parameter nor a resource'),
    ]);
  });

  it.each([
    [
      'an event',
      { 'detail-type': 'ECS Task State Change', source: 'aws.ecs', detail: {} },
      'is an event (ECS Task State Change), which tells what happened once: save what the describe- calls give',
    ],
    [
      'a pattern of events',
      { source: ['aws.ecs'], 'detail-type': ['ECS Service Action'] },
      'is a pattern of events, which does not describe a cluster: save what the describe- calls give',
    ],
    [
      'the input of update-service',
      { cluster: 'c', service: 'shop', desiredCount: 3 },
      'is a change of the service shop: save what describe-services gives after it',
    ],
    [
      'the input of run-task',
      { cluster: 'c', taskDefinition: 'web:1', networkConfiguration: {} },
      'runs tasks of web:1 once: write a workload for them',
    ],
    [
      'the answer of register-scalable-target',
      { ScalableTargetARN: 'arn:aws:x' },
      'has the name of a scalable target only: save what describe-scalable-targets gives',
    ],
    [
      'the answer of put-scaling-policy',
      { PolicyARN: 'arn:aws:x', Alarms: [] },
      'has names of a policy and its alarms only: save what describe-scaling-policies gives',
    ],
    [
      'the answer of put-account-setting',
      { setting: { name: 'awsvpcTrunking', value: 'enabled' } },
      'has nothing for a scenario: give the description of a cluster, its services or task definitions as well',
    ],
  ])('names the input that it needs: %s', (_, value, reason) => {
    expect(mistakes(value, { file: 'a.json' })).toEqual([`a.json: ${reason}`]);
  });

  it('names the call that describes what a list names', () => {
    expect(mistakes({ serviceArns: ['arn:aws:ecs:us-east-1:0:service/c/web'] }, { file: 'a.json' })).toEqual([
      'a.json: serviceArns: has names only: save what describe-services gives',
    ]);
    expect(mistakes({ taskDefinitionArns: [] }, { file: 'a.json' })).toEqual([
      'a.json: taskDefinitionArns: has names only: save what describe-task-definition of each gives',
    ]);
  });

  it('takes a container whose image a pipeline fills in', () => {
    const { scenario, assumed } = imported({ ...web, containerDefinitions: [{ ...container, image: '' }] });
    expect(scenario.taskDefinitions[0].containerDefinitions[0]).toMatchObject({ name: 'app', image: 'web-app', memory: 512 });
    expect(assumed).toContainEqual(': the container app of web has no image: one of its own stands for it, web-app');
  });
});
