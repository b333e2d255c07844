import { expect, test } from 'vitest';
import { toHex } from '#lib/bytes/hex.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { readDevicesMessage } from '#lib/sync/channel.ts';
import { merge } from '#lib/sync/merge.ts';
import { EVEN_BYTES, PARTS, pageOf, readAnswer, readQuestion, sumsOf, writeAnswer } from '#lib/sync/page.ts';
import { fitsPage, MOST_ROW_BYTES, readRow, writeRow, type Rows, type SyncRow } from '#lib/sync/row.ts';
import { deriveFrameKey, seal, SEAL_BYTES, unseal } from '#lib/sync/seal.ts';
import { createTalk, type Talk } from '#lib/sync/talk.ts';

const NONE: Rows = new Map();
const keyOf = (seed: number): Promise<CryptoKey> => deriveFrameKey(new Uint8Array(32).fill(seed), 'devnet');

const kept = (id: string, value = '1'): SyncRow => ({ kind: 'follow', id, at: 5, by: 0, value });

/** Devices by their names, and every frame between them. */
function meet(devices: Readonly<Record<string, { readonly key: CryptoKey; rows: Rows }>>) {
  const frames: Uint8Array[] = [];
  const talks = new Map<string, Talk>();
  const differs: string[] = [];
  for (const [name, device] of Object.entries(devices)) {
    const talk = createTalk({
      key: device.key,
      rows: () => device.rows,
      take: async (rows) => void (device.rows = merge(device.rows, rows)),
      onDiffers: ({ self, peer }) => void differs.push(`${self} from ${peer}`),
      carry: async ({ self, peer }, question) => {
        frames.push(question);
        const answer = await talks.get(peer)?.answer({ self: peer, peer: self }, question);
        if (answer !== undefined) frames.push(answer);
        return answer;
      },
    });
    talks.set(name, talk);
  }
  return { frames, differs, pull: (self: string, peer: string) => talks.get(self)?.pull({ self, peer }) };
}

test('a device takes over what another one has, in pages that fit, and no frame shows a word of it', async () => {
  const key = await keyOf(1);
  const words = 'the third pot on the left ';
  const long = Array.from({ length: 40 }, (_, at) => kept(`${at}`, words.repeat(1_500)));
  const many = Array.from({ length: 3_000 }, (_, at) => kept(`person ${at}`));
  const all = merge(NONE, [...long, ...many]);
  const devices = { fern: { key, rows: NONE }, moss: { key, rows: all } };
  const { frames, differs, pull } = meet(devices);
  expect(await pull('fern', 'moss')).toBe('took');
  expect(devices.fern.rows).toEqual(all);
  expect(new Set(differs)).toEqual(new Set(['moss from fern']));
  expect(await pull('fern', 'moss')).toBe('same');

  expect(Math.max(...frames.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
  expect(frames[0]?.length).toBe(EVEN_BYTES + SEAL_BYTES);
  expect(frames[1]?.length).toBe(EVEN_BYTES + SEAL_BYTES);
  const seen = frames.map(toHex).join('');
  for (const plain of ['the third pot', 'person 7', 'follow', 'sums'])
    expect(seen).not.toContain(toHex(encodeUtf8(plain)));
});

test('somebody with another key is not answered, and learns nothing that two askings have in common', async () => {
  const devices = {
    fern: { key: await keyOf(1), rows: merge(NONE, [kept('moss')]) },
    spy: { key: await keyOf(2), rows: NONE },
  };
  const { frames, differs, pull } = meet(devices);
  expect(await pull('spy', 'fern')).toBe('stranger');
  expect(await pull('fern', 'spy')).toBe('stranger');
  expect(await pull('fern', 'spy')).toBe('stranger');
  expect([differs, devices.spy.rows.size]).toEqual([[], 0]);
  expect(frames).toHaveLength(3);
  const [, first = new Uint8Array(0), second = new Uint8Array(0)] = frames;
  expect(second).not.toEqual(first);
  // Sixteen bytes in a row that both have would be a mark.
  const marks = new Set(
    Array.from({ length: first.length - 15 }, (_, at) => toHex(first.subarray(at, at + 16))),
  );
  for (let at = 0; at + 16 <= second.length; at += 1)
    expect(marks.has(toHex(second.subarray(at, at + 16)))).toBe(false);
});

test('a frame opens for the one it is for, once it is the answer to this question, and not when a bit is another', async () => {
  const key = await keyOf(1);
  const plain = encodeUtf8('the kettle');
  const question = await seal(key, plain, { from: 'fern', to: 'moss' });
  const other = await seal(key, plain, { from: 'fern', to: 'moss' });
  const answer = await seal(key, plain, { from: 'moss', to: 'fern', question });
  expect(await unseal(key, question, { from: 'fern', to: 'moss' })).toEqual(plain);
  expect(await unseal(key, answer, { from: 'moss', to: 'fern', question })).toEqual(plain);
  // Sent on to somebody else, sent back, or given for another question.
  expect(await unseal(key, question, { from: 'fern', to: 'birch' })).toBeUndefined();
  expect(await unseal(key, question, { from: 'spy', to: 'moss' })).toBeUndefined();
  expect(await unseal(key, question, { from: 'moss', to: 'fern' })).toBeUndefined();
  expect(await unseal(key, answer, { from: 'moss', to: 'fern', question: other })).toBeUndefined();
  expect(await unseal(await keyOf(2), question, { from: 'fern', to: 'moss' })).toBeUndefined();
  for (let at = 0; at < question.length; at += 1) {
    const bent = question.slice();
    bent[at] = (bent[at] ?? 0) ^ 1;
    expect(await unseal(key, bent, { from: 'fern', to: 'moss' })).toBeUndefined();
  }
  for (const length of [0, 1, SEAL_BYTES - 1, SEAL_BYTES])
    expect(await unseal(key, question.slice(0, length), { from: 'fern', to: 'moss' })).toBeUndefined();
});

test('networks have keys of their own', async () => {
  const secret = new Uint8Array(32).fill(7);
  const frame = await seal(await deriveFrameKey(secret, 'test'), encodeUtf8('a'), { from: 'a', to: 'b' });
  expect(await unseal(await deriveFrameKey(secret, 'main'), frame, { from: 'a', to: 'b' })).toBeUndefined();
});

test('rows that are none are left out, and the others of their page are taken', () => {
  const good = kept('moss');
  const bad = [
    ['follow', 'fern', 5, 8, '1'],
    ['follow', 'fern', -1, 0, '1'],
    ['follow', 'fern', 1.5, 0, '1'],
    ['follow', 'f'.repeat(241), 5, 0, '1'],
    ['treasure', 'fern', 5, 0, '1'],
    ['follow', 'fern', 5, 0, 1],
    ['follow', 'fern', 5],
    ['follow', 'fern', 5, 0, '1', '2'],
    { kind: 'follow' },
    null,
    'follow',
  ];
  for (const each of bad) expect(readRow(each)).toBeUndefined();
  const page = encodeUtf8(JSON.stringify({ rows: [...bad, JSON.parse(writeRow(good))] }));
  expect(readAnswer(page)).toEqual({ rows: [good] });
  for (const text of ['', '[', '[]', '{"rows":7}', '{"sums":["00"]}', '['.repeat(50_000)])
    expect(readAnswer(encodeUtf8(text))?.rows ?? []).toEqual([]);
  for (const text of [
    '',
    'null',
    '{"ask":"rows","part":32,"after":""}',
    '{"ask":"sums","sums":[]}',
    '['.repeat(2_000),
  ])
    expect(readQuestion(encodeUtf8(text))).toBeUndefined();
  expect(readAnswer(new Uint8Array(60_001).fill(0x20))).toBeUndefined();
  // A row is measured as it is written: signs that are escaped take more room.
  const nulls = kept('moss', '\u0000'.repeat(MOST_ROW_BYTES / 6));
  expect([fitsPage(nulls), fitsPage(kept('moss', 'x'.repeat(MOST_ROW_BYTES - 100)))]).toEqual([false, true]);
});

test('sums are the same wherever the same rows are, and other ones wherever a row is', () => {
  const rows = Array.from({ length: 500 }, (_, at) => kept(`person ${at}`));
  const sums = sumsOf(merge(NONE, rows));
  expect(sums).toHaveLength(PARTS);
  expect(sumsOf(merge(NONE, rows.toReversed()))).toEqual(sums);
  for (const row of rows) {
    const changed = sumsOf(
      merge(
        NONE,
        rows.map((each) => (each === row ? { ...row, at: 6 } : each)),
      ),
    );
    expect(changed.filter((sum, part) => sum !== sums[part])).toHaveLength(1);
  }
  const parts = Array.from({ length: PARTS }, (_, part) => pageOf(merge(NONE, rows), part, '').rows ?? []);
  expect(parts.flat()).toHaveLength(500);
  for (const part of parts) expect(readAnswer(writeAnswer({ rows: part }))?.rows).toEqual(part);
});

test('messages that are none are dropped', () => {
  const bytes = new Uint8Array(8);
  const ask = { type: 'ask', id: '1', self: 'a', peer: 'b', bytes };
  expect(readDevicesMessage({ ...ask, more: true })).toEqual(ask);
  expect(readDevicesMessage({ type: 'answer', id: '1', bytes: 'x' })).toEqual({ type: 'answer', id: '1' });
  for (const none of [
    undefined,
    null,
    'who',
    {},
    { type: 'near', self: 'a', peers: [7] },
    { ...ask, id: 7 },
    { ...ask, peer: 'b'.repeat(129) },
    { ...ask, bytes: new Uint8Array(65_537) },
  ])
    expect(readDevicesMessage(none)).toBeUndefined();
});
