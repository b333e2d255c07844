import { describe, expect, it } from 'vitest';
import { toOutpoint } from '#lib/bytes/brand.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { encodeVarint } from '#lib/bytes/varint.ts';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeBeef } from '#lib/chain/beef.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { encodeTx, parseTx } from '#lib/chain/tx.ts';
import { checkFile } from '#lib/feed/check-file.ts';
import { exportProof } from '#lib/feed/export-proof.ts';
import { FeedIndex } from '#lib/feed/feed-index.ts';
import type { FileView } from '#lib/feed/file-view.ts';
import { Holdings } from '#lib/feed/holdings.ts';
import { HeaderChain } from '#lib/proof/header-chain.ts';
import { encodeDistrictClaim, encodeHandleClaim, encodePost } from '#lib/protocols/index.ts';
import { sampleRaw, txidOfRaw } from '#tests/support/sample-tx.ts';
import { TestChain, write, writer, type Written } from '#tests/support/written.ts';

const mira = writer('mira');
const post = write(mira, [encodePost({ owner: mira.owner, text: 'Bread at seven.', handle: 'mira' })], {
  seed: 1,
});
const claim = write(mira, [encodeHandleClaim('mira', mira.owner)], { seed: 2 });
const land = write(mira, [encodeDistrictClaim(2, mira.owner)], { seed: 3 });
const loose = write(mira, [encodePost({ owner: mira.owner, text: 'Not in a block.' })], { seed: 4 });

/** A chain of eight blocks with the claim at 1, the post at 2 and the district at 3. */
function newChain(): TestChain {
  const chain = new TestChain();
  chain.mine([claim]);
  chain.mine([post]);
  chain.mine([land]);
  for (let at = 0; at < 4; at += 1) chain.mine([]);
  return chain;
}

/** Somebody's device: what it holds, and the headers that it has checked. */
async function device(
  headers: readonly Uint8Array[],
  given: readonly ReturnType<TestChain['sourced']>[] = [],
) {
  const holdings = new Holdings({
    chain: new HeaderChain(NETWORK_PARAMS.devnet, { height: 0 }),
    index: new FeedIndex('bsv'),
  });
  holdings.takeHeaders(0, headers);
  await holdings.takeEntries('stack', given, new AbortController().signal);
  const { chain, index } = holdings;
  return {
    holdings,
    file: (id: string) =>
      exportProof(id, {
        network: 'devnet',
        chain,
        index,
        bytesOf: async ({ txid }) => holdings.pending.heldOf(txid),
      }),
    check: (bytes: Uint8Array): FileView =>
      checkFile(bytes, {
        network: 'devnet',
        chain,
        index,
        offerHeaders: (from, list) => void holdings.takeHeaders(from, list),
        now: () => 1,
      }),
  };
}

const chain = newChain();
const writerHas = () =>
  device(
    chain.raws,
    [post, claim, land, loose].map((each) => chain.sourced(each)),
  );
const bundleOf = async ({ txid }: Written): Promise<string> =>
  (await (await writerHas()).file(toOutpoint(txid, 0)))?.text ?? '';
const txOf = (view: FileView) => (view.kind === 'transaction' ? view.tx : undefined);
const codeOf = (view: FileView): string => (view.kind === 'problem' ? view.issue.code : view.kind);

describe('a post on its way as a file', () => {
  it('is proven on a device that has the headers and nothing else', async () => {
    const { text, name } = (await (await writerHas()).file(post.txid)) ?? { text: '', name: '' };
    expect(name).toBe(`nabo-post-${post.txid.slice(0, 8)}.json`);
    expect(JSON.parse(text)).toMatchObject({ content: { kind: 'post', text: 'Bread at seven.' } });
    const other = await device(chain.raws);
    const view = other.check(encodeUtf8(text));
    expect(view).toMatchObject({ kind: 'transaction', as: 'bundle', network: 'devnet' });
    expect(txOf(view)).toMatchObject({
      txid: post.txid,
      isHeld: false,
      verdict: { state: 'proven', place: { height: 2, hash: chain.headers[2]?.hash, index: 1 } },
      posts: [
        { text: 'Bread at seven.', author: { handle: 'mira', standing: 'unclaimed', signature: 'sigma' } },
      ],
    });
    // Looking at a file adds nothing to the feed.
    expect([other.holdings.index.size, other.holdings.count]).toEqual([0, 0]);
  });

  it('is judged with what this device knows of names', async () => {
    const view = (await writerHas()).check(encodeUtf8(await bundleOf(post)));
    expect(txOf(view)).toMatchObject({ isHeld: true, posts: [{ author: { standing: 'verified' } }] });
  });

  it('brings the headers that a device behind the tip lacks', async () => {
    const behind = await device(chain.raws.slice(0, 2));
    expect(txOf(behind.check(encodeUtf8(await bundleOf(post))))?.verdict.state).toBe('proven');
    expect(behind.holdings.chain.tip?.height).toBe(7);
  });

  it('waits, in words, for headers that neither has', async () => {
    const far = await device(chain.raws.slice(0, 1));
    expect(txOf(far.check(encodeUtf8(await bundleOf(post))))).toMatchObject({
      verdict: { state: 'signed' },
      ahead: { height: 2, ourHeight: 0 },
    });
  });

  it('fails on a chain that has another block there', async () => {
    const elsewhere = newChain();
    elsewhere.cut(2);
    for (let at = 0; at < 9; at += 1) elsewhere.mine([], 1);
    const other = await device(elsewhere.raws);
    expect(txOf(other.check(encodeUtf8(await bundleOf(post))))).toMatchObject({
      verdict: { state: 'refuted', issue: { code: 'proof-other-block' } },
      posts: [],
    });
    expect(other.holdings.chain.tip?.height).toBe(10);
  });

  it('is refused when the words beside it are not its own, or the network is another', async () => {
    const { check } = await device(chain.raws);
    const fields = JSON.parse(await bundleOf(post)) as Record<string, unknown>;
    const changed = (more: Record<string, unknown>): string =>
      codeOf(check(encodeUtf8(JSON.stringify({ ...fields, ...more }))));
    expect(changed({ content: { kind: 'post', text: 'Bread at eight.' } })).toBe('bundle-content');
    expect(changed({ network: 'main' })).toBe('file-other-network');
    expect(changed({})).toBe('transaction');
  });

  it('takes its signature along when no block has it', async () => {
    const { check } = await device(chain.raws);
    expect(txOf(check(encodeUtf8(await bundleOf(loose))))).toMatchObject({
      verdict: { state: 'signed' },
      posts: [{ text: 'Not in a block.' }],
    });
  });

  it('is not there for what this device does not hold', async () => {
    const { file } = await device(chain.raws);
    expect(await file(post.txid)).toBeUndefined();
    expect(await file('mira.bitter')).toBeUndefined();
  });
});

describe('other files', () => {
  it('prove claims of names and land', async () => {
    const { check } = await device(chain.raws);
    expect(txOf(check(encodeUtf8(await bundleOf(claim))))).toMatchObject({
      verdict: { state: 'proven' },
      records: [{ kind: 'handle', name: 'mira' }],
    });
    expect(txOf(check(encodeUtf8(await bundleOf(land))))).toMatchObject({
      verdict: { state: 'proven' },
      records: [{ kind: 'district', height: 2 }],
    });
  });

  it('show a raw transaction and say no more of it than is known', async () => {
    const { check } = await device(chain.raws);
    for (const bytes of [post.raw, encodeUtf8(toHex(post.raw))]) {
      const view = check(bytes);
      expect(view).toMatchObject({ as: 'transaction', others: 0 });
      expect(txOf(view)).toMatchObject({
        verdict: { state: 'signed' },
        posts: [{ text: 'Bread at seven.' }],
      });
      expect(txOf(view)?.ahead).toBeUndefined();
    }
    expect(txOf(check(sampleRaw(5)))).toMatchObject({ verdict: { state: 'held' }, posts: [], records: [] });
  });

  it('are refused with witnesses, which anybody could have added', async () => {
    const { check } = await device(chain.raws);
    const tx = parseTx(post.raw);
    if (!tx.ok) throw new Error(tx.issue.message);
    const inputs = tx.value.inputs.map((input) => ({ ...input, witness: [Uint8Array.of(1)] }));
    expect(txOf(check(encodeTx({ ...tx.value, inputs })))).toMatchObject({
      txid: post.txid,
      verdict: { state: 'refuted', issue: { code: 'tx-witness' } },
      posts: [],
    });
  });

  it('prove what a BEEF holds, and count its ancestors', async () => {
    const { check } = await device(chain.raws);
    const { bump = new Uint8Array() } = chain.sourced(post);
    const beef = encodeBeef({
      bumps: [bump],
      txs: [{ raw: post.raw, bumpIndex: 0 }, { raw: sampleRaw(7) }],
    });
    expect(check(beef)).toMatchObject({
      as: 'beef',
      tx: { verdict: { state: 'held' } },
      others: 1,
      othersProven: 1,
    });
    const wrong = encodeBeef({ bumps: [bump], txs: [{ raw: loose.raw, bumpIndex: 0 }] });
    expect(txOf(check(wrong))).toMatchObject({
      verdict: { state: 'refuted', issue: { code: 'bump-other-transaction' } },
      posts: [],
    });
  });

  it('prove every transaction of a block of our chain, and none of another', async () => {
    const coinbase = sampleRaw(1_000_000 + 200);
    const block = concatBytes([chain.raws[2] ?? coinbase, encodeVarint(2), coinbase, post.raw]);
    expect(txidOfRaw(coinbase)).not.toBe(post.txid);
    expect((await device(chain.raws)).check(block)).toMatchObject({
      kind: 'block',
      hash: chain.headers[2]?.hash,
      height: 2,
      transactions: 2,
      speaking: 1,
      found: [{ txid: post.txid, verdict: { state: 'proven', place: { height: 2, index: 1 } } }],
    });
    const unknown = (await device(chain.raws.slice(0, 1))).check(block);
    expect(unknown).toMatchObject({ kind: 'block', found: [{ verdict: { state: 'signed' } }] });
    expect(unknown).not.toHaveProperty('height');
  });

  it('say what is wrong with what cannot be read', async () => {
    const { check } = await device(chain.raws);
    expect(codeOf(check(encodeUtf8('Dear Sir or Madam')))).toBe('file-unknown');
    expect(codeOf(check(post.raw.subarray(1)))).toBe('file-unknown');
  });
});
