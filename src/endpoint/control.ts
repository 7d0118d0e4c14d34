import { randomUUID } from 'node:crypto';
import { timeName } from '../run/checkpoints/checkpoint.js';
import { durationMs } from '../scenario/units.js';
import { isStable } from './cluster/pace.js';
import type { Endpoint } from './endpoint.js';
import type { Reply } from './protocol/calls.js';

interface ControlRequest {
  readonly name: string;
  readonly method: string;
  /** The query string, without the question mark. */
  readonly query: URLSearchParams;
  readonly body: string;
}

/** Requests to the simulation itself that no API of AWS has: the clock. */
export async function controlReply(endpoint: Endpoint, { name, method, query, body }: ControlRequest): Promise<Reply> {
  if (name === 'clock' && method === 'GET') return endpoint.inTurn(async () => reply(200, clockOf(endpoint)));
  if (name === 'advance' && method === 'POST') return endpoint.inTurn(() => advance(endpoint, body));
  if (name === 'events' && method === 'GET') return endpoint.inTurn(async () => events(endpoint, query.get('after')));
  return reply(404, { message: 'There are GET /drydock/clock, POST /drydock/advance and GET /drydock/events.' });
}

/** The events that EventBridge would deliver, JSON a line, the oldest first; `after`: the id of the last one that the client has. */
function events({ cluster }: Endpoint, after: string | null): Reply {
  const { lines } = cluster.log;
  const known = after === null ? -1 : lines.findLastIndex((line) => (JSON.parse(line) as { id: string }).id === after);
  if (after !== null && known < 0) return reply(404, { message: `No event of the latest ${lines.length} has the id ${after}.` });
  const body = lines.slice(known + 1).map((line) => `${line}\n`);
  return { status: 200, contentType: 'application/x-ndjson', body: body.join(''), requestId: randomUUID() };
}

async function advance(endpoint: Endpoint, body: string): Promise<Reply> {
  const { cluster } = endpoint;
  const untilMs = untilOf(body, cluster.nowMs);
  if (untilMs === null) return reply(400, { message: 'Write {"by": "10m"} or {"to": "2h30m"}, with a time that is not past.' });
  await cluster.advance(untilMs);
  return reply(200, clockOf(endpoint));
}

function untilOf(body: string, nowMs: number): number | null {
  try {
    const { by, to } = JSON.parse(body) as { by?: unknown; to?: unknown };
    const given = typeof by === 'string' ? nowMs + durationMs(by) : typeof to === 'string' ? durationMs(to) : Number.NaN;
    return Number.isSafeInteger(given) && given >= nowMs ? given : null;
  } catch {
    return null;
  }
}

function clockOf({ cluster }: Endpoint): object {
  const { nowMs, moment } = cluster;
  return { time: moment.names.time(nowMs), since: timeName(nowMs), ms: nowMs, isStable: isStable(cluster), digest: cluster.digest };
}

function reply(status: number, content: object): Reply {
  return { status, contentType: 'application/json', body: `${JSON.stringify(content)}\n`, requestId: randomUUID() };
}
