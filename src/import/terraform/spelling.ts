import { at, type Block, blockOf, isBlock, listOf } from '../plain-data.js';

/** Respells what Terraform calls or shapes otherwise than the API of AWS, beyond the case of letters and blocks as lists of one. */

type Respell = (values: Block) => Block;

const RESPELLED: Readonly<Record<string, Respell>> = {
  aws_cloudwatch_metric_alarm: alarmOf,
  aws_autoscaling_policy: (values) => within(values, ['target_tracking_configuration', 'customized_metric_specification'], dimensionsOf),
  aws_ecs_task_definition: (values) => within(values, ['volume'], (volume) => moved(volume, 'configure_at_launch', 'configured_at_launch')),
  aws_ecs_service: (values) =>
    within(values, ['volume_configuration', 'managed_ebs_volume'], (volume) => moved(volume, 'size_in_gb', 'size_in_gib')),
};

/** Returns the values of a resource of this type in the words of the API. Plans write '' and [] for what is not set: they are left out. */
export function respelled(type: string, values: Block): Block {
  const given = withoutEmpty(values) as Block;
  return Object.hasOwn(RESPELLED, type) ? RESPELLED[type]!(given) : given;
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isBlock(value)) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== '' && !(Array.isArray(inner) && inner.length === 0));
  return blockOf(given.map(([key, inner]) => [key, withoutEmpty(inner)] as const));
}

function alarmOf(values: Block): Block {
  const { metric_query: queries, ...alarm } = withDimensions(values);
  return queries === undefined ? alarm : { ...alarm, metrics: listOf(queries).map(queryOf) };
}

/** The metric of a query has its period and statistic beside its dimensions; the API has them around it. */
function queryOf(query: unknown): unknown {
  const [metric] = listOf(at(query, 'metric'));
  if (!isBlock(query) || !isBlock(metric)) return query;
  const { metric: _, ...rest } = query;
  const { period, stat, unit, ...named } = withDimensions(metric);
  return {
    ...rest,
    metric_stat: blockOf(Object.entries({ metric: named, period, stat, unit }).filter(([, value]) => value !== undefined)),
  };
}

/** Terraform writes the dimensions of a metric as a map from their names. */
function withDimensions(metric: Block): Record<string, unknown> {
  const { dimensions } = metric;
  if (!isBlock(dimensions)) return { ...metric };
  return { ...metric, dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })) };
}

function dimensionsOf(metric: Block): Block {
  return moved(metric, 'metric_dimension', 'dimensions');
}

function moved(block: Block, from: string, to: string): Block {
  const { [from]: value, ...rest } = block;
  return value === undefined ? block : { ...rest, [to]: value };
}

/** Applies a change to the blocks at a path. Plans write a block as a list of one. */
function within(block: Block, [key, ...inner]: readonly string[], change: (block: Block) => Block): Block {
  const value = block[key!];
  if (value === undefined) return block;
  const blocks = listOf(value).map((one) => (!isBlock(one) ? one : inner.length === 0 ? change(one) : within(one, inner, change)));
  return { ...block, [key!]: blocks };
}
