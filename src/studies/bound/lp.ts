import type { Highs, Model } from 'highs';

/** A sparse column of a linear program. */
export interface LpColumn {
  readonly cost: number;
  readonly upper: number;
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

/**
 * Minimises cost over columns from 0 up to their upper bounds, each row within its bounds. Columns may be added later; the solver then
 * continues from its last basis.
 */
export class LinearProgram {
  private readonly model: Model;

  constructor(
    private readonly highs: Highs,
    rows: readonly { readonly lower: number; readonly upper: number }[],
  ) {
    this.model = highs.createModel();
    this.model.options.set({ output_flag: false });
    for (const { lower, upper } of rows) this.model.addRow(lower, upper, { indices: [], values: [] });
  }

  add({ cost, upper, rows, values }: LpColumn): void {
    this.model.addCol(cost, 0, upper, { indices: rows as number[], values: values as number[] });
  }

  setCosts(costs: readonly number[]): void {
    this.model.changeColsCost({ kind: 'range', from: 0, to: costs.length - 1 }, costs as number[]);
  }

  /** Returns the values of the columns and the duals of the rows; null if the solver fails. */
  solve(): { readonly cost: number; readonly values: Float64Array; readonly duals: Float64Array } | null {
    this.model.run();
    if (this.model.getModelStatus() !== this.highs.constants.modelStatus.optimal) return null;
    const { colValue, rowDual } = this.model.getSolution();
    return { cost: this.model.getObjectiveValue(), values: colValue, duals: rowDual };
  }

  dispose(): void {
    this.model.dispose();
  }
}
