/**
 * Finds the first instance with room of every resource: a tree over the instances in order, each node with the greatest room of each
 * resource below it. A node may combine room of several instances (CPU of one, memory of another), so the walk sometimes turns back.
 */
export class RoomIndex {
  private leaves = 16;
  private most: Float64Array;

  constructor(private readonly resources: number) {
    this.most = new Float64Array(2 * this.leaves * resources).fill(-1);
  }

  set(at: number, room: readonly number[]): void {
    while (at >= this.leaves) this.grow();
    const { resources, most } = this;
    let node = this.leaves + at;
    for (let r = 0; r < resources; r++) most[node * resources + r] = room[r];
    for (node >>= 1; node > 0; node >>= 1) this.raise(node);
  }

  /** Returns the first instance from this index on with room for the needs, or -1. */
  next(from: number, needs: readonly number[]): number {
    return from >= this.leaves ? -1 : this.search(1, this.leaves, { from, needs });
  }

  private search(node: number, leaves: number, requirement: { readonly from: number; readonly needs: readonly number[] }): number {
    const { resources, most } = this;
    // The last leaf under this node.
    const last = (node + 1) * leaves - this.leaves - 1;
    if (last < requirement.from) return -1;
    for (let r = 0; r < resources; r++) if (most[node * resources + r] < requirement.needs[r]) return -1;
    if (leaves === 1) return node - this.leaves;
    const left = this.search(2 * node, leaves / 2, requirement);
    return left >= 0 ? left : this.search(2 * node + 1, leaves / 2, requirement);
  }

  private raise(node: number): void {
    const { resources, most } = this;
    for (let r = 0; r < resources; r++)
      most[node * resources + r] = Math.max(most[2 * node * resources + r], most[(2 * node + 1) * resources + r]);
  }

  private grow(): void {
    const { resources, leaves, most } = this;
    this.leaves *= 2;
    this.most = new Float64Array(2 * this.leaves * resources).fill(-1);
    this.most.set(most.subarray(leaves * resources), this.leaves * resources);
    for (let node = this.leaves - 1; node > 0; node--) this.raise(node);
  }
}
