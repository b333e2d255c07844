import { decodeAddress, encodeAddress } from '#lib/bytes/address.ts';
import type { Outpoint } from '#lib/bytes/brand.ts';
import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { NETWORK_PARAMS } from '#lib/chain/network.ts';
import { p2pkhScript } from '#lib/chain/script.ts';
import type { SigningContext } from '#lib/publish/platform.ts';
import type { Intent, Invite, LinkedDevice } from '#lib/publish/publication.ts';
import type { CraftRequest, Crafted } from '#lib/publish/signing-desk.ts';
import type { AccountRow } from '#lib/store/core-rows.ts';
import type { CoreStore } from '#lib/store/core-store.ts';
import { craftTransaction } from './craft.ts';
import {
  afterSpending,
  FIRST_ALLOWANCE,
  isAbove,
  questionFor,
  type Consent,
  type Limits,
  type Question,
} from './allowance.ts';
import { effectOf, holdingAt, ownerOf, type Effect } from './effect.ts';
import { coinsPaidTo } from './funding.ts';
import { createKeyring, type Keyring, type KeyringOptions } from './keyring.ts';
import { clearKeys, deriveInviteKey, deriveLinkedKeys } from './keys.ts';
import { isClaim, isOfDevice, movedBy } from './outputs.ts';
import { sweepKey, type SweepRequest, type Swept, type SweptFrom } from './sweep.ts';
import { decodeWif, type ForeignKey } from './wif.ts';
import { VaultError } from './vault-error.ts';

/** What only the holder of the keys can do. It signs what it builds itself from an intent; never a digest from outside. */
export interface LocalSigner {
  readonly keyring: Keyring;
  /** The account, made now if there is none. Its secret is on the disk, sealed, before this resolves. */
  ensureAccount(): Promise<AccountRow>;
  account(): Promise<AccountRow | undefined>;
  /** Builds, signs and checks a transaction; makes the account when there is none. */
  craft(request: CraftRequest): Promise<Crafted>;
  /** Enters the output that an inscription of ours lies in, so that it is spent once. Whether it does, the network judges. */
  addHolding(at: Outpoint, script?: Uint8Array): Promise<void>;
  /**
   * What the transaction of an intent would do, planned as it would be signed; needs no secret. `undefined` while there is
   * no account.
   */
  preview(intent: Intent, context: SigningContext): Promise<Effect | undefined>;
  /** Puts spending to the account's allowance; or says what a person has to be asked first, and puts nothing down. */
  spend(sats: number, consent: Consent): Promise<Question | undefined>;
  /** Sets what is spent without asking. @throws {VaultError} `locked`, `absent` */
  setLimits(limits: Limits): Promise<void>;
  /** The address of a key that can be swept. @throws {TypeError} when the text is no key of this network. */
  addressOf(from: SweptFrom): Promise<string>;
  /**
   * What sweeping a key would bring, and where `sign` is given the transaction that does it.
   *
   * @throws {TypeError} when the text is no key of this network, or a transaction cannot be read.
   */
  sweep(from: SweptFrom, coins: Omit<SweepRequest, 'key'>, sign: boolean): Promise<Swept>;
  /**
   * Takes a transaction that pays us and answers how many coins were new; of its outputs those in `only`, where that is
   * given.
   *
   * @throws {TypeError} when the bytes are no transaction.
   */
  addFunding(raw: Uint8Array, only?: readonly Outpoint[]): Promise<number>;
}

/**
 * Besides claims: an invite's key comes out of the secret, and what a person says of themselves stands under the page that
 * the first key has.
 */
const NEED_WORDS: ReadonlySet<Intent['kind']> = new Set(['invite', 'profile']);

export type LocalSignerOptions = KeyringOptions & {
  readonly store: KeyringOptions['store'] & Pick<CoreStore, 'addCoins' | 'freeCoins'>;
};

/** Opens the signer over a core store. The secret is opened when it is first needed, and only hot keys stay in memory. */
export function createLocalSigner(options: LocalSignerOptions): LocalSigner {
  const { network, store, now } = options;
  const keyring = createKeyring(options);
  /** What is put aside for a link must be ours to take back. */
  async function paysOwnKey({ number, to }: Invite): Promise<boolean> {
    await keyring.ensureAccount();
    return keyring.withSecret(async (secret) => {
      const key = deriveInviteKey(secret, network, number);
      key.secretKey.fill(0);
      return key.address === to;
    });
  }

  /** The holder gives its word to no key that it does not have in hand. */
  async function namesOwnDevice({ number, key, to }: LinkedDevice): Promise<boolean> {
    await keyring.ensureAccount();
    return keyring.withSecret(async (secret) => {
      const keys = deriveLinkedKeys(secret, network, number);
      clearKeys(keys);
      return toHex(keys.author.hash) === key && keys.payments.address === to;
    });
  }

  /** What a linked device leaves to the one that has the words: all that needs the holder's key or the secret. */
  async function isElsewhere(intent: Intent): Promise<boolean> {
    const needsWords =
      isClaim(intent) || movedBy(intent) !== undefined || isOfDevice(intent) || NEED_WORDS.has(intent.kind);
    return needsWords && (await store.account())?.linked === true;
  }

  /** Runs `work` with a key from elsewhere, which is cleared afterwards, or with our own. */
  async function withSwept<T>(from: SweptFrom, work: (key: ForeignKey) => T): Promise<T> {
    if (from.kind === 'author') return keyring.withKeys(false, ({ author }) => work(author));
    const key = decodeWif(from.wif, network);
    if (!key.ok) throw new TypeError(key.issue.code);
    try {
      return work(key.value);
    } finally {
      key.value.secretKey.fill(0);
    }
  }

  return {
    keyring,
    ensureAccount: () => keyring.ensureAccount(),
    account: () => store.account(),
    async craft(request) {
      const { intent } = request;
      try {
        if (await isElsewhere(intent))
          return { state: 'refused', failure: { code: 'linked-device', detail: '' } };
        const isForeign =
          (intent.kind === 'invite' && !(await paysOwnKey(intent))) ||
          (intent.kind === 'link-device' && !(await namesOwnDevice(intent)));
        if (isForeign)
          return { state: 'refused', failure: { code: 'invalid-intent', detail: 'no key of ours' } };
        // A claim needs the holder's word, as a device does, and what the holder has moves by its key alone.
        const withHolder = isClaim(intent) || movedBy(intent) !== undefined || isOfDevice(intent);
        return await keyring.withKeys(withHolder, (keys) => craftTransaction(request, keys));
      } catch (error) {
        if (error instanceof VaultError && error.kind === 'locked') return { state: 'locked' };
        throw error;
      }
    },
    async addHolding(outpoint, known) {
      const { holder, key } = await keyring.account();
      const script = known ?? p2pkhScript(fromHex(holder ?? key) ?? new Uint8Array(0));
      await store.addCoins([{ outpoint, sats: 1, script, status: 'free', depth: 0, doubt: 0 }]);
    },
    async preview(intent, context) {
      const row = await store.account();
      if (row === undefined) return undefined;
      const allowance = row.allowance ?? FIRST_ALLOWANCE;
      const moved = movedBy(intent);
      const owner = ownerOf(row.holder === undefined ? await keyring.account() : row, network);
      const coins = (await store.freeCoins()).filter(({ outpoint }) => outpoint !== moved);
      const holding = moved === undefined ? [] : [holdingAt(moved, owner)];
      return effectOf(
        { intent, coins: [...coins, ...holding], again: [], context },
        { owner, isAbove: (sats) => isAbove(allowance, sats, now()) },
      );
    },
    async spend(sats, consent) {
      // What a person said yes to is no part of what goes without asking.
      if (sats <= (consent.approved ?? 0)) return undefined;
      let question: Question | undefined;
      await store.changeAccount((row) => {
        const allowance = row.allowance ?? FIRST_ALLOWANCE;
        question = questionFor(allowance, sats, consent, now());
        return question === undefined ? { ...row, allowance: afterSpending(allowance, sats, now()) } : row;
      });
      return question;
    },
    async setLimits(limits) {
      // Whoever may raise them can sign.
      await keyring.account();
      await store.changeAccount((row) => ({
        ...row,
        allowance: { ...FIRST_ALLOWANCE, ...row.allowance, ...limits },
      }));
    },
    addressOf: (from) =>
      withSwept(from, ({ hash }) => encodeAddress(hash, NETWORK_PARAMS[network].addressVersion)),
    async sweep(from, coins, sign) {
      const { address } = await keyring.ensureAccount();
      return withSwept(from, (key) => sweepKey({ key, ...coins }, { address, network, sign }));
    },
    async addFunding(raw, only) {
      const { address } = await keyring.ensureAccount();
      const coins = coinsPaidTo(decodeAddress(address)?.hash160 ?? new Uint8Array(0), raw);
      if (!coins.ok) throw new TypeError(`not a transaction: ${coins.issue.code}`);
      return store.addCoins(coins.value.filter(({ outpoint }) => only?.includes(outpoint) ?? true));
    },
  };
}
