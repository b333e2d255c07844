import type { FeedTabsMessage } from '#lib/bridge/feed-tabs.ts';
import { issue } from '#lib/bytes/issue.ts';
import { HeldImport, type ImportTarget, type ImportView } from './held-transfer.ts';

/** Which part of a file comes: the first, the last, or one between. A file of one part has an empty last one. */
export type PartPlace = 'start' | 'middle' | 'end';

/** Milliseconds that another tab may take for a part. Checking the signatures of a megabyte takes some seconds. */
const LONGEST = 60_000;

export type HeldImportsOptions = {
  /** Where a file goes when this tab stores; `undefined` while another does. */
  readonly target: () => ImportTarget | undefined;
  readonly tell: (message: FeedTabsMessage) => void;
  /** Something of a file was taken in this tab. */
  readonly onTaken: () => void;
  readonly signal: AbortSignal;
};

type Waiting = { readonly id: string; readonly answered: (view: ImportView) => void };

/**
 * Files with what somebody held, given to any tab: the one that stores takes them, and the others hand it their parts. One
 * file at a time; a second one ends the first.
 */
export class HeldImports {
  private readonly options: HeldImportsOptions;
  private current: { readonly id: string; readonly held: HeldImport } | undefined;
  private own = '';
  private waiting: Waiting | undefined;

  constructor(options: HeldImportsOptions) {
    this.options = options;
  }

  /** Takes the next part of a file that was given to this tab, and says what became of the file so far. */
  take(bytes: Uint8Array<ArrayBuffer>, at: PartPlace): Promise<ImportView> {
    if (at === 'start') this.own = crypto.randomUUID();
    return this.options.target() === undefined
      ? this.handOver(this.own, bytes, at)
      : this.takeHere(this.own, bytes, at);
  }

  /** Hears what other tabs say of files. */
  hear(message: Extract<FeedTabsMessage, { type: 'import' | 'imported' }>): void {
    const { id } = message;
    if (message.type === 'imported') {
      if (this.waiting?.id === id) this.waiting.answered(message.view);
    } else if (this.options.target() !== undefined) {
      this.takeHere(id, message.bytes, message.at).then(
        (view) => this.options.tell({ type: 'imported', id, view }),
        // Closed meanwhile: whoever waits learns it by the silence.
        () => undefined,
      );
    }
  }

  private async takeHere(id: string, bytes: Uint8Array<ArrayBuffer>, at: PartPlace): Promise<ImportView> {
    const { target, onTaken, signal } = this.options;
    const into = target();
    if (at === 'start' && into !== undefined) this.current = { id, held: new HeldImport(into) };
    const { current } = this;
    if (current?.id !== id) return INTERRUPTED;
    await current.held.take(bytes, signal);
    if (at === 'end') this.current = undefined;
    onTaken();
    return current.held.view(at === 'end');
  }

  private handOver(id: string, bytes: Uint8Array<ArrayBuffer>, at: PartPlace): Promise<ImportView> {
    const { tell, signal } = this.options;
    return new Promise((resolve) => {
      const answered = (view: ImportView): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(view);
      };
      const giveUp = (): void => answered(INTERRUPTED);
      const timer = setTimeout(giveUp, LONGEST);
      signal.addEventListener('abort', giveUp);
      this.waiting = { id, answered };
      tell({ type: 'import', id, bytes, at });
    });
  }
}

const INTERRUPTED: ImportView = {
  transactions: 0,
  news: 0,
  kept: 0,
  refused: [],
  issue: issue(
    'held-file-interrupted',
    'The tab that stores was closed, or took another file. What it had taken is kept; give the file once more.',
  ),
};
