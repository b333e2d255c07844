import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ROOT } from '#host/launch/settings.mjs';
import { openProfile } from '#tests/support/chromium.ts';
import type { fund, holders, race } from '#tests/support/coin-race.ts';

const COINS = 500;
const TABS = 4;

test('four tabs want 500 coins at once, and each coin has one winner', async () => {
  await using site = await serveRace();
  const profile = await openProfile();
  try {
    const pages: Page[] = [];
    for (let tab = 0; tab < TABS; tab += 1) {
      const page = await profile.newPage();
      await page.goto(site.url);
      pages.push(page);
    }
    const [first] = pages;
    if (first === undefined) throw new Error('no page');
    expect(await inPage<typeof fund>(first, `fund(${COINS})`)).toBe(COINS);
    const got = await Promise.all(
      pages.map((page, tab) => inPage<typeof race>(page, `race(${tab}, ${COINS})`)),
    );
    const winners = got.flat();
    expect(winners.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COINS }, (_none, at) => at));
    const held = await inPage<typeof holders>(first, `holders(${COINS})`);
    got.forEach((coins, tab) => {
      for (const at of coins) expect(held[at]).toBe(`tab ${tab}, coin ${at}`);
    });
  } finally {
    await profile.close();
  }
});

/** Calls a function of the race in a page. */
const inPage = <Call extends (...parts: never[]) => Promise<unknown>>(
  page: Page,
  call: string,
): Promise<Awaited<ReturnType<Call>>> => page.evaluate(`coinRace.${call}`);

/** A page with nothing but the code of the race. */
async function serveRace(): Promise<AsyncDisposable & { readonly url: string }> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(ROOT, 'tests/support/coin-race.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'coinRace',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  const page = `<!doctype html><title>race</title><link rel="icon" href="data:,"><script>${outputFiles[0]?.text ?? ''}</script>`;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
