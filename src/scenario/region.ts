import { REGIONS } from '../catalog/regions.js';
import { nearest } from './text/suggest.js';

/** Returns the rest of the message for a text that is no Region of AWS: the one that is spelt like it, or those of the same part of the world. */
export function whyNoRegion(text: string): string | undefined {
  if (REGIONS.includes(text)) return undefined;
  const meant = nearest(text, REGIONS);
  if (meant !== undefined) return `is not a region; did you mean ${meant}?`;
  const [part] = /^[a-z]+-/.exec(text) ?? [];
  const there = part === undefined ? [] : REGIONS.filter((one) => one.startsWith(part));
  return there.length > 0 ? `is not a region; choose from ${there.join(', ')}` : 'is not a region such as us-east-1';
}
