import * as z from 'zod/mini';

/** Longer than two processes take to end. */
const PATIENCE_MS = 15_000;

const pulledSchema = z.object({ seconds: z.number() });
const refusedSchema = z.object({ detail: z.string() });

/** How long devnet and host are gone from now on, in seconds. */
export type Pulled = z.infer<typeof pulledSchema>;

/** The plug could not be pulled. The message is for the reader. */
export class PlugError extends Error {
  override readonly name = 'PlugError';
}

/**
 * Asks the launcher at `url` to take devnet and host away for a while. Resolves when they are gone, also when somebody else
 * pulled the plug before.
 *
 * @throws {PlugError} when they stay.
 */
export async function pullPlug(url: string, fetchAnswer: typeof fetch = fetch): Promise<Pulled> {
  const response = await fetchAnswer(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((cause: unknown) => {
    throw new PlugError('Whoever started this devnet does not answer.', { cause });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok || response.status === 409) {
    const pulled = pulledSchema.safeParse(answer);
    if (pulled.success) return pulled.data;
  }
  throw new PlugError(refusedSchema.safeParse(answer).data?.detail ?? `It answered ${response.status}.`);
}
