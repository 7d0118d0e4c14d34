/** A point of the search, in logarithms. */
export type Point = readonly number[];

export interface SearchOptions {
  /** First step of each coordinate, and the step below which the search ends; the steps halve in between. */
  readonly firstStep: number;
  readonly lastStep: number;
  readonly evaluationsMax: number;
  /** The least gain of a move, as a share: less is noise. */
  readonly leastGain: number;
  /** Brings a point into its bounds and rounds whole numbers. A move that then changes nothing is not evaluated. */
  settled(point: Point): Point;
}

export interface SearchResult {
  readonly point: Point;
  readonly value: number;
  readonly evaluations: number;
}

/**
 * The pattern search of Hooke and Jeeves ("Direct Search" Solution of Numerical and Statistical Problems, J. ACM 8, 1961). It tries a step
 * up and a step down of each coordinate and keeps the better one. It repeats the whole move as long as that helps, and halves the steps
 * when nothing helps. It needs no derivative, it ends, and it evaluates the same points in the same order each time.
 */
export async function patternSearch(
  start: Point,
  height: (point: Point) => Promise<number>,
  options: SearchOptions,
): Promise<SearchResult> {
  const search = new Search(height, options);
  let base = options.settled(start);
  let value = await search.evaluate(base);
  for (let step = options.firstStep; step >= options.lastStep && search.hasMore; ) {
    const next = await search.explore({ point: base, value }, step);
    if (next.value >= value - Math.abs(value) * options.leastGain) {
      step /= 2;
      continue;
    }
    let from = base;
    ({ point: base, value } = next);
    while (search.hasMore) {
      const ahead = options.settled(base.map((x, i) => 2 * x - from[i]));
      const further = await search.explore({ point: ahead, value: await search.evaluate(ahead) }, step);
      if (further.value >= value - Math.abs(value) * options.leastGain) break;
      from = base;
      ({ point: base, value } = further);
    }
  }
  return { point: base, value, evaluations: search.evaluations };
}

class Search {
  evaluations = 0;
  private readonly known = new Map<string, number>();

  constructor(
    private readonly height: (point: Point) => Promise<number>,
    private readonly options: SearchOptions,
  ) {}

  get hasMore(): boolean {
    return this.evaluations < this.options.evaluationsMax;
  }

  async evaluate(point: Point): Promise<number> {
    const key = point.join(' ');
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.evaluations++;
    const value = await this.height(point);
    this.known.set(key, value);
    return value;
  }

  /** Returns the best point after a step along each coordinate in turn. */
  async explore(from: { readonly point: Point; readonly value: number }, step: number): Promise<{ point: Point; value: number }> {
    let { point, value } = from;
    for (let i = 0; i < point.length && this.hasMore; i++)
      for (const by of [step, -step]) {
        const moved = this.options.settled(point.map((x, k) => (k === i ? x + by : x)));
        const found = await this.evaluate(moved);
        if (found >= value) continue;
        point = moved;
        value = found;
        break;
      }
    return { point, value };
  }
}
