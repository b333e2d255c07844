import type { HeliaScriptFile } from '#lib/bridge/sw-manifest.ts';
import type { BrowserNeighbourOptions, RunningNeighbour } from '#lib/p2p/start-in-browser.ts';

/** What the second script leaves on the worker's scope. */
export type HeliaScript = {
  readonly start: (options: BrowserNeighbourOptions) => Promise<RunningNeighbour>;
  /** Written by the build as the script's last line. */
  readonly revision?: string;
};

/** The part of the worker's scope that is needed. */
export interface HeliaScope {
  readonly __NABO_HELIA?: HeliaScript;
  importScripts(url: string): void;
}

/**
 * Runs the second script, unless this worker has done so. While the worker installs, the browser fetches it and keeps it
 * with the worker; any later call takes what was kept, without a network. So nobody who only asks for a page pays for it.
 *
 * @throws {Error} when the host gives no script, or that of another build: two builds are never mixed.
 */
export function importHelia(scope: HeliaScope, { url, revision }: HeliaScriptFile): HeliaScript {
  if (scope.__NABO_HELIA === undefined) scope.importScripts(`${url}?${revision}`);
  const script = scope.__NABO_HELIA;
  if (script?.revision !== revision) throw new Error(`${url} is of another build than this worker`);
  return script;
}
