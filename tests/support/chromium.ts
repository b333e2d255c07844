import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { findChromium } from '#host/launch/browser.mjs';
import { ROOT } from '#host/launch/settings.mjs';

/** A browser of its own with an empty profile; ends with `close`. */
export type Profile = BrowserContext;

/** Everything that a browser does by itself and no test asked for is off; QUIC would go around a dead host. */
export const CHROMIUM_FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // No test reaches anybody outside this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]',
];

/** With these a browser without a graphics card draws in three dimensions, slowly. */
export const SOFTWARE_WEBGL = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/**
 * Path of the browser that tests drive.
 *
 * @throws {Error} when there is none.
 */
export function chromiumExecutable(): string {
  const found = findChromium(process.env, ROOT);
  if (found === undefined) throw new Error('No Chromium found. `npm test` brings one; CHROME names another.');
  return found;
}

/** Starts the system's Chromium with a profile on disk, so that service workers, caches and databases are real. */
export async function openProfile(flags: readonly string[] = []): Promise<Profile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nabo-profile-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumExecutable(),
    args: [...CHROMIUM_FLAGS, ...flags],
  });
  context.once('close', () => void rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}
