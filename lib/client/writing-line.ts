import { outboxName } from '#lib/publish/outbox-name.ts';
import type { Writing, WritingParts } from './writing.ts';

/** The way to what only a writer needs; nothing of it is fetched before somebody writes or has written. */
export interface WritingLine {
  /** Starts it where it is not running. Rejects when its script cannot be had; the next call tries again. */
  start(): Promise<Writing>;
  /** It, if it runs. */
  running(): Writing | undefined;
}

/**
 * Starts the writing side by itself once this device holds an account or a publication, or another tab begins to write:
 * its outbox must be watched here as well, should that tab close.
 */
export function createWritingLine(parts: WritingParts): WritingLine {
  const { config, store, signal } = parts;
  let running: Writing | undefined;
  let starting: Promise<Writing> | undefined;

  const start = (): Promise<Writing> => {
    starting ??= import('./writing.ts').then(({ startWriting }) => {
      signal.throwIfAborted();
      running = startWriting(parts);
      return running;
    });
    starting.catch(() => {
      starting = undefined;
    });
    return starting;
  };
  const startIfWritten = async (): Promise<void> => {
    const hasWritten = (await store.account()) !== undefined || (await store.publications()).length > 0;
    if (hasWritten) await start();
  };

  const bell = new BroadcastChannel(outboxName(config.network, config.era));
  bell.addEventListener('message', () => void start().catch(() => undefined), { once: true });
  signal.addEventListener('abort', () => bell.close(), { once: true });
  // Storage that closes meanwhile, or a script that cannot be had without the host: the next write or visit tries again.
  startIfWritten().catch(() => undefined);
  return { start, running: () => running };
}
