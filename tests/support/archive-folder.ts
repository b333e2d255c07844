import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toHex } from '#lib/bytes/hex.ts';
import type { Chain } from '#lib/chain/network.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';

/** A folder of transactions as `devnet --archive` reads it, which lasts as long as it is needed. */
export interface ArchiveFolder extends AsyncDisposable {
  readonly path: string;
  /** Their names, in order. */
  readonly txids: Readonly<Record<Chain, readonly string[]>>;
}

/** Writes transactions to a folder of their own. Nobody checks what they spend: an archive holds what it is given. */
export async function writeArchive(
  txs: Readonly<Record<Chain, readonly Uint8Array[]>>,
): Promise<ArchiveFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nabo-archive-'));
  const list = async (chain: Chain, file: string): Promise<readonly string[]> => {
    const rows = txs[chain].map((raw) => {
      const tx = parseTx(raw);
      if (!tx.ok) throw new Error(`an archive of what is no transaction: ${tx.issue.message}`);
      return { txid: txidOf(tx.value), rawtx: toHex(raw) };
    });
    await mkdir(path.join(folder, chain));
    await writeFile(path.join(folder, chain, file), JSON.stringify(rows));
    return rows.map(({ txid }) => txid);
  };
  return {
    path: folder,
    txids: { bsv: await list('bsv', 'txs.json'), btc: await list('btc', 'reveals.json') },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
