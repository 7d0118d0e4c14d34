import { Document, isMap, isPair, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Place } from '../findings.js';

/** A scenario under construction: plain data, and comments attached to its parts. */
export class Draft {
  private readonly remarks = new Map<object, Map<string | null, string>>();
  private readonly origins = new Map<object, Place>();

  /** Records the origin of a part and writes it as a comment above the part. */
  from(part: object, ...places: readonly Place[]): void {
    this.origins.set(part, places[0]!);
    this.remark(part, null, `from ${places.map(placeText).join(', ')}`);
  }

  /** Records the origin of a part without a comment. */
  origin(part: object, place: Place): void {
    this.origins.set(part, place);
  }

  originOf(part: object): Place | undefined {
    return this.origins.get(part);
  }

  /** Adds a comment above a key of a block or, with null, above the block itself in its list. */
  remark(holder: object, key: string | null, text: string): void {
    const own = this.remarks.get(holder) ?? new Map<string | null, string>();
    const before = own.get(key);
    own.set(key, before === undefined ? text : `${before}\n${text}`);
    this.remarks.set(holder, own);
  }

  text(root: object, head: readonly string[]): string {
    const doc = new Document(root, { aliasDuplicateObjects: false });
    this.write(doc.contents, root);
    doc.commentBefore = head.map((line) => ` ${line}`).join('\n');
    return doc.toString({ lineWidth: 150, flowCollectionPadding: true });
  }

  private write(node: unknown, value: unknown): void {
    if (isSeq(node) && Array.isArray(value)) {
      if (value.every((item) => typeof item !== 'object')) node.flow = true;
      node.items.forEach((item, i) => {
        this.write(item, value[i]);
        this.above(item as Node, value[i], null);
      });
    } else if (isMap(node) && typeof value === 'object' && value !== null) {
      if (isSmall(value) && this.remarks.get(value) === undefined) node.flow = true;
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue;
        const key = String(pair.key.value);
        this.write(pair.value, (value as Record<string, unknown>)[key]);
        this.above(pair.key as Scalar, value, key);
      }
    }
  }

  private above(node: Node, holder: unknown, key: string | null): void {
    const text = typeof holder === 'object' && holder !== null ? this.remarks.get(holder)?.get(key) : undefined;
    if (text !== undefined)
      node.commentBefore = text
        .split('\n')
        .map((line) => ` ${line}`)
        .join('\n');
  }
}

export function placeText({ file, field }: Place): string {
  return field === '' ? file : `${file}: ${field.replace(/\.Properties$/, '')}`;
}

function isPlainList(value: object): value is unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object');
}

function isLeaf(value: object): boolean {
  const values = Object.values(value);
  return !Array.isArray(value) && values.length <= 2 && values.every((inner) => typeof inner !== 'object');
}

/** Returns whether a block is short enough for one line. */
function isSmall(value: object): boolean {
  const values = Object.values(value);
  const isFlat = values.every(
    (inner) => typeof inner !== 'object' || inner === null || (isPlainList(inner) ? inner.length <= 4 : isLeaf(inner)),
  );
  return isFlat && JSON.stringify(value).length <= 100;
}
