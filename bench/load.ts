import { Agent, request } from 'node:http';

/** One request of a load. */
export type Shot = { readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array };

export type LoadOptions = {
  /** Where to, with the path. */
  readonly url: string;
  /** Requests under way at any time, each on a connection of its own that is kept. */
  readonly connections: number;
  readonly seconds: number;
  readonly nextShot: () => Shot;
};

/** What came of a load. */
export type Outcome = {
  /** How often each status came. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Milliseconds from the first byte sent to the last received, of the answers with status 200, in ascending order. */
  readonly goodMs: readonly number[];
  /** Requests without an answer, by the system's own code. */
  readonly errors: ReadonlyMap<string, number>;
  /** Refusals with status 503 that do not say when to come back. */
  readonly withoutRetry: number;
  readonly perSecond: number;
};

type Answer = { readonly status: number; readonly saysRetry: boolean };

/** Keeps so many requests under way for so long, and waits for the last answers. */
export async function load({ url, connections, seconds, nextShot }: LoadOptions): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const statuses = new Map<number, number>();
  const errors = new Map<string, number>();
  const goodMs: number[] = [];
  let withoutRetry = 0;
  const begun = performance.now();
  const end = begun + seconds * 1_000;

  const keepAsking = async (): Promise<void> => {
    while (performance.now() < end) {
      const shot = nextShot();
      const from = performance.now();
      try {
        const { status, saysRetry } = await ask(agent, url, shot);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) goodMs.push(performance.now() - from);
        if (status === 503 && !saysRetry) withoutRetry += 1;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        errors.set(code, (errors.get(code) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, keepAsking));
  agent.destroy();
  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  return {
    statuses,
    errors,
    withoutRetry,
    goodMs: goodMs.sort((a, b) => a - b),
    perSecond: (total / (performance.now() - begun)) * 1_000,
  };
}

function ask(agent: Agent, url: string, { headers, body }: Shot): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(body.length),
        ...headers,
      },
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          saysRetry: response.headers['retry-after'] !== undefined,
        }),
      );
    });
    asked.end(body);
  });
}

/** The figure below which so many of a hundred lie, of figures in ascending order. */
export const percentile = (sorted: readonly number[], hundredths: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * hundredths) / 100))] ?? Number.NaN;
