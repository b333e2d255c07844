import { asTxid, type Txid } from '#lib/bytes/brand.ts';
import { txStatusSchema } from './arc-dialect.ts';
import { BroadcasterError, type Answer, type Broadcaster } from './broadcaster.ts';
import { readEvents } from './event-stream.ts';
import { ANONYMOUS, type Fetch } from './http.ts';
import { readStatus } from './tx-status.ts';
import { connectBroadcasters, type BroadcasterEntry } from './table.ts';

/** What a broadcaster said about one of our own transactions. Its word, not a proof. */
export type StatusNews = { readonly txid: Txid; readonly answer: Answer; readonly broadcaster: string };

export type FollowOptions = {
  readonly entry: BroadcasterEntry;
  /** The token that our transactions were handed over with: 32 to 64 lower-case hex digits. */
  readonly callbackToken: string;
  /** Our transactions whose end is not known yet. Asked for one by one where the service has no event stream. */
  readonly open: () => Promise<readonly Txid[]>;
  readonly onNews: (news: StatusNews) => void;
  readonly fetch: Fetch;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
};

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Arcade sends a comment every 15 s; after three missing ones the connection is dead, whatever TCP thinks. */
const SILENCE_MS = 50_000;

/**
 * Tells what a broadcaster says about our transactions until `signal` is aborted: by Arcade's event stream, replayed
 * from the last event after a break, and by asking for each open transaction whenever the stream cannot be had. No
 * service can make it reject; only `open` can.
 */
export async function followStatus(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { entry, wait, random } = options;
  const [broadcaster] = connectBroadcasters([entry], options.fetch);
  if (broadcaster === undefined) return;
  const stream = { lastId: undefined as string | undefined };
  let failures = 0;
  while (!signal.aborted) {
    const lively = entry.kind === 'arcade' && (await readStream(options, stream, signal));
    failures = lively ? 0 : failures + 1;
    if (signal.aborted) return;
    await pollOnce(options, broadcaster, signal);
    await wait(pause(failures, random), signal);
  }
}

/** 1 s, doubled with each failure up to a minute, half of it by chance so that clients do not come all at once. */
export function pause(failures: number, random: () => number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
  return longest / 2 + (longest / 2) * random();
}

/** Reads the stream until it breaks. Answers whether it gave any sign of life. */
async function readStream(
  { entry, callbackToken, onNews, fetch }: FollowOptions,
  stream: { lastId: string | undefined },
  signal: AbortSignal,
): Promise<boolean> {
  const silence = new AbortController();
  const alarm = (): ReturnType<typeof setTimeout> => setTimeout(() => silence.abort(), SILENCE_MS);
  let timer = alarm();
  let lively = false;
  try {
    const response = await fetch(`${entry.url}/events?callbackToken=${encodeURIComponent(callbackToken)}`, {
      ...ANONYMOUS,
      headers: {
        Accept: 'text/event-stream',
        ...(stream.lastId === undefined ? {} : { 'Last-Event-ID': stream.lastId }),
      },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) return false;
    const events = readEvents(response.body, () => {
      lively = true;
      clearTimeout(timer);
      timer = alarm();
    });
    for await (const event of events) {
      if (event.id !== undefined) stream.lastId = event.id;
      const parsed = event.type === 'status' ? txStatusSchema.safeParse(parseJson(event.data)) : undefined;
      if (parsed?.success !== true) continue;
      const txid = asTxid(parsed.data.txid);
      onNews({ txid, answer: readStatus(parsed.data), broadcaster: entry.name });
    }
    return lively;
  } catch {
    // Whatever broke the stream, the answer is the same: wait, and connect again.
    return lively;
  } finally {
    clearTimeout(timer);
  }
}

async function pollOnce(
  { open, onNews }: FollowOptions,
  broadcaster: Broadcaster,
  signal: AbortSignal,
): Promise<void> {
  for (const txid of await open()) {
    if (signal.aborted) return;
    try {
      const answer = await broadcaster.status(txid, signal);
      if (answer !== undefined) onNews({ txid, answer, broadcaster: broadcaster.name });
    } catch (error) {
      if (signal.aborted) return;
      // One that is gone for this transaction is gone for the next.
      if (error instanceof BroadcasterError) return;
      throw error;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
