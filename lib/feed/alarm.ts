/** A pause that somebody else can end early. A ring while nobody waits ends the next pause at once. */
export class Alarm {
  private isRung = false;
  private wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.isRung = true;
    this.wake?.();
  };

  /** Resolves after `ms`, at a ring or when aborted, but for the last never before `least`, however often it rings. */
  async wait(ms: number, least: number, signal: AbortSignal): Promise<void> {
    await this.pause(least, false, signal);
    if (!this.isRung) await this.pause(ms - least, true, signal);
    this.isRung = false;
  }

  private pause(ms: number, canWake: boolean, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      if (canWake) this.wake = done;
    });
  }
}
