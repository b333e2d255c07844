import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where real chain data lies, when it does. */
export const SHARED_FIXTURES = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

/** Whether real chain data lies beside the project. Tests that need it say so in their name and are skipped without it. */
export const hasSharedFixtures = existsSync(SHARED_FIXTURES);

/** Bytes of a shared fixture, by its path below `../shared/fixtures`. */
export const sharedBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(SHARED_FIXTURES + path));

/** A shared JSON fixture. The caller names its shape. */
export const sharedJson = <T>(path: string): T =>
  JSON.parse(readFileSync(SHARED_FIXTURES + path, 'utf8')) as T;

/** Title suffix that says why a test was skipped. */
export const needsFixtures = hasSharedFixtures ? '' : ' (skipped: no ../shared/fixtures)';
