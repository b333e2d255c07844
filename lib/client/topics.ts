import type { Topic } from './client.ts';

/** Tells whoever listens what kind of thing changed. */
export interface Topics {
  readonly tell: (topic: Topic) => void;
  readonly listen: (listener: (topic: Topic) => void) => () => void;
  /** Resolves once `holds` does: asked now, and again after every change; or as soon as the signal is aborted. */
  until(holds: () => Promise<boolean>, signal: AbortSignal): Promise<void>;
}

export function createTopics(): Topics {
  const listeners = new Set<(topic: Topic) => void>();
  const listen: Topics['listen'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    listen,
    tell: (topic) => listeners.forEach((listener) => listener(topic)),
    until: (holds, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          unlisten();
          signal.removeEventListener('abort', end);
        };
        const end = (): void => {
          stop();
          resolve();
        };
        const look = (): void => {
          holds().then(
            (does) => does && end(),
            (error: unknown) => {
              stop();
              reject(error as Error);
            },
          );
        };
        const unlisten = listen(look);
        signal.addEventListener('abort', end);
        look();
      }),
  };
}
