import * as z from 'zod/mini';
import { isTxid, type Txid } from '#lib/bytes/brand.ts';
import { fromHex } from '#lib/bytes/hex.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { BroadcasterError } from './broadcaster.ts';
import { connectTo, type Fetch } from './http.ts';

const grantSchema = z.object({
  txid: z.string(),
  /** Hex. Our answers are capped well below this. */
  rawTx: z.string().check(z.maxLength(60_000)),
});

/** A transaction that pays us, as the faucet made it. */
type Grant = { readonly txid: Txid; readonly raw: Uint8Array };

/** Gives coins on networks where they are worth nothing. */
export interface Faucet {
  /**
   * Asks for coins for an address. The bytes hash to the txid; what they pay is for the caller to read.
   *
   * @throws {BroadcasterError} when the faucet is gone, busy or talks nonsense.
   */
  fund(address: string, signal: AbortSignal): Promise<Grant>;
}

/** The devnet's faucet: `POST {address}` gives `{txid, rawTx}`. */
export function createFaucet(url: string, fetch: Fetch): Faucet {
  const name = 'faucet';
  const ask = connectTo(name, fetch);
  return {
    async fund(address, signal) {
      const body = new TextEncoder().encode(JSON.stringify({ address }));
      const answer = await ask(
        url,
        { method: 'POST', body, headers: { 'Content-Type': 'application/json' } },
        signal,
      );
      if (answer.status < 200 || answer.status > 299) {
        const busy = answer.status === 429 || answer.status === 503;
        throw new BroadcasterError(name, busy ? 'busy' : 'failed', `the faucet answered ${answer.status}`);
      }
      const parsed = grantSchema.safeParse(answer.json);
      const raw = parsed.success ? fromHex(parsed.data.rawTx) : undefined;
      const tx = raw === undefined ? undefined : parseTx(raw);
      if (!parsed.success || raw === undefined || tx === undefined || !tx.ok) {
        throw new BroadcasterError(name, 'malformed', 'the faucet did not answer with a transaction');
      }
      const { txid } = parsed.data;
      if (!isTxid(txid) || txidOf(tx.value) !== txid) {
        throw new BroadcasterError(name, 'malformed', "the faucet's transaction has another txid");
      }
      return { txid, raw };
    },
  };
}
