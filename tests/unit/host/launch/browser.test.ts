import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '#host/launch/browser.mjs';

let root: string;

const program = async (name: string, text: string): Promise<string> => {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return file;
};

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'nabo-browser-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('findChromium', () => {
  it('takes the one that CHROME names, without a question', () => {
    expect(findChromium({ CHROME: '/somewhere/else', PATH: '' }, root)).toBe('/somewhere/else');
  });

  it('takes the first on the path that starts, not a note that tells how to install one', async () => {
    await program('a/chromium', 'echo "install it with snap"; exit 1');
    const good = await program('b/chromium', 'echo Chromium 1');
    const env = { PATH: [path.join(root, 'a'), path.join(root, 'b')].join(path.delimiter) };
    expect(findChromium(env, root)).toBe(good);
  });
});
