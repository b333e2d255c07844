import { brotliCompressSync, gzipSync } from 'node:zlib';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '#host/launch/settings.mjs';
import { openProfile, type Profile } from '#tests/support/chromium.ts';

const MIB = 1024 * 1024;
const TEXT = 'the time of the day, '.repeat(5_000);
const PACK = { gzip: gzipSync, br: brotliCompressSync } as const;

/** What the page answers: the text's length and end, or why it stayed closed, and how much came out at most. */
type Answer = { readonly text?: string; readonly code?: string };

let profile: Profile;

beforeAll(async () => {
  profile = await openProfile();
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(ROOT, 'lib/bytes/unpack.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'unpacking',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  const page = profile.pages()[0] ?? (await profile.newPage());
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
});

afterAll(async () => profile.close());

async function open(packed: Uint8Array, encoding: string): Promise<Answer> {
  const page = profile.pages()[0];
  if (page === undefined) throw new Error('the page is gone');
  const base64 = Buffer.from(packed).toString('base64');
  return page.evaluate(
    async ([bytes = '', name = '']) => {
      // The bundle puts itself on the window.
      const { unpacking } = globalThis as unknown as {
        unpacking: {
          unpack: (
            packed: Uint8Array,
            encoding: string,
          ) => Promise<{ ok: true; value: Uint8Array } | { ok: false; issue: { code: string } }>;
        };
      };
      const opened = await unpacking.unpack(
        Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)),
        name,
      );
      return opened.ok ? { text: new TextDecoder().decode(opened.value) } : { code: opened.issue.code };
    },
    [base64, encoding],
  );
}

describe.each(['gzip', 'br'] as const)('a browser opens %s', (encoding) => {
  it('to what was packed', async () => {
    expect(await open(PACK[encoding](TEXT), encoding)).toEqual({ text: TEXT });
  });

  it('no further than the limit', async () => {
    const bomb = PACK[encoding](new Uint8Array(64 * MIB));
    expect(await open(bomb, encoding)).toEqual({ code: 'unpacked-too-large' });
  });

  it('not at all when it is cut off, changed or something else', async () => {
    const packed = PACK[encoding](TEXT);
    expect((await open(packed.subarray(0, packed.length - 20), encoding)).code).toMatch(/^packed-/);
    expect((await open(packed.toReversed(), encoding)).code).toMatch(/^packed-/);
    expect((await open(new TextEncoder().encode(TEXT), encoding)).code).toMatch(/^packed-/);
  });
});
