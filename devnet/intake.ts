import { setImmediate as nextTurn } from 'node:timers/promises';
import { txidOf } from '#lib/chain/tx.ts';
import type { Chain } from './chain.ts';
import type { Sqlite } from './sqlite.ts';
import type { StatusLog, TxStatus } from './status-log.ts';
import { readSubmission, type Submission } from './submission.ts';

/**
 * Arcade's way of taking transactions: it answers at once and judges afterwards. What was taken is on the disk, so a
 * devnet that was killed goes on where it stopped.
 */
export class Intake {
  readonly #db: Sqlite;
  readonly #chain: Chain;
  readonly #statuses: StatusLog;
  readonly #onFailure: (error: unknown) => void;
  #isWorking = false;
  #isClosed = false;
  #idle: Promise<void> = Promise.resolve();

  constructor(db: Sqlite, chain: Chain, statuses: StatusLog, onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
    this.#db = db;
    this.#chain = chain;
    this.#statuses = statuses;
    this.#work();
  }

  /**
   * Takes a transaction and says where it stands: `RECEIVED` for a new one or one that was refused before (it is judged
   * again), else its state of now.
   */
  take({ tx, body }: Submission, token: string | undefined): TxStatus['status'] {
    const txid = txidOf(tx);
    if (token !== undefined) this.#statuses.submit(token, txid);
    const known = this.#statuses.get(txid)?.status;
    if (known !== undefined && known !== 'REJECTED') return known;
    this.#statuses.receive(txid, body);
    this.#work();
    return 'RECEIVED';
  }

  #work(): void {
    if (this.#isWorking || this.#isClosed) return;
    this.#isWorking = true;
    this.#idle = this.#drain().catch((error: unknown) => {
      this.#isWorking = false;
      this.#onFailure(error);
    });
  }

  async #drain(): Promise<void> {
    // The answer goes out before the verdict, as it does where another process judges.
    await nextTurn();
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const { txid, body } = next;
      this.#db.transaction(() => {
        const submission = readSubmission(body);
        const accepted = submission.ok && this.#chain.accept(submission.value.tx, submission.value.sources);
        if (accepted !== false && !accepted.ok) this.#statuses.refused(txid, accepted.issue);
        this.#statuses.settle(txid);
      });
      await nextTurn();
    }
  }

  #next() {
    const next = this.#isClosed ? undefined : this.#statuses.nextReceived();
    // Said in the same turn as the look, so that what comes in afterwards starts the work anew.
    if (next === undefined) this.#isWorking = false;
    return next;
  }

  /** Stops after the transaction in hand. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#idle;
  }
}
