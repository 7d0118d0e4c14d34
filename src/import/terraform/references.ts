import { type Place, under } from '../findings.js';
import { at, type Block, isBlock, listOf } from '../plain-data.js';
import { Unresolved } from '../unresolved.js';

/**
 * Resolves values that a plan leaves unknown until it is applied, mainly ids of new resources. The plan's configuration shows which
 * resource an expression refers to; that resource's name replaces the value.
 */

const STEPS_MAX = 30;

export interface Planned {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly module: string;
  readonly values: Block;
}

export function shortAddress(address: string): string {
  return address
    .replace(/^module\./, '')
    .replaceAll('.module.', '.')
    .replace(/\baws_[a-z_]+\./, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

export class Modules {
  constructor(
    private readonly root: unknown,
    private readonly resources: readonly Planned[],
    readonly place: Place,
  ) {}

  /** Returns the expressions of a resource; undefined for a state, which has none. */
  expressionsOf({ type, name, module }: Planned): unknown {
    const resource = listOf(at(this.configured(module)?.block, 'resources')).find(
      (one) => at(one, 'type') === type && at(one, 'name') === name,
    );
    return at(resource, 'expressions');
  }

  /**
   * Returns the resources that a reference names, through variables and module outputs. With count or for_each these are all instances, or
   * the indexed one.
   */
  resolve(reference: string, module: string, step = 0): readonly Planned[] {
    if (step > STEPS_MAX) return [];
    const [head = '', second = '', third = ''] = reference.replace(/\[[^\]]*\]/g, '').split('.');
    if (head === 'var') return this.throughVariable(second, module, step);
    if (head === 'module') return this.throughOutput({ call: second, output: third }, module, step);
    const index = /\[[^\]]*\]/.exec(reference)?.[0] ?? '';
    const candidates = this.resources.filter(
      (one) => one.module.replace(/\[[^\]]*\]/g, '') === module.replace(/\[[^\]]*\]/g, '') && one.type === head && one.name === second,
    );
    const named = index === '' ? undefined : candidates.find(({ address }) => address.endsWith(index));
    const here = candidates.filter((one) => one.module === module);
    return named === undefined ? (here.length > 0 ? here : candidates) : [named];
  }

  private throughVariable(name: string, module: string, step: number): readonly Planned[] {
    const found = this.configured(module);
    if (found?.parent === undefined) return [];
    const expression = at(at(found.call, 'expressions'), name);
    return this.all(expression, found.parent, step);
  }

  private throughOutput({ call, output }: { call: string; output: string }, module: string, step: number): readonly Planned[] {
    const address = module === '' ? `module.${call}` : `${module}.module.${call}`;
    const inner = this.configured(address);
    return this.all(at(at(at(inner?.block, 'outputs'), output), 'expression'), address, step);
  }

  /** Returns all resources of an expression, in its order. */
  all(expression: unknown, module: string, step = -1): readonly Planned[] {
    return [...new Set(referencesIn(expression).flatMap((reference) => this.resolve(reference, module, step + 1)))];
  }

  /** Returns the configuration of a module by its address, such as `module.a.module.b[0]`. */
  private configured(address: string): { block: unknown; call: unknown; parent: string | undefined } | undefined {
    const names = address === '' ? [] : [...address.matchAll(/(?:^|\.)module\.([^.[]+)(?:\[[^\]]*\])?/g)].map(([, name]) => name!);
    let block = this.root;
    let call: unknown;
    for (const name of names) {
      call = at(at(block, 'module_calls'), name);
      block = at(call, 'module');
    }
    if (block === undefined) return undefined;
    const parent =
      names.length === 0
        ? undefined
        : names
            .slice(0, -1)
            .map((name) => `module.${name}`)
            .join('.');
    return { block, call, parent };
  }
}

/** Returns the references, longest first as in the plan: `aws_ecs_cluster.main.arn`, then `aws_ecs_cluster.main`. */
function referencesIn(expression: unknown): string[] {
  return listOf(at(expression, 'references')).filter((one) => typeof one === 'string');
}

interface Filling {
  readonly modules: Modules;
  readonly resource: Planned;
  readonly place: Place;
}

/** Returns the values with unknown ones filled in from the expressions. Unknown values are absent; null is a known value. */
export function filled(values: Block, expressions: unknown, filling: Filling): Block {
  if (!isBlock(expressions)) return values;
  const found: Record<string, unknown> = { ...values };
  for (const [key, expression] of Object.entries(expressions)) {
    const inside = { ...filling, place: under(filling.place, key) };
    if (Array.isArray(expression)) found[key] = filledBlocks(found[key], expression, inside);
    else if (!Object.hasOwn(found, key)) {
      const open = openValue(expression, inside);
      if (open !== undefined) found[key] = open;
    }
  }
  return found;
}

/** Matches blocks by content: sets are ordered differently in the configuration, and dynamic blocks are missing there. */
function filledBlocks(value: unknown, expressions: readonly unknown[], filling: Filling): unknown {
  const blocks = listOf(value);
  const left = [...expressions];
  return (blocks.length === 0 ? expressions : blocks).map((_, i) => {
    const written = isBlock(blocks[i]) ? blocks[i] : {};
    const fitting = left.findIndex((expression) => agrees(written, expression));
    const [expression] = fitting < 0 ? [] : left.splice(fitting, 1);
    return filled(written, expression, { ...filling, place: under(filling.place, i) });
  });
}

/** Returns whether these expressions may produce the block. */
function agrees(written: Block, expressions: unknown): boolean {
  if (!isBlock(expressions)) return false;
  return Object.entries(expressions).every(([key, expression]) => {
    const [value, constant] = [at(written, key), at(expression, 'constant_value')];
    return value === undefined || value === null || constant === undefined || constant === null || String(value) === String(constant);
  });
}

/** Returns a list where an expression names several subnets, else one value. */
function openValue(expression: unknown, { modules, resource, place }: Filling): unknown {
  const constant = at(expression, 'constant_value');
  if (constant !== undefined) return constant;
  const references = referencesIn(expression);
  if (references.length === 0) return undefined;
  const targets = modules.all(expression, resource.module);
  const subnets = targets.filter(({ type }) => type === 'aws_subnet');
  if (subnets.length > 1) return subnets.map(plannedName);
  if (targets.length > 0) return plannedName(targets[0]!);
  const message = `is known only when the plan is applied (${references[0]}): import 'terraform show -json' of the state afterwards`;
  return new Unresolved(`\${${references[0]}}`, [{ place, message }]);
}

function plannedName({ values, address, type }: Planned): string {
  const word = at(values, type === 'aws_ecs_task_definition' ? 'family' : type === 'aws_cloudwatch_metric_alarm' ? 'alarm_name' : 'name');
  if (
    [
      'aws_launch_template',
      'aws_launch_configuration',
      'aws_autoscaling_group',
      'aws_subnet',
      'aws_appautoscaling_target',
      'aws_appautoscaling_policy',
      'aws_autoscaling_policy',
    ].includes(type)
  )
    return address;
  return typeof word === 'string' && word !== '' ? word : shortAddress(address);
}
