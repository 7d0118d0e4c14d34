/** The pools that an entry applies to: those of a type, of a zone, of both, or all. An empty name matches any. */
export interface ForPools {
  readonly typeName: string;
  readonly zoneName: string;
}

/** Returns the most specific entry for a pool: type and zone first, then type, then zone, then all. */
export function seriesFor<T extends ForPools>(series: readonly T[], typeName: string, zoneName: string): T | undefined {
  const find = (type: string, zone: string) => series.find((one) => one.typeName === type && one.zoneName === zone);
  return find(typeName, zoneName) ?? find(typeName, '') ?? find('', zoneName) ?? find('', '');
}

/** Collects one series per type and zone, in order of first rows. */
export class SeriesTable<T extends ForPools> {
  readonly all: T[] = [];
  private readonly known = new Map<string, T>();

  constructor(private readonly begin: (pools: ForPools) => T) {}

  of(typeName: string, zoneName: string): T {
    const key = `${typeName}/${zoneName}`;
    let series = this.known.get(key);
    if (series === undefined) {
      series = this.begin({ typeName, zoneName });
      this.known.set(key, series);
      this.all.push(series);
    }
    return series;
  }
}
