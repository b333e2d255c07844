import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { fromHex } from '#lib/bytes/hex.ts';
import { readInscriptions, type Inscription } from '#lib/envelopes/index.ts';
import type { Chain } from '#lib/chain/network.ts';
import { describeInscription } from '#lib/media/describe.ts';
import { startNabo, type Nabo } from '#tests/support/nabo.ts';
import { arrive, type Person } from '#tests/support/person.ts';
import {
  hasSharedFixtures,
  needsFixtures,
  SHARED_FIXTURES,
  sharedBytes,
} from '#tests/support/shared-fixtures.ts';

const listSchema = z.array(z.object({ txid: z.string(), rawtx: z.string().optional() }));

type Real = { readonly txid: string; readonly chain: Chain; readonly raw: Uint8Array };

/** Every transaction of the archive. */
function realTransactions(): readonly Real[] {
  const list = (path: string, chain: Chain): Real[] =>
    listSchema.parse(JSON.parse(new TextDecoder().decode(sharedBytes(path)))).map(({ txid, rawtx }) => {
      const hex = rawtx ?? new TextDecoder().decode(sharedBytes(`${chain}/${txid}.hex`)).trim();
      return { txid, chain, raw: fromHex(hex) ?? new Uint8Array(0) };
    });
  return [
    ...list('bsv/txs.json', 'bsv'),
    ...list('btc/reveals.json', 'btc'),
    ...list('btc/large-reveals.json', 'btc'),
  ];
}

describe.skipIf(!hasSharedFixtures)(`the viewer over an archive${needsFixtures}`, () => {
  let nabo: Nabo;
  let fern: Person;

  beforeAll(async () => {
    nabo = await startNabo({ archive: SHARED_FIXTURES });
    fern = await arrive(nabo.url);
    await fern.visit();
    await fern.page.getByRole('article').first().waitFor();
    await fern.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  });

  afterAll(async () => {
    await fern?.[Symbol.asyncDispose]();
    await nabo?.[Symbol.asyncDispose]();
  });

  const seen = new Map<string, Inscription>();
  let asked = 0;

  const shown = async (name: string) => {
    const article = fern.page.locator(`main article[data-kind][data-id^="${name}"]`);
    await article.waitFor();
    return {
      id: await article.getAttribute('data-id'),
      kind: await article.getAttribute('data-kind'),
      sha256: await article.getAttribute('data-sha256'),
    };
  };

  test('opens every transaction with its kind and bytes, and names none that nobody asked for', async () => {
    const { page } = fern;
    await fern.visit('/i');
    // Before the page is alive, the router puts the address back that it began with.
    await page.getByLabel('Open an inscription').waitFor();
    for (const { txid, chain, raw } of realTransactions()) {
      const inscriptions = readInscriptions(raw, chain);
      if (inscriptions.length === 0) continue;
      const name = chain === 'btc' ? `${txid}i0` : txid;
      for (const each of inscriptions) seen.set(each.id, each);
      // What stands for another is shown with its content once that was opened, as some of these are.
      const find = async (id: string) => seen.get(id);
      const expected = await describeInscription(raw, chain, chain === 'btc' ? { index: 0 } : {}, { find });
      await page.evaluate((to) => {
        location.hash = to;
      }, name);
      const ask = page.getByRole('button', {
        name: chain === 'btc' ? /^Ask archive of BTC/ : /^Ask archive \(/,
      });
      await page.locator(`article[data-id^="${txid}"]`).or(ask).first().waitFor();
      if (await ask.isVisible()) {
        expect(nabo.taps.devnet.sent(), name).not.toContain(txid);
        asked += 1;
        await ask.click();
      }
      expect(await shown(txid), name).toEqual({
        id: expected?.id,
        kind: expected?.kind,
        sha256: expected?.content?.sha256 ?? null,
      });
    }
    // Those that the feed does not hold: all of BTC, and some of BSV that say nothing to it.
    expect(asked).toBeGreaterThanOrEqual(realTransactions().filter(({ chain }) => chain === 'btc').length);
    const sent = nabo.taps.host.sent();
    expect(realTransactions().filter(({ txid }) => sent.includes(txid))).toEqual([]);
    expect(fern.complaints).toEqual([]);
  });

  test('takes a link, and opens what was kept with every server gone', async () => {
    const { page } = fern;
    const [real] = realTransactions().filter(({ chain }) => chain === 'btc');
    fern.expect(/net::ERR_|Failed to fetch/);
    await nabo.killServers();
    await fern.visit('/i');
    await page.getByLabel('Open an inscription').fill(`https://ordinals.com/inscription/${real?.txid}i0`);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    expect((await shown(`${real?.txid}i0`)).id).toBe(`${real?.txid}i0`);
    await page.getByText('It is kept on this device.').waitFor();
  });
});
