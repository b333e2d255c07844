import * as z from 'zod/mini';
import { accountRowSchema, intentSchema } from '#lib/store/core-rows.ts';
import type { SigningAnswer } from '#lib/publish/platform.ts';
import type { Effect } from '#lib/wallet/effect.ts';
import { isOutpoint, isSats, type Outpoint, type Sats } from '#lib/bytes/brand.ts';
import type { Swept, SweptFrom } from '#lib/wallet/sweep.ts';
import type { Contract } from './call.ts';

/** What a sweep brings, without its transaction, which stays behind the signer's door. */
export type SweptView = Omit<Swept, 'made'>;

/** Which keys write on which chain: its network, its era where a devnet began anew, and behind that an identity's slot. */
const chain = {
  network: z.enum(['devnet', 'test', 'main']),
  era: z.exactOptional(z.string().check(z.maxLength(48))),
};
const words = z.string().check(z.maxLength(1_000));
const outpoint = z.custom<Outpoint>((value) => typeof value === 'string' && isOutpoint(value));
const account = z.pick(accountRowSchema, { key: true, address: true });

const sats = z.number().check(z.int(), z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const transaction = z.custom<Uint8Array>((raw) => raw instanceof Uint8Array && raw.length <= 2_000_000);
const signingContext = z.object({ satsPerKilobyte: z.number(), doubtful: z.boolean() });

const effectSchema: z.ZodMiniType<Effect> = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('planned'),
    spends: sats,
    feeSats: sats,
    bytes: sats,
    coins: sats,
    change: sats,
    isAbove: z.boolean(),
  }),
  z.object({
    state: z.literal('short'),
    code: z.enum(['insufficient-funds', 'unsettled']),
    shortBy: z.number(),
  }),
  z.object({ state: z.literal('refused'), code: words, detail: words }),
]);

const sweptSchema: z.ZodMiniType<SweptView> = z.object({
  from: words,
  holds: sats,
  coins: sats,
  sats,
  feeSats: sats,
  later: sats,
  singles: sats,
});

const signingAnswerSchema: z.ZodMiniType<SigningAnswer> = z.union([
  z.object({ state: z.literal('signed') }),
  z.object({ state: z.literal('short'), shortBy: z.number(), address: words }),
  z.object({
    state: z.literal('later'),
    code: z.enum(['unsettled', 'coins-busy', 'locked', 'thread-waits', 'wallet-waits', 'wallet-asks']),
  }),
  z.object({ state: z.literal('later'), code: z.enum(['above-allowance', 'not-shown']), detail: words }),
  z.object({
    state: z.literal('refused'),
    failure: z.object({ code: words, detail: words, broadcaster: z.exactOptional(words) }),
  }),
]);

const hash160 = z.string().check(z.regex(/^[0-9a-f]{40}$/));
const layout = z.union([z.literal(1), z.literal(2)]);
const fewBytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= 1_024);
/** Passphrases and words: as long as a person types. */
const typed = z.string().check(z.maxLength(1_000));

/** What opens a locked vault. Words come as they were typed, and `prf` from the passkey that the page asked. */
const openerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device') }),
  z.object({ kind: z.literal('passphrase'), passphrase: typed }),
  z.object({ kind: z.literal('passkey'), credential: fewBytes, prf: fewBytes }),
]);

const sweptFrom: z.ZodMiniType<SweptFrom> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typed'), wif: typed }),
  z.object({ kind: z.literal('author') }),
]);

const lockState = z.enum(['absent', 'open', 'locked', 'unlocked']);

const linkedNumber = z.int().check(z.minimum(1), z.maximum(7));
const device = z.exactOptional(z.int().check(z.minimum(0), z.maximum(7)));

const copySchema = z.discriminatedUnion('from', [
  z.object({ from: z.literal('words'), text: typed, layout, device }),
  z.object({
    from: z.literal('file'),
    text: z.string().check(z.maxLength(10_000)),
    passphrase: typed,
    device,
  }),
]);

/** Done, with what came of it; or refused with nothing changed, by a code that screens have a sentence for. */
const outcome = <Value extends z.ZodMiniType>(value: Value) =>
  z.discriminatedUnion('state', [
    z.object({ state: z.literal('done'), value }),
    z.object({ state: z.literal('refused'), code: words, detail: words }),
  ]);
const done = outcome(z.literal(true));
const outsideId = z.string().check(z.maxLength(100));
const word = z.exactOptional(fewBytes);
const satsSchema = z.custom<Sats>((value) => typeof value === 'number' && isSats(value));
const manyBytes = z.custom<Uint8Array<ArrayBuffer>>(
  (value) => value instanceof Uint8Array && value.length <= 500_000,
);
const outside = outcome(
  z.discriminatedUnion('state', [
    z.object({ state: z.literal('sign'), message: manyBytes }),
    z.object({
      state: z.literal('pay'),
      outputs: z.array(z.object({ sats: z.number(), script: manyBytes })),
    }),
    z.object({ state: z.literal('signed') }),
    z.object({ state: z.literal('none') }),
    z.object({ state: z.literal('refused'), failure: z.object({ code: words, detail: words }) }),
  ]),
);
const takenIn = outcome(
  z.discriminatedUnion('state', [
    z.object({ state: z.literal('entered'), id: words }),
    z.object({ state: z.literal('refused'), code: words }),
  ]),
);

/**
 * Everything that a page asks the signer worker. Each question names its chain; the worker keeps no state that a
 * restart could lose. There is no call that signs what somebody else made, and none that gives the secret out, or a key of this
 * device: those of links are made for other hands, and the sync key signs nothing.
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
        raw: transaction,
        /** Of its outputs these alone. */
        only: z.exactOptional(z.array(outpoint)),
      }),
      answer: z.number(),
    },
    /** Builds, checks and signs the transaction of a saved draft, and enters it with its coins. */
    publish: {
      ask: z.object({
        ...chain,
        id: z.string().check(z.maxLength(100)),
        intent: intentSchema,
        context: signingContext,
      }),
      answer: signingAnswerSchema,
    },
    /** A key for an invite, below the secret: its number and its address. */
    freshInvite: {
      ask: z.object(chain),
      answer: outcome(z.object({ number: z.number(), to: words })),
    },
    /** The fragment of an own invite's link. It is a bearer's note, and made for other hands. */
    inviteLink: {
      ask: z.object({ ...chain, id: z.string().check(z.maxLength(100)) }),
      answer: outcome(words),
    },
    /** Takes the coin of a link, by its fragment. */
    openInvite: { ask: z.object({ ...chain, link: words, satsPerKilobyte: z.number() }), answer: takenIn },
    /** Takes the coin of an own invite back. */
    takeInviteBack: {
      ask: z.object({ ...chain, id: z.string().check(z.maxLength(100)), satsPerKilobyte: z.number() }),
      answer: takenIn,
    },
    /** The public side of a device that is to be linked. */
    freshDevice: {
      ask: z.object({ ...chain, number: linkedNumber }),
      answer: outcome(z.object({ number: linkedNumber, key: hash160, to: words })),
    },
    /** The fragment of its link: keys, made for that device alone, and the handle that the person's posts carry. */
    deviceLink: {
      ask: z.object({ ...chain, id: z.string().check(z.maxLength(100)), handle: z.exactOptional(words) }),
      answer: outcome(words),
    },
    /** Makes this device the one that a link is for, by its fragment. */
    joinDevice: {
      ask: z.object({ ...chain, link: words }),
      answer: outcome(
        z.discriminatedUnion('state', [
          z.object({ state: z.literal('joined') }),
          z.object({ state: z.literal('refused'), code: words }),
        ]),
      ),
    },
    /** What the transaction of an intent would do, planned as it would be signed. */
    preview: {
      ask: z.object({ ...chain, intent: intentSchema, context: signingContext }),
      answer: z.optional(effectSchema),
    },
    /** Sets what is spent without asking, in satoshis. */
    setLimits: {
      ask: z.object({ ...chain, each: sats, day: sats, quiet: z.exactOptional(sats) }),
      answer: done,
    },
    /** The address of a key that can be swept. */
    addressOf: { ask: z.object({ ...chain, from: sweptFrom }), answer: outcome(words) },
    /** What sweeping that key would bring; where `enter` names a publication, it is signed and entered as that. */
    sweep: {
      ask: z.object({
        ...chain,
        from: sweptFrom,
        found: z
          .array(z.object({ raw: transaction, only: z.array(outpoint).check(z.maxLength(1_000)) }))
          .check(z.maxLength(1_000)),
        satsPerKilobyte: z.number(),
        enter: z.exactOptional(z.string().check(z.maxLength(100))),
      }),
      answer: outcome(sweptSchema),
    },
    /** What another wallet, whose key is `holder`, is to do next for a saved draft. `word` is its signature of before. */
    outsideNext: { ask: z.object({ ...chain, id: outsideId, holder: fewBytes, word }), answer: outside },
    /** Takes what that wallet made; checks and enters it. */
    outsideEnter: {
      ask: z.object({
        ...chain,
        id: outsideId,
        holder: fewBytes,
        word,
        raw: z.custom<Uint8Array>((raw) => raw instanceof Uint8Array && raw.length <= 2_000_000),
        sources: z.array(z.object({ sats: satsSchema, script: manyBytes })).check(z.maxLength(1_000)),
        satsPerKilobyte: z.number(),
      }),
      answer: outside,
    },
    lockState: { ask: z.object(chain), answer: lockState },
    lock: { ask: z.object(chain), answer: done },
    unlock: { ask: z.object({ ...chain, by: openerSchema }), answer: done },
    unlockByWords: { ask: z.object({ ...chain, text: typed }), answer: done },
    setPassphrase: { ask: z.object({ ...chain, passphrase: typed, current: openerSchema }), answer: done },
    removePassphrase: { ask: z.object({ ...chain, passphrase: typed }), answer: done },
    addPasskey: {
      ask: z.object({
        ...chain,
        way: z.object({
          kind: z.literal('passkey'),
          credential: fewBytes,
          salt: fewBytes,
          prf: fewBytes,
        }),
        current: openerSchema,
      }),
      answer: done,
    },
    removePasskey: { ask: z.object(chain), answer: done },
    /** The text of an encrypted copy. */
    makeFile: { ask: z.object({ ...chain, passphrase: typed }), answer: outcome(typed) },
    /** Draws the twelve words here: as text they never reach the page. */
    showWords: {
      ask: z.object({
        ...chain,
        canvas: z.custom<OffscreenCanvas>((value) => value instanceof OffscreenCanvas),
        /** A colour and a font as style sheets have them. */
        ink: z.string().check(z.maxLength(100)),
        font: z.string().check(z.maxLength(300)),
        columns: z.number().check(z.int(), z.minimum(1), z.maximum(4)),
        /** Pixels of the screen in one of a style sheet. */
        scale: z.number().check(z.minimum(0.5), z.maximum(8)),
      }),
      answer: done,
    },
    /** Whether these are the words. */
    checkWords: { ask: z.object({ ...chain, text: typed }), answer: outcome(z.boolean()) },
    /** The posting keys that words stand for, one for each layout. */
    keysOfWords: {
      ask: z.object({ ...chain, text: typed }),
      answer: outcome(z.array(z.object({ layout, key: hash160 }))),
    },
    /** The key, 32 bytes, under which the devices of one person speak with one another. It signs and pays nothing. */
    syncKey: { ask: z.object(chain), answer: outcome(fewBytes) },
    restore: { ask: z.object({ ...chain, copy: copySchema }), answer: done },
    forget: { ask: z.object(chain), answer: done },
  },
  /** The keys are gone from memory, and a passphrase is needed. */
  event: z.object({ type: z.literal('locked') }),
} as const satisfies Contract;

export type SignerContract = typeof signerContract;
