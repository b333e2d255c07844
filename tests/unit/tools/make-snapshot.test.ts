import { expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodePost } from '#lib/protocols/index.ts';
import { encodeFrame, heldFileStart } from '#lib/store/held-file.ts';
import { TestChain, write, writer, type Written } from '#tests/support/written.ts';
import { makeSnapshot, materialOf } from '#tools/make-snapshot.ts';

const mira = writer('mira');
const posts = Array.from({ length: 4 }, (_, seed) =>
  write(mira, [encodePost({ owner: mira.owner, text: `Note ${seed}` })], { seed, sigma: false }),
);
const chain = new TestChain();
for (const post of posts) chain.mine([post]);
const sourced = posts.map((post: Written) => chain.sourced(post));
const headers = async (from: number, count: number) => chain.raws.slice(from, from + count);
const { network } = { network: 'devnet' } as const;

it('is made of a file of everything held as of a source', async () => {
  const file = concatBytes([
    heldFileStart(network),
    encodeFrame({ kind: 'headers', from: 0, packed: concatBytes(chain.raws) }),
    ...sourced.map(({ raw, bump }) => encodeFrame({ kind: 'transaction', raw, ...(bump && { bump }) })),
    encodeFrame({ kind: 'kept', row: { kind: 'follow', id: mira.key, at: 1 } }),
    encodeFrame({ kind: 'end', transactions: 4, kept: 1 }),
  ]);
  const ofSource = await makeSnapshot({ network, headers, entries: sourced }, 2, 3);
  expect(ofSource.transactions).toBe(2);
  expect(await makeSnapshot(materialOf(file, network), 2, 3)).toEqual(ofSource);
  expect(() => materialOf(file, 'main')).toThrow('the file is of devnet');
  expect(() => materialOf(file.slice(0, -1), network)).toThrow('the file ends before its end');
});

it('leaves out what no header bears out, and says so', async () => {
  const [first, second] = sourced;
  if (first?.bump === undefined || second?.bump === undefined) throw new Error('both are in blocks');
  const entries = [
    { ...first, bump: second.bump },
    { ...second, bump: Uint8Array.of(1) },
    ...sourced.slice(2),
  ];
  const { transactions, leftOut } = await makeSnapshot({ network, headers, entries }, 0, 4);
  expect([transactions, leftOut.length]).toEqual([2, 2]);
});

it('is not made of headers that do not link, or do not reach', async () => {
  const entries = sourced;
  const swapped = chain.raws.with(2, chain.raws[3] ?? new Uint8Array(80));
  const torn = async (from: number, count: number) => swapped.slice(from, from + count);
  await expect(makeSnapshot({ network, headers: torn, entries }, 0, 4)).rejects.toThrow(
    /header 2 is not linked/,
  );
  await expect(makeSnapshot({ network, headers, entries }, 0, 5)).rejects.toThrow('no header of block 5');
});
