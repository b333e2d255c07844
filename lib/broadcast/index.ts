import { toHex } from '#lib/bytes/hex.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { createGate } from './admission.ts';
import { withBreaker } from './breaker.ts';
import { isWord, submitToAny } from './failover.ts';
import type { Fetch } from './http.ts';
import { createRecent } from './recent.ts';
import { MAX_REPLY_BYTES, type BroadcastRefusal, type BroadcastReply } from './reply.ts';
import { checkHead, readBody, readSubmission, type IncomingRequest, type Refusal } from './request.ts';
import { readServerConfig } from './server-config.ts';
import { broadcasterTable, connectBroadcasters, type BroadcasterEntry } from './table.ts';

/**
 * Set by the host from the connection itself, after removing whatever the client sent under this name.
 * `X-Forwarded-For` is not looked at: anybody can write it.
 */
export const CLIENT_ADDRESS_HEADER = 'x-nabo-client-address';

/** Answers remembered, by hash of body and token. */
const MAX_REPLIES = 2_000;

/**
 * How long an answer is repeated, in milliseconds. A refusal is not: the rule behind it may have changed when a person
 * tries again, and signing the same words with the same coins gives the same bytes.
 */
const KEEP_MS = { accepted: 60_000, pending: 1_000, conflict: 2_000, rejected: 0 } as const;

export type BroadcastHandlerOptions = {
  readonly table: readonly BroadcasterEntry[];
  readonly fetch: Fetch;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

/**
 * Makes the handler of `/api/broadcast`. It takes one transaction (plain or extended) as `application/octet-stream`
 * and answers with a {@link BroadcastReply} and status 200 whenever a broadcaster gave its word, 503 with the same
 * body when none could be reached, and a 4xx or 503 with a {@link BroadcastRefusal} when the request itself is not
 * passed on. Which services are asked is fixed by `table`; nothing in a request can name one.
 */
export function createBroadcastHandler(
  options: BroadcastHandlerOptions,
): (request: IncomingRequest) => Promise<Response> {
  const broadcasters = connectBroadcasters(options.table, options.fetch).map((broadcaster) =>
    withBreaker(broadcaster, options.now),
  );
  const gate = createGate(options.now);
  const once = createRecent<BroadcastReply>(
    MAX_REPLIES,
    (reply) => (isWord(reply) ? KEEP_MS[reply.state] : 0),
    options.now,
  );

  return async (request) => {
    const head = checkHead(request);
    if (!head.ok) return refusal(head.issue);
    const place = gate.enter(request.headers.get(CLIENT_ADDRESS_HEADER), head.value);
    if (!place.admitted) {
      const { code, retryAfter } = place;
      const detail = 'Too much at once. Come back in a moment.';
      return refusal({ status: code === 'busy' ? 503 : 429, code, detail, retryAfter });
    }
    try {
      const body = await readBody(request, head.value);
      if (!body.ok) return refusal(body.issue);
      const submission = readSubmission(body.value, request.headers);
      if (!submission.ok) return refusal(submission.issue);
      // By the body, not the txid alone: a wrong source in somebody else's extended form must not answer for ours.
      const key = `${toHex(sha256(body.value))} ${submission.value.callbackToken ?? ''}`;
      // Not the request's own signal: others may wait for the same answer, and the transaction should go out anyway.
      const reply = await once(key, () =>
        submitToAny(broadcasters, submission.value, new AbortController().signal),
      );
      return answer(isWord(reply) ? 200 : 503, reply);
    } finally {
      place.release();
    }
  };
}

function refusal({ status, ...body }: Refusal): Response {
  return answer(status, body, status === 405 ? { Allow: 'POST' } : {});
}

function answer(
  status: number,
  body: BroadcastReply | BroadcastRefusal,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const text = JSON.stringify(body);
  const bytes = new TextEncoder().encode(text);
  // Cannot happen while every field is bounded; a reply is never cut in half.
  if (bytes.length > MAX_REPLY_BYTES) throw new RangeError(`a reply of ${bytes.length} bytes`);
  return new Response(bytes, {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(bytes.length),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...(body.retryAfter === undefined || status < 400 ? {} : { 'Retry-After': String(body.retryAfter) }),
      ...headers,
    },
  });
}

let handler: ((request: IncomingRequest) => Promise<Response>) | undefined;

/**
 * The handler of `POST /api/broadcast` with the table of this process's network (`NABO_NETWORK`, `NABO_DEVNET_URL`).
 * Framework-free: mounted by the route of the app and by anything else that speaks `Request` and `Response`.
 *
 * @throws {Error} when the environment names no usable network.
 */
export function handleBroadcast(request: IncomingRequest): Promise<Response> {
  handler ??= createBroadcastHandler({
    table: broadcasterTable(readServerConfig()),
    fetch: globalThis.fetch,
    now: () => performance.now(),
  });
  return handler(request);
}
