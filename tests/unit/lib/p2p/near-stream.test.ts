import { lpStream } from '@libp2p/utils';
import { describe, expect, it } from 'vitest';
import { nearStreams } from '#lib/p2p/near-stream.ts';

const log = Object.assign(() => undefined, {
  error: () => undefined,
  trace: () => undefined,
  newScope: () => log,
});
const logger = { forComponent: () => log } as unknown as Parameters<typeof nearStreams>[0];
const signal = AbortSignal.timeout(20_000);

describe('a stream with both ends here', () => {
  it('carries words either way, in their order and whole, and ends', async () => {
    const [one, other] = nearStreams(logger);
    const [here, there] = [lpStream(one), lpStream(other)];
    const words = Array.from({ length: 20 }, (_, at) => new Uint8Array(at * 400).fill(at));
    for (const word of words) await here.write(word, { signal });
    await there.write(Uint8Array.of(1, 2), { signal });
    for (const word of words) expect((await there.read({ signal })).subarray()).toEqual(word);
    expect((await here.read({ signal })).subarray()).toEqual(Uint8Array.of(1, 2));
    await one.close();
    await expect(there.read({ signal })).rejects.toThrow();
    await other.close();
    expect([one.status, other.status]).toEqual(['closed', 'closed']);
  });

  it('breaks off at both ends', async () => {
    const [one, other] = nearStreams(logger);
    const waiting = lpStream(other).read({ signal });
    one.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow();
    expect([one.status, other.status]).toEqual(['aborted', 'reset']);
  });
});
