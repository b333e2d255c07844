import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { withoutVerdict } from './arc-dialect.ts';
import type { BroadcasterOptions } from './arc.ts';
import { BroadcasterError, type Answer, type Broadcaster, type Submission } from './broadcaster.ts';
import { connectTo } from './http.ts';
import { readErrorNumber, readStatus } from './tx-status.ts';

const submittedSchema = z.string().check(z.refine(isTxid));

/** `error` is `unknown` for a transaction that is not known; a mined one has a block. */
const statusesSchema = z
  .array(
    z.object({
      txid: z.string(),
      blockhash: z.optional(z.nullable(z.string())),
      error: z.optional(z.string()),
    }),
  )
  .check(z.maxLength(1));

/**
 * Words of the node behind the service (bitcoin-sv `validation.cpp`, `rpc/rawtransaction.cpp`), and what ARC calls the
 * same. `known` is no refusal: the node has these bytes.
 */
const NODE_WORDS: readonly (readonly [RegExp, number | 'known'])[] = [
  [/txn-already-(?:known|in-mempool)|already in (?:the )?mempool|already in block chain/i, 'known'],
  [/txn-mempool-conflict|txn-double-spend-detected|bad-txns-inputs-spent/i, 466],
  [/missing inputs|bad-txns-inputs-missingorspent/i, 460],
  [/mandatory-script-verify|script-verify-flag/i, 461],
  [/mempool min fee|min relay fee|insufficient priority|insufficient fee/i, 465],
  [/non-final/i, 476],
  [/dust|bad-txns-vout/i, 464],
  [/tx-size|bad-txns-oversize/i, 474],
  [/tx decode failed/i, 463],
];

/**
 * WhatsOnChain v1: `POST /tx/raw` takes `{"txhex"}`, never the extended form, and hands it to a node, whose words come back
 * with a 400. Only what those words say of a rule is read; 3 requests a second are free.
 */
export function createWhatsOnChain({ name, url, fetch }: BroadcasterOptions): Broadcaster {
  const ask = connectTo(name, fetch);
  const headers = { 'Content-Type': 'application/json' };
  const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

  return {
    name,
    async submit({ raw, txid }: Submission, signal: AbortSignal): Promise<Answer> {
      const body = encode({ txhex: toHex(raw) });
      const answer = await ask(`${url}/tx/raw`, { method: 'POST', body, headers }, signal);
      if (answer.status >= 200 && answer.status < 300) {
        // JSON by its documentation, and bare text from some of its machines.
        const given = submittedSchema.safeParse(answer.json ?? answer.text.trim());
        if (given.success && given.data === txid) return readStatus({ txStatus: 'ACCEPTED_BY_NETWORK' });
        throw new BroadcasterError(name, 'malformed', 'the answer is not the txid');
      }
      const rule = NODE_WORDS.find(([words]) => words.test(answer.text))?.[1];
      if (rule === 'known') return readStatus({ txStatus: 'ACCEPTED_BY_NETWORK' });
      const verdict = rule === undefined ? undefined : readErrorNumber(rule);
      if (verdict === undefined) throw withoutVerdict(name, answer);
      // One node's policy, told in words that may change: another broadcaster is heard before it ends anything.
      return { ...verdict, settled: false };
    },
    async status(txid: Txid, signal: AbortSignal): Promise<Answer | undefined> {
      const body = encode({ txids: [txid] });
      const answer = await ask(`${url}/txs/status`, { method: 'POST', body, headers }, signal);
      if (answer.status < 200 || answer.status >= 300) throw withoutVerdict(name, answer);
      const [status] = statusesSchema.safeParse(answer.json).data ?? [];
      if (status?.txid !== txid) throw new BroadcasterError(name, 'malformed', 'not a list of statuses');
      if (status.error !== undefined) return undefined;
      const isMined = typeof status.blockhash === 'string' && status.blockhash !== '';
      return readStatus({ txStatus: isMined ? 'MINED' : 'SEEN_ON_NETWORK' });
    },
  };
}
