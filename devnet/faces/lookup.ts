import * as z from 'zod';
import { concatBytes } from '#lib/bytes/concat.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import type { ChainView } from '../chain-view.ts';
import type { FeedEntry } from '../feed-log.ts';
import { badRequest, bytes, json, type Reply, type Request } from '../http/exchange.ts';

/** The lookup service and the event topic of the feed. */
export const FEED_TOPIC = 'ls_nabo';

const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 100;
/** An answer stops growing here; one entry is always in it. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

const questionSchema = z.object({
  service: z.literal(FEED_TOPIC),
  query: z.object({
    since: z.optional(z.string().max(64)),
    limit: z.optional(z.int().min(1).max(MAX_LIMIT)),
  }),
});

type Question = { readonly since: string | undefined; readonly limit: number };

function readQuestion(body: Uint8Array): Question | undefined {
  try {
    const parsed = questionSchema.safeParse(JSON.parse(new TextDecoder().decode(body)));
    if (!parsed.success) return undefined;
    const { since, limit = DEFAULT_LIMIT } = parsed.data.query;
    return { since, limit };
  } catch {
    return undefined;
  }
}

/**
 * The entries, then one BEEF for all of them, as @bsv/sdk's LookupResolver reads it:
 *
 * ```
 * count:CompactSize  ( txid:32 in display order  outputIndex:CompactSize  length:CompactSize  context:length ){count}  beef
 * ```
 */
function answerInBytes({ feed, proofs }: ChainView, { since, limit }: Question): Reply {
  const { entries, remaining } = feed.after(since, limit);
  const beef = proofs.beef();
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (parts.length > 0 && beef.size > MAX_ANSWER_BYTES) break;
    beef.add(entry.txid);
    const context = encodeUtf8(feed.cursorAfter(entry));
    parts.push(
      concatBytes([
        fromHex(entry.txid) ?? new Uint8Array(32),
        encodeVarint(entry.vout),
        encodeVarint(context.length),
        context,
      ]),
    );
  }
  return bytes(concatBytes([encodeVarint(parts.length), ...parts, beef.encode()]), {
    'X-Remaining': String(remaining + entries.length - parts.length),
  });
}

/** The same as JSON, where every entry brings a BEEF of its own (BRC-24). */
function answerInJson({ feed, proofs }: ChainView, { since, limit }: Question): Reply {
  const { entries, remaining } = feed.after(since, limit);
  let size = 0;
  const describe = (entry: FeedEntry) => {
    const beef = proofs.beef();
    beef.add(entry.txid);
    size += beef.size;
    const context = encodeUtf8(feed.cursorAfter(entry));
    return { beef: [...beef.encode()], outputIndex: entry.vout, context: [...context] };
  };
  const outputs: ReturnType<typeof describe>[] = [];
  for (const entry of entries) {
    if (outputs.length > 0 && size > MAX_ANSWER_BYTES) break;
    outputs.push(describe(entry));
  }
  return json({ type: 'output-list', outputs }, 200, {
    'X-Remaining': String(remaining + entries.length - outputs.length),
  });
}

/** Answers an overlay lookup (BRC-24) for changes of the feed since a cursor. No question names a transaction. */
export function answerLookup(view: ChainView, request: Request): Reply {
  const question = readQuestion(request.body);
  if (question === undefined) {
    return badRequest(
      `a question is {"service":"${FEED_TOPIC}","query":{"since"?,"limit"? up to ${MAX_LIMIT}}}`,
    );
  }
  const inBytes = request.header('x-aggregation')?.toLowerCase() === 'yes';
  return inBytes ? answerInBytes(view, question) : answerInJson(view, question);
}
