import * as z from 'zod/mini';
import { accountRowSchema, intentSchema } from '#lib/store/core-rows.ts';
import type { SigningAnswer } from '#lib/publish/platform.ts';
import type { Contract } from './call.ts';

/** Which chain is written: its network, and its era where a devnet began anew. */
const chain = {
  network: z.enum(['devnet', 'test', 'main']),
  era: z.exactOptional(z.string().check(z.maxLength(32))),
};
const words = z.string().check(z.maxLength(1_000));
const account = z.pick(accountRowSchema, { key: true, address: true });

const signingAnswerSchema: z.ZodMiniType<SigningAnswer> = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signed') }),
  z.object({ state: z.literal('short'), shortBy: z.number(), address: words }),
  z.object({ state: z.literal('later'), code: z.enum(['unsettled', 'coins-busy']) }),
  z.object({
    state: z.literal('refused'),
    failure: z.object({ code: words, detail: words, broadcaster: z.exactOptional(words) }),
  }),
]);

/**
 * Everything that a page asks the signer worker. Each question names its chain; the worker keeps no state that a
 * restart could lose. There is no call that signs what somebody else made, and none that gives a secret out.
 */
export const signerContract = {
  calls: {
    /** The account, made now if there is none. `key` is a hash160 in hex. */
    ensureAccount: { ask: z.object(chain), answer: account },
    account: { ask: z.object(chain), answer: z.optional(account) },
    /** Takes a transaction that pays us; answers how many coins were new. */
    addFunding: {
      ask: z.object({
        ...chain,
        raw: z.custom<Uint8Array>((raw) => raw instanceof Uint8Array && raw.length <= 2_000_000),
      }),
      answer: z.number(),
    },
    /** Builds, checks and signs the transaction of a saved draft, and enters it with its coins. */
    publish: {
      ask: z.object({
        ...chain,
        id: z.string().check(z.maxLength(100)),
        intent: intentSchema,
        context: z.object({ satsPerKilobyte: z.number(), doubtful: z.boolean() }),
      }),
      answer: signingAnswerSchema,
    },
  },
  /** The signer says nothing by itself. */
  event: z.never(),
} as const satisfies Contract;

export type SignerContract = typeof signerContract;
