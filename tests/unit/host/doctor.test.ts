import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDevnet, type Devnet } from '#devnet/devnet.ts';
import { configOfNetwork } from '#host/config.ts';
import { checksOf, examine } from '#host/doctor/checks.ts';
import { createRecorder } from '#host/doctor/recorder.ts';
import { shapeOf } from '#host/doctor/redact.ts';

const DOCTOR = fileURLToPath(new URL('../../../host/doctor/main.ts', import.meta.url));
const run = promisify(execFile);
let devnet: Devnet;
let directory: string;

beforeAll(async () => {
  devnet = await startDevnet({ seed: 'story' });
  directory = await mkdtemp(join(tmpdir(), 'nabo-doctor-'));
});
afterAll(async () => {
  await devnet.close();
  await rm(directory, { recursive: true });
});

const examineAll = (change: (response: Response, url: string) => Response | Promise<Response>) => {
  const app = configOfNetwork('devnet', devnet.url, {});
  return Promise.all(
    checksOf(app).map(async (check) => {
      const { fetch } = createRecorder(async (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        return change(await globalThis.fetch(input, init), url);
      });
      return [check.what, (await examine(check, fetch)).state];
    }),
  );
};

describe('the doctor', () => {
  it(
    'finds every face of a devnet working, and keeps shapes without what they say',
    { timeout: 30_000 },
    async () => {
      const { stdout } = await run(process.execPath, [
        DOCTOR,
        '--network',
        'devnet',
        '--devnet',
        devnet.url,
        '--save',
        directory,
      ]);
      expect(stdout).toMatch(/devnet: 9 work, 0 changed, 0 down/);
      const files = await readdir(join(directory, 'devnet'));
      expect(files.sort()).toEqual([
        'arc-ARC-policy.json',
        'arcade-headers.json',
        'devnet-Arcade-policy.json',
        'devnet-a-block.json',
        'devnet-headers.json',
        'devnet-posts.json',
        'junglebus-headers.json',
        'junglebus-posts.json',
        'woc-headers.json',
      ]);
      const kept = await Promise.all(files.map((file) => readFile(join(directory, 'devnet', file), 'utf8')));
      expect(kept.join('\n')).not.toMatch(/[0-9a-f]{16,}/);
      expect(kept.join('\n')).not.toContain('harbour');
      expect(JSON.parse(kept[files.indexOf('junglebus-posts.json')] ?? '')).toMatchObject({
        state: 'works',
        seen: [
          {
            status: 200,
            cors: '*',
            shape: [{ id: '<hex 64>', block_height: '<number>' }, {}, expect.stringMatching(/in all$/)],
          },
        ],
      });
    },
  );

  it('tells what has changed from what is down', async () => {
    const states = async (change: (response: Response) => Response): Promise<string[]> => {
      const found = await examineAll(change);
      return [...new Set(found.map(([, state]) => state ?? ''))];
    };
    expect(
      await states(() => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })),
    ).toEqual(['changed']);
    expect(await states(() => new Response('', { status: 404 }))).toEqual(['changed']);
    expect(await states(() => new Response('', { status: 429 }))).toEqual(['down']);
    expect(await states(() => new Response('', { status: 502 }))).toEqual(['down']);
    const app = configOfNetwork('devnet', 'http://127.0.0.1:9', {});
    for (const check of checksOf(app))
      expect((await examine(check, createRecorder().fetch)).state).toBe('down');
  });

  it('leaves of an answer its shape alone', () => {
    expect(
      shapeOf({
        txid: 'ab'.repeat(32),
        raw: 'AAAAAAAAAAAAAAAAAAAA+w==',
        name: 'Mira',
        n: 7,
        no: null,
        list: [1, 2, 3],
        ok: true,
      }),
    ).toEqual({
      txid: '<hex 64>',
      raw: '<base64 24>',
      name: '<text 4>',
      n: '<number>',
      no: null,
      list: ['<number>', '<number>', '… 3 in all'],
      ok: '<boolean>',
    });
    let deep: unknown = 1;
    for (let depth = 0; depth < 1000; depth += 1) deep = [deep];
    expect(JSON.stringify(shapeOf(deep)).length).toBeLessThan(100);
  });
});
