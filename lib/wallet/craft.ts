import { toOutpoint } from '#lib/bytes/brand.ts';
import { encodeExtendedTx } from '#lib/chain/extended-tx.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import { encodeTx, parseTx, txidOf, type TxFields } from '#lib/chain/tx.ts';
import type { CraftRequest, Crafted } from '#lib/publish/signing-desk.ts';
import { planTransaction, sourcesOf } from './build.ts';
import { checkFinished, SelfCheckError, type Finished } from './check.ts';
import type { Coin } from './coins.ts';
import type { AccountKeys } from './keys.ts';
import { signTransaction } from './sign.ts';

/** Builds, signs and checks the transaction of an intent. Pure but for the time it takes; the books are not touched. */
export function craftTransaction(request: CraftRequest, keys: AccountKeys): Crafted {
  const plan = planTransaction(request, keys);
  if (!plan.ok) return refused(plan.issue.code, plan.issue.message);
  if (plan.value.state === 'short') return plan.value;
  const { unsigned } = plan.value;
  const fields = signTransaction(request.intent, unsigned, keys);
  return finish({ intent: request.intent, unsigned, owner: keys }, fields);
}

/** Puts a signed transaction into bytes and reads them as a stranger would, before anybody else has them. */
export function finish(parts: Omit<Finished, 'raw' | 'ef'>, fields: TxFields): Crafted {
  const { unsigned, owner } = parts;
  const raw = encodeTx(fields);
  const ef = encodeExtendedTx(fields, sourcesOf(unsigned.inputs));
  const parsed = parseTx(raw);
  if (!parsed.ok) return refused('self-check', 'the transaction does not parse');
  try {
    checkFinished({ ...parts, raw, ef });
  } catch (error) {
    if (!(error instanceof SelfCheckError)) throw error;
    return refused('self-check', error.message);
  }
  const txid = txidOf(parsed.value);
  const script = p2pkhScript(owner.payments.hash);
  return {
    state: 'made',
    tx: {
      txid,
      raw,
      ef,
      inputs: unsigned.inputs.map(({ outpoint }) => outpoint),
      feeSats: unsigned.feeSats,
    },
    change: unsigned.change.map((sats, at): Coin => ({
      outpoint: toOutpoint(txid, unsigned.drafts.length + at),
      sats,
      script,
      status: 'free',
      depth: 0,
      doubt: 0,
    })),
  };
}

export const refused = (code: string, detail: string): Crafted => ({
  state: 'refused',
  failure: { code, detail },
});
