/** How a headline metric is named, printed and read. `lower`, `higher`: the better direction; null: neither by itself. */
export interface MetricSpec {
  readonly key: string;
  readonly label: string;
  readonly unit:
    | 'USD'
    | 'h'
    | '%'
    | 'tasks'
    | 'ms'
    | 'task-minutes'
    | 'service-minutes'
    | 'instance-minutes'
    | 'decisions'
    | 'instances'
    | 'attempts'
    | 'vCPUs'
    | 'requests'
    | 'nodes';
  /** Decimals in a table; files have all decimals. */
  readonly shown: number;
  readonly better: 'lower' | 'higher' | null;
  readonly meaning: string;
}

/** Builds the specification of a metric. `rest`: its meaning, decimals and better direction. */
export function metric<K extends string>(
  key: K,
  label: string,
  unit: MetricSpec['unit'],
  ...rest: [string, number, MetricSpec['better']]
): MetricSpec & { key: K } {
  const [meaning, shown, better] = rest;
  return { key, label, unit, meaning, shown, better };
}
