import { dateSecondsOf } from '../placement/query/literals.js';

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;

/** A moment as the AWS CLI writes it, in whole milliseconds since 1970 UTC; finer digits are dropped. Undefined for anything else. */
export function momentMsOf(text: string): number | undefined {
  const match = MOMENT.exec(text);
  if (match === null) return undefined;
  const [, day, time, fraction = '', offset = 'Z'] = match;
  const seconds = dateSecondsOf(`${day}T${time}${offset.replace(/^(.\d\d):?(\d\d)$/, '$1:$2')}`);
  return seconds === undefined ? undefined : seconds * 1_000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}
