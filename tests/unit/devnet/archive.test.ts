import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { ByteReader } from '#lib/bytes/reader.ts';
import { parseBlock } from '#lib/chain/block.ts';
import { merkleRoot } from '#lib/chain/merkle.ts';
import { parseTx, txidOf } from '#lib/chain/tx.ts';
import { parseBeef } from '#lib/chain/beef.ts';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { GENESIS_COINBASE } from '#devnet/genesis.ts';
import { getBytes, getJson, postJson } from './http.ts';

const ARCHIVE = join(import.meta.dirname, '../../../../shared/fixtures');
const hasArchive = existsSync(join(ARCHIVE, 'bsv/txs.json'));

describe.skipIf(!hasArchive)(
  'an archive of real transactions and blocks (skipped where ../shared/fixtures is absent)',
  () => {
    let devnet: Devnet;

    beforeAll(async () => {
      devnet = await startDevnet({ archiveDir: ARCHIVE });
    });

    afterAll(() => devnet.close());

    it('gives the real thread of 38c914d2, held and not proven', async () => {
      const question = { service: 'ls_nabo', query: { limit: 500 } };
      const response = await postJson(`${devnet.url}/main/1sat/overlay/lookup`, question, {
        'X-Aggregation': 'yes',
      });
      const reader = new ByteReader(new Uint8Array(await response.arrayBuffer()));
      const txids = Array.from({ length: reader.count(34) }, () => {
        const txid = asTxid(toHex(reader.take(32)));
        reader.compactSize();
        reader.takeSized();
        return txid;
      });
      for (const start of ['38c914d2', '8ca367aa', 'e89cd18d']) {
        expect(txids.filter((txid) => txid.startsWith(start))).toHaveLength(1);
      }
      const beef = parseBeef(reader.take(reader.remaining), {
        maxBytes: 1e8,
        maxBumps: 100,
        maxTransactions: 1_000,
      });
      if (!beef.ok) throw new Error(beef.issue.message);
      expect(beef.value.bumps).toEqual([]);
      expect(new Set(beef.value.txs.map(({ txid }) => txid))).toEqual(new Set(txids));
    });

    it.each(['main', 'btc'])('gives the blocks that it has as %s', async (network) => {
      const base = `${devnet.url}/${network}/esplora`;
      for (const height of [1, 300_025, 426_884]) {
        const hash = await (await fetch(`${base}/block-height/${height}`)).text();
        const block = parseBlock(await getBytes(`${base}/block/${hash}/raw`), {
          maxBytes: 1e7,
          maxTransactions: 1e5,
        });
        if (!block.ok) throw new Error(block.issue.message);
        expect(block.value.header.hash).toBe(hash);
        expect(merkleRoot(block.value.transactions.map(({ txid }) => txid))).toBe(
          block.value.header.merkleRoot,
        );
      }
      expect((await fetch(`${base}/block-height/2`)).status).toBe(404);
    });

    it('gives no headers but those of its blocks', async () => {
      expect(await getJson(`${devnet.url}/main/1sat/chaintracks/height`)).toEqual({ height: 426_884 });
      expect(await getBytes(`${devnet.url}/main/1sat/chaintracks/headers?height=1&count=50`)).toHaveLength(
        80,
      );
      expect(await getBytes(`${devnet.url}/main/1sat/chaintracks/headers?height=2&count=50`)).toHaveLength(0);
    });

    it('gives raw transactions of Bitcoin, witnesses included', async () => {
      const txid = asTxid('08770f28ab15ec0acf1103ce6af34c57c05ba7db5df783b3b75058725e0bd480');
      const tx = parseTx(await getBytes(`${devnet.url}/btc/esplora/tx/${txid}/raw`));
      expect(tx.ok && txidOf(tx.value)).toBe(txid);
      expect(tx.ok && tx.value.inputs[0]?.witness).not.toHaveLength(0);
    });

    it('takes nothing', async () => {
      for (const path of ['/main/dev/mine', '/main/v1/tx', '/main/arcade/tx', '/btc/1sat/overlay/lookup']) {
        expect((await fetch(devnet.url + path, { method: 'POST', body: '{}' })).status).toBe(404);
      }
    });
  },
);

describe('an archive that lies', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nabo-archive-'));
    await mkdir(join(directory, 'bsv'));
  });

  afterAll(() => rm(directory, { recursive: true }));

  it('is not served', async () => {
    const lie = [{ txid: '00'.repeat(32), rawtx: toHex(GENESIS_COINBASE) }];
    await writeFile(join(directory, 'bsv/txs.json'), JSON.stringify(lie));
    await expect(startDevnet({ archiveDir: directory })).rejects.toThrow('not what its bytes hash to');
  });
});
