import { ownColumnsText, parseColumnMap, takesColumns } from '../../workload/formats/column-map.js';
import type { Context } from '../context.js';
import type { WorkloadText } from '../schema.js';
import type { Path } from '../text/problem.js';

type TraceText = Extract<WorkloadText['arrivals'], { type: 'trace' }>;

/** Returns whether the trace has run times of its tasks. Every format with columns of its own does, and so do Drydock's own names. */
export function hasRunTimes({ format = 'csv', columns }: TraceText): boolean {
  if (columns === undefined || !takesColumns(format)) return true;
  const { duration, end } = typeof columns === 'string' ? parseColumnMap(columns).map : columns;
  return duration !== undefined || end !== undefined;
}

export function checkTrace(context: Context, path: Path, { format = 'csv', columns }: TraceText): void {
  if (columns === undefined) return;
  const place = [...path, 'columns'];
  if (!takesColumns(format)) context.error(place, ownColumnsText(format));
  if (typeof columns === 'string') {
    for (const mistake of parseColumnMap(columns).mistakes) context.error(place, mistake);
    return;
  }
  if (columns.durationMax !== undefined && columns.duration === undefined)
    context.error([...place, 'durationMax'], 'needs a duration column beside it');
  if (columns.end !== undefined && columns.duration !== undefined)
    context.error([...place, 'end'], 'says the same as duration: give one of them');
}
