import type { Apply } from './hand-over.ts';
import type { Asked, Clock, OutboxPlatform, SigningAnswer } from './platform.ts';
import type { Failure, Publication } from './publication.ts';

/**
 * What came of a draft.
 *
 * - `signed`: it has its transaction, and can go.
 * - `waits`: something is missing that may come, a person's yes in another wallet among it; the reason is kept with the draft.
 * - `no-faucet`: it needs coins, and the faucet cannot be reached.
 * - `refused`: these words cannot be published as they are.
 */
export type DraftOutcome = 'signed' | 'waits' | 'no-faucet' | 'refused';

/** Longest that the signer may take. A worker that does not load never answers. */
const SIGNER_TIMEOUT_MS = 30_000;

export type DraftSigning = {
  readonly satsPerKilobyte: number;
  /** False when the faucet was found to be gone a moment ago. */
  readonly faucet: boolean;
  /** Told once a person who was asked has answered, whatever came of it. */
  readonly onAnswered: () => void;
};

/**
 * Gets a draft its transaction: a key and coins are found without asking the person, where the network gives coins
 * away.
 */
export async function signDraft(
  { signer, funder, clock }: Pick<OutboxPlatform, 'signer' | 'funder' | 'clock'>,
  apply: Apply,
  { id, intent, waiting }: Publication,
  { satsPerKilobyte, faucet, onAnswered }: DraftSigning,
  signal: AbortSignal,
): Promise<DraftOutcome> {
  const ask = (doubtful: boolean): Promise<SigningAnswer | Asked> =>
    within(clock, signal, signer.publish(id, intent, { satsPerKilobyte, doubtful }));
  const wait = async (code: string, detail: string): Promise<void> => {
    // What is known is not said again: a person may take hours, and every note rings in all tabs.
    if (waiting?.code === code && waiting.detail === detail) return;
    await apply(id, { type: 'unreachable', failure: { code, detail } });
  };

  /** What a person answered, whoever waits for it by then; entered by the signer where it is a yes. */
  const heed = async (settled: SigningAnswer | undefined): Promise<void> => {
    if (settled === undefined) return;
    if (settled.state === 'later') await wait(settled.code, '');
    else if (settled.state !== 'signed') await apply(id, { type: 'rejected', failure: failureOf(settled) });
    onAnswered();
  };

  let answer: SigningAnswer | Asked;
  try {
    answer = await ask(false);
    if (answer.state === 'short' && funder !== undefined) {
      if (!faucet) {
        await wait('faucet-unreachable', '');
        return 'no-faucet';
      }
      let raw: Uint8Array;
      try {
        ({ raw } = await funder.fund(answer.address, signal));
      } catch (error) {
        signal.throwIfAborted();
        await wait('faucet-unreachable', wordsOf(error));
        return 'no-faucet';
      }
      await within(clock, signal, signer.addFunding(raw));
      answer = await ask(false);
      if (answer.state === 'short') {
        await wait('faucet-empty', missing(answer.shortBy));
        return 'waits';
      }
    }
    // Better a coin that somebody did not know than no way at all.
    if (answer.state === 'short') answer = await ask(true);
  } catch (error) {
    signal.throwIfAborted();
    await wait('signer-unavailable', wordsOf(error));
    return 'waits';
  }
  if (answer.state === 'signed') return 'signed';
  if (answer.state === 'asked') {
    // Before its answer is listened to, so that the note never comes behind it.
    await wait('wallet-asks', '');
    // Books that cannot be written now: the draft waits on, and is asked about again.
    answer.settled.then(heed).catch(() => undefined);
    return 'waits';
  }
  if (answer.state === 'later') {
    await wait(answer.code, 'detail' in answer ? answer.detail : '');
    return 'waits';
  }
  await apply(id, { type: 'rejected', failure: failureOf(answer) });
  return 'refused';
}

/** Waits for `work`, but not for ever. */
async function within<T>(clock: Clock, signal: AbortSignal, work: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const late = clock.wait(SIGNER_TIMEOUT_MS, AbortSignal.any([signal, settled.signal]));
  try {
    return await Promise.race([
      work,
      late.then(() => {
        throw new Error('The signer did not answer in time.');
      }),
    ]);
  } finally {
    settled.abort();
  }
}

const missing = (sats: number): string => `${sats} satoshis are missing.`;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 300) : '');

const failureOf = (answer: Extract<SigningAnswer, { state: 'short' | 'refused' }>): Failure =>
  answer.state === 'refused'
    ? answer.failure
    : { code: 'insufficient-funds', detail: missing(answer.shortBy) };
