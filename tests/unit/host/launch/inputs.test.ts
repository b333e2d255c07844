import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashInputs } from '#host/launch/inputs.mjs';

let root: string;

const write = async (name: string, text: string): Promise<void> => {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), text);
};

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'nabo-inputs-'));
  await write('app/page.tsx', 'a');
  await write('lib/bytes/hex.ts', 'b');
  await write('package-lock.json', '{}');
});

afterEach(() => rm(root, { recursive: true }));

describe('hashInputs', () => {
  it.each([
    ['other text', 'app/page.tsx', 'A'],
    ['a new file', 'components/x.tsx', 'x'],
    ['other packages', 'package-lock.json', '{"a":1}'],
    ['another picture', 'public/icon.svg', '<svg/>'],
    ['another way to build', 'host/build/pages.ts', 'x'],
  ])('changes with %s', async (_what, name, text) => {
    const before = hashInputs(root);
    await write(name, text);
    expect(hashInputs(root)).not.toBe(before);
  });

  it.each([
    ['the same text written again', 'app/page.tsx', 'a'],
    ['what a build writes itself', 'public/sw.js', 'built'],
    ['tests', 'tests/unit/x.test.ts', 'x'],
    ['the host, which is not built', 'host/server.ts', 'x'],
    ['documents', 'README.md', 'x'],
  ])('does not with %s', async (_what, name, text) => {
    const before = hashInputs(root);
    await write(name, text);
    expect(hashInputs(root)).toBe(before);
  });

  it('changes when text moves from one file to another, or a file is renamed', async () => {
    const before = hashInputs(root);
    await write('app/page.tsx', 'b');
    await write('lib/bytes/hex.ts', 'a');
    expect(hashInputs(root)).not.toBe(before);
    await write('app/page.tsx', 'a');
    await rm(path.join(root, 'lib/bytes/hex.ts'));
    await write('lib/bytes/hex2.ts', 'b');
    expect(hashInputs(root)).not.toBe(before);
  });
});
