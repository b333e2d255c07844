/**
 * What a key is for.
 *
 * - `payments` holds coins: it pays fees and takes change.
 * - `holder` holds inscriptions: handles, plots, the one satoshi of a post.
 * - `author` signs posts. The holder names it by a BAP `ID`, so it can be replaced, or be another on another device.
 */
export type Role = 'payments' | 'holder' | 'author';

/** The public side of a key. */
export type Party = {
  /** Hash160 of the compressed public key. */
  readonly hash: Uint8Array;
  readonly address: string;
};

/** The public side of an account. */
export type Owner = Readonly<Record<Role, Party>>;
