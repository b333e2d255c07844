import { describe, expect, it } from 'vitest';
import { readBlockFile, writeBlockFile } from '#lib/client/block-file.ts';

const key = (n: number): string => n.toString(16).padStart(40, '0');
const read = (text: string) => readBlockFile(new Blob([text]));

describe('a file of blocked keys', () => {
  it('reads back, each key once', async () => {
    const keys = [key(1), key(2), key(1)];
    expect(await read(writeBlockFile(keys, { key: key(9), handle: 'mira' }) ?? '')).toEqual({
      name: 'Blocked by mira',
      keys: [key(1), key(2)],
    });
  });

  it('is named after who made it, and is none without keys', async () => {
    expect(await read(writeBlockFile([key(1)], { key: 'ab'.repeat(20) }) ?? '')).toMatchObject({
      name: 'Blocked by abababab',
    });
    expect((await read(writeBlockFile([key(1)], undefined) ?? ''))?.name).toBe('Blocked by somebody');
    expect(
      (await read(writeBlockFile([key(1)], { key: '', handle: 'x'.repeat(32) }) ?? ''))?.name,
    ).toHaveLength(40);
    expect(writeBlockFile([], undefined)).toBeUndefined();
  });

  it('has room for a thousand', async () => {
    const keys = Array.from({ length: 1_200 }, (_, at) => key(at));
    expect((await read(writeBlockFile(keys, { key: key(9) }) ?? ''))?.keys).toEqual(keys.slice(0, 1_000));
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '<html>'],
    ['another list', JSON.stringify({ name: 'x', keys: [key(1)] })],
    ['another version', JSON.stringify({ nabo: 'blocked', v: 2, name: 'x', keys: [key(1)] })],
    ['nobody', JSON.stringify({ nabo: 'blocked', v: 1, name: 'x', keys: [] })],
    ['no keys', JSON.stringify({ nabo: 'blocked', v: 1, name: 'x', keys: ['mira'] })],
    ['no name', JSON.stringify({ nabo: 'blocked', v: 1, name: ' x', keys: [key(1)] })],
    ['too many', JSON.stringify({ nabo: 'blocked', v: 1, name: 'x', keys: Array(1_001).fill(key(1)) })],
    ['too much', ' '.repeat(70_000)],
  ])('is not %s', async (_, text) => expect(await read(text)).toBeUndefined());
});
