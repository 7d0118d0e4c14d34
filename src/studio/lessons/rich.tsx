import { unbroken } from '../../report/metric-text.js';

/** A sentence of the catalogue: what stands in backticks is code. No line breaks between a number and its unit. */
export function Rich({ text }: { text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : unbroken(part)))}</>;
}
