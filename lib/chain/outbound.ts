import { chunksOf } from './chunks.ts';
import { HostGate, rateOf, type GateClock } from './host-gate.ts';
import type { OutboundNote, Why } from './outbound-note.ts';
import { SourceError } from './source-error.ts';

/** The part of `fetch` that sources need; tests give their own. `why` is for whoever keeps account. */
export type Fetch = (url: string, init: RequestInit, why?: Why) => Promise<Response>;

export type OutboundOptions = {
  /** Gets a note when a request has ended, and every part of one that lasts. */
  readonly note: (note: OutboundNote) => void;
  readonly fetch: Fetch;
  /** Whether hosts may make us wait. Whoever has its own ways with a busy host says no. */
  readonly isGated?: boolean;
  /** What addresses without a host are relative to. */
  readonly base?: string;
  readonly clock?: GateClock;
};

/**
 * The one way to hosts outside: each is asked as often as it likes to be, pauses when it says so, and every request is
 * put to account. Throws {@link SourceError} `busy` for a host that wants to be left alone for a while.
 */
export function createOutbound(options: OutboundOptions): Fetch {
  const { note, fetch: ask, isGated = true, base, clock = systemClock } = options;
  const gates = new Map<string, HostGate>();
  const gateOf = ({ host, hostname }: URL): HostGate => {
    const gate = gates.get(host) ?? new HostGate(host, rateOf(hostname), clock);
    gates.set(host, gate);
    return gate;
  };
  return async (url, init, why) => {
    const target = new URL(url, base);
    const gate = gateOf(target);
    const signal = init.signal ?? new AbortController().signal;
    if (isGated) await gate.pass(signal);
    const at = clock.now();
    const sent = sizeOf(init.body);
    const end = (received: number, outcome: OutboundNote['outcome'], isRest = false): void =>
      note({
        ...(isRest ? { isRest: true } : {}),
        at,
        host: target.host,
        why: why ?? 'unknown',
        sent: isRest ? 0 : sent,
        received,
        ms: clock.now() - at,
        outcome,
      });
    let response: Response;
    try {
      response = await ask(url, init, why);
    } catch (error) {
      end(0, signal.aborted ? 'given-up' : 'failed');
      // A 429 without CORS headers looks like a broken connection. So does a broken connection.
      if (isGated && !signal.aborted && gate.broke())
        throw new SourceError(target.host, 'busy', 'broke off; perhaps it was asked too often', {
          cause: error,
        });
      throw error;
    }
    gate.answered(response.status, secondsOf(response.headers.get('retry-after')));
    const outcome = response.status < 400 ? 'answered' : 'refused';
    // A stream of news may stay open for as long as the tab does: it is noted at once, and what came over it at its end.
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
      end(0, outcome);
      return counted(response, (received) => end(received, outcome, true));
    }
    return counted(response, (received, isWhole) =>
      end(received, isWhole ? outcome : signal.aborted ? 'given-up' : 'failed'),
    );
  };
}

/** The response, with a body that is counted while it is read. */
function counted(response: Response, end: (received: number, isWhole: boolean) => void): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) {
    end(0, true);
    return response;
  }
  const parts = chunksOf(body);
  let received = 0;
  let isOver = false;
  const finish = (isWhole: boolean): void => {
    if (!isOver) end(received, isWhole);
    isOver = true;
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await parts.next();
          if (done === true) {
            finish(true);
            controller.close();
          } else {
            received += value.length;
            controller.enqueue(value);
          }
        } catch (error) {
          finish(false);
          controller.error(error);
        }
      },
      async cancel() {
        finish(false);
        await parts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { status, statusText, headers });
}

function sizeOf(body: RequestInit['body']): number {
  if (typeof body === 'string') return new TextEncoder().encode(body).length;
  return body instanceof Uint8Array ? body.length : 0;
}

/** `Retry-After` in whole seconds. */
const secondsOf = (header: string | null): number | undefined =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;

const systemClock: GateClock = {
  now: () => Date.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    }),
};
