import type { Box } from './layout.js';

/** The gap that rounding may leave between two boxes that touch, in CSS pixels. */
const SEAM = 0.001;

/** Boxes to be painted, by a number for their look: four numbers each, x, y, width and height. */
export class Batches {
  readonly byLook = new Map<number, number[]>();

  /** A box that goes on where the last one of its look ends makes that one wider: narrow neighbours are one rectangle. */
  add(look: number, { x, y, width, height }: Box): void {
    const boxes = this.of(look);
    const last = boxes.length - 4;
    const goesOn = last >= 0 && boxes[last + 1] === y && x >= boxes[last] && x <= boxes[last] + boxes[last + 2] + SEAM;
    if (goesOn) boxes[last + 2] = x + width - boxes[last];
    else boxes.push(x, y, width, height);
  }

  private of(look: number): number[] {
    const known = this.byLook.get(look);
    if (known !== undefined) return known;
    const made: number[] = [];
    this.byLook.set(look, made);
    return made;
  }
}
