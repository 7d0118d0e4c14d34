import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../src/run/scenario-file.js';
import { exportAt } from '../../src/studies/export/run.js';

/** Keys and types of what an export writes are those that AWS has answered with. */

const ANSWERS = join(process.env.DRYDOCK_DATA!, 'ecs-inputs/api-outputs');
const LISTS = [
  'clusters',
  'capacityProviders',
  'services',
  'containerInstances',
  'tasks',
  'taskDefinition',
  'AutoScalingGroups',
  'LaunchTemplateVersions',
  'ScalableTargets',
  'ScalingPolicies',
  'MetricDataResults',
];
/** AWS has them, and there is no recorded answer with them. */
const NOT_RECORDED =
  /\.(tags|capacityProviderName|capacityProviderStrategy|defaultCapacityProviderStrategy|managedDraining|instanceWarmupPeriod|AvailabilityZoneDistribution|CapacityRebalance|availabilityZoneRebalancing|loadBalancers|monitoring)\b|^AutoScalingGroups\[\]\.(Instances\[\]\.InstanceType|MixedInstancesPolicy|Tags)|^taskDefinition\.|^ScalingPolicies\[\]|^services\[\]\.(deploymentConfiguration|deployments\[\])\./;

type Shapes = Map<string, Set<string>>;

function note(value: unknown, path: string, shapes: Shapes): void {
  const type = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  shapes.set(path, (shapes.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const item of value) note(item, `${path}[]`, shapes);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) note(inner, `${path}.${key}`, shapes);
}

function noteAnswer(answer: unknown, shapes: Shapes): void {
  for (const key of LISTS) {
    const value = (answer as Record<string, unknown> | null)?.[key];
    if (typeof value === 'object' && value !== null) note(value, key, shapes);
  }
}

/** Recorders put the answer under `data`; a page of documentation may have left something out. */
function parsed(text: string): unknown {
  try {
    const { data, ...answer } = JSON.parse(text) as { data?: unknown };
    return data ?? answer;
  } catch {
    return null;
  }
}

function recorded(): Shapes {
  const shapes: Shapes = new Map();
  for (const file of readdirSync(ANSWERS, { recursive: true }) as string[]) {
    if (!file.endsWith('.json')) continue;
    noteAnswer(parsed(readFileSync(join(ANSWERS, file), 'utf8')), shapes);
  }
  return shapes;
}

describe('an export', () => {
  const known = recorded();

  it.each((readdirSync(join(import.meta.dirname, '../../scenarios/services')) as string[]).filter((file) => file.endsWith('.yaml')))(
    'has the keys and types of recorded answers: %s',
    async (file) => {
      const scenario = readScenario(join(import.meta.dirname, '../../scenarios/services', file));
      const { files } = await exportAt(scenario, Math.floor(scenario.setup.durationMs / 2_000) * 1_000);
      const own: Shapes = new Map();
      for (const [name, answer] of files) if (name !== 'present.json') noteAnswer(answer, own);
      const strange = [...own].flatMap(([path, types]) => {
        if (NOT_RECORDED.test(path)) return [];
        const others = [...types].filter((type) => known.get(path)?.has(type) !== true);
        return others.map((type) => `${path}: ${type}`);
      });
      expect(strange).toEqual([]);
      expect(own.has('services[].serviceArn')).toBe(true);
    },
  );
});
