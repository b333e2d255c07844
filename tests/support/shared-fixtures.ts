import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

/** Whether real chain data lies beside the project. Tests that need it say so in their name and are skipped without it. */
export const hasSharedFixtures = existsSync(FOLDER);

/** Bytes of a shared fixture, by its path below `../shared/fixtures`. */
export const sharedBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(FOLDER + path));

/** A shared JSON fixture. The caller names its shape. */
export const sharedJson = <T>(path: string): T => JSON.parse(readFileSync(FOLDER + path, 'utf8')) as T;

/** Title suffix that says why a test was skipped. */
export const needsFixtures = hasSharedFixtures ? '' : ' (skipped: no ../shared/fixtures)';
