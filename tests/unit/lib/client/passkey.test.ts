import { describe, expect, it } from 'vitest';
import { askPasskey, makePasskey, type Credentials } from '#lib/client/passkey.ts';

const ID = Uint8Array.of(1, 2, 3);
const COMPUTED = new Uint8Array(32).fill(9);

type Answer = { readonly enabled?: boolean; readonly first?: Uint8Array<ArrayBuffer> };

/** A browser whose passkey answers so. It remembers what it was asked with. */
function browser(made: Answer | Error | null, used: Answer | Error | null = made) {
  const asked: unknown[] = [];
  const answer = async (what: Answer | Error | null, options: unknown): Promise<Credential | null> => {
    asked.push(options);
    if (what instanceof Error) throw what;
    if (what === null) return null;
    const prf = {
      ...(what.enabled !== undefined && { enabled: what.enabled }),
      ...(what.first !== undefined && { results: { first: what.first.buffer } }),
    };
    const found = {
      id: 'x',
      type: 'public-key',
      rawId: ID.buffer,
      getClientExtensionResults: () => ({ prf }),
    };
    // The rest of a credential is never looked at.
    return found as unknown as Credential;
  };
  const credentials: Credentials = {
    create: (options) => answer(made, options),
    get: (options) => answer(used, options),
  };
  return { credentials, asked };
}

describe('a passkey', () => {
  it('gives what it computes at once, or when it is asked again with the same salt', async () => {
    const quick = browser({ enabled: true, first: COMPUTED });
    expect(await makePasskey('main', quick.credentials)).toMatchObject({ credential: ID, prf: COMPUTED });
    expect(quick.asked).toHaveLength(1);

    const slow = browser({ enabled: true }, { first: COMPUTED });
    const made = await makePasskey('main', slow.credentials);
    expect(made.prf).toEqual(COMPUTED);
    expect(slow.asked[1]).toMatchObject({
      publicKey: {
        allowCredentials: [{ id: ID }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: made.salt } } },
      },
    });
  });

  it.each([
    ['was declined', null, 'passkey-declined'],
    ['is not to be had', new DOMException('no', 'NotAllowedError'), 'passkey-declined'],
    ['computes nothing', {}, 'no-prf'],
    ['says no', { enabled: false, first: COMPUTED }, 'no-prf'],
    ['says yes and computes nothing', { enabled: true }, 'no-prf'],
    ['computes too little', { enabled: true, first: new Uint8Array(16) }, 'no-prf'],
  ] as const)('that %s is refused, and nothing is changed', async (_what, answer, code) => {
    await expect(makePasskey('main', browser(answer).credentials)).rejects.toMatchObject({
      name: 'KeyRefusal',
      code,
    });
  });

  it('that is not there any more is said to be so', async () => {
    const { credentials } = browser(null);
    await expect(askPasskey({ credential: ID, salt: COMPUTED }, credentials)).rejects.toMatchObject({
      code: 'passkey-declined',
    });
  });
});
