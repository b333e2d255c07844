import type { Issue } from '#lib/bytes/issue.ts';
import type { FeedStatus } from './post-view.ts';

export type SourceStatus = FeedStatus['sources'][number];

/** What is known of one source. A lie is not forgotten while the app runs: its name stays on the status page. */
export class SourceRecord {
  readonly name: string;
  /** Entries and headers that were refused. */
  refused = 0;
  private lastRefusal: Issue | undefined;
  private state: SourceStatus['state'] = 'asking';
  private note: string | undefined;
  private lastAnswer: number | undefined;
  private isRival = false;
  private height: number | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** `isRival`: it follows another chain, which has less work than ours. */
  answered(now: number, note?: string, isRival = false): void {
    this.isRival = isRival;
    this.state = 'agrees';
    this.lastAnswer = now;
    this.note = note;
  }

  failed(note: string): void {
    this.state = 'unreachable';
    this.note = note;
  }

  /** Notes the highest header that it gave. */
  reached(height: number): void {
    this.height = height;
  }

  refuse(issues: readonly Issue[]): void {
    this.refused += issues.length;
    this.lastRefusal = issues.at(-1) ?? this.lastRefusal;
  }

  /** `storeFailure`: why nothing that it gives can be stored, when that is so. */
  status(storeFailure?: string): SourceStatus {
    const { name, refused, lastRefusal, lastAnswer, height } = this;
    const isLiar = lastRefusal !== undefined && this.state !== 'unreachable';
    const refusal = lastRefusal && `${refused} refused, the last because: ${lastRefusal.message}`;
    const unstored = storeFailure === undefined ? undefined : `not stored: ${storeFailure}`;
    const detail = [this.note, refusal, unstored].filter((part) => part !== undefined).join('; ');
    return {
      name,
      state: isLiar ? 'refused' : this.state,
      ...(detail === '' ? {} : { detail }),
      ...(lastAnswer === undefined ? {} : { lastAnswer }),
      ...(height === undefined ? {} : { height }),
      ...(this.isRival ? { isRival: true } : {}),
    };
  }
}
