import { parse } from 'yaml';
import type { Imported } from '../../src/import/import.js';

/** Templates with parts removed, doubled and renamed, and what an import may then have lost in silence. */

type Block = Record<string, unknown>;

/** Even draws (Park and Miller). */
function drawsOf(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Returns a template with one to four of its parts changed. */
export function mutated(template: unknown, seed: number): unknown {
  const next = drawsOf(seed * 7919 + 13);
  for (let i = 0; i < 10; i++) next();
  const copy = structuredClone(template);
  const times = 1 + Math.floor(next() * 4);
  for (let n = 0; n < times; n++) mutate(copy, next);
  return copy;
}

function mutate(root: unknown, next: () => number): void {
  const holders = [...holdersIn(root)];
  const holder = holders[Math.floor(next() * holders.length)];
  if (holder === undefined) return;
  const kind = Math.floor(next() * 3);
  if (Array.isArray(holder)) {
    const at = Math.floor(next() * holder.length);
    if (kind === 0) holder.splice(at, 1);
    else holder.splice(at, kind === 1 ? 0 : 1, kind === 1 ? structuredClone(holder[at]) : 'renamed');
    return;
  }
  const keys = Object.keys(holder);
  const key = keys[Math.floor(next() * keys.length)]!;
  const value = holder[key];
  if (kind !== 1) delete holder[key];
  if (kind > 0) holder[`${key}Two`] = structuredClone(value);
}

function* holdersIn(node: unknown): Generator<Block | unknown[]> {
  if (typeof node !== 'object' || node === null) return;
  const values = Object.values(node);
  if (values.length > 0) yield node as Block;
  for (const value of values) yield* holdersIn(value);
}

/** Returns the services and groups of a template without conditions that neither are in the scenario nor make exit code 2. */
export function lostInSilence(template: unknown, { scenario, findings }: Imported): string[] {
  if (scenario === undefined || findings.some(({ isLoss }) => isLoss)) return [];
  const resources = (template as { Resources?: Record<string, { Type?: unknown; Condition?: unknown } | null> }).Resources ?? {};
  const idsOf = (type: string) =>
    Object.entries(resources).flatMap(([id, one]) => (one?.Type === type && one.Condition === undefined ? [id] : []));
  const understood = findings.filter(({ kind }) => kind === 'understood');
  const isUnderstood = (id: string, words: RegExp) =>
    understood.some(({ field, message }) => field === `Resources.${id}.Properties` && words.test(message));
  const { services = [], cluster } = parse(scenario) as { services?: unknown[]; cluster?: { capacityProviders?: unknown[] } };
  const lost = idsOf('AWS::ECS::Service').filter((id) => !isUnderstood(id, /^service /));
  const written = understood.filter(({ message }) => /^service /.test(message)).length;
  const groups = (cluster?.capacityProviders ?? []).filter((provider) => typeof provider !== 'string').length;
  const never = findings.filter(({ message }) => / has maxSize 0: /.test(message)).length;
  return [
    ...lost,
    ...(written > services.length ? [`${written} services are understood, and ${services.length} are written`] : []),
    ...(idsOf('AWS::AutoScaling::AutoScalingGroup').length > groups + never ? ['a group'] : []),
  ];
}
