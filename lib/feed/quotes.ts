import { isTxid, type Txid } from '#lib/bytes/brand.ts';

// No protocol that we read has a word for a quote. People quote by naming a post in their words: by its outpoint, or by a
// link to it. Other apps show that as the link that it is.

/** What a text names, and the words that name it. */
export type Named = {
  readonly said: string;
  readonly txid: Txid;
  readonly vout?: number;
  /** It is a link to a post; a name alone, and a link to the viewer, may be of anything that is on the chain. */
  readonly isLink: boolean;
  /** It is a link to the viewer, so whoever wrote it meant an inscription. */
  readonly isInscription?: true;
};

/** A post or an inscription of any host of this app, or a post of Twetch; or a txid, with an output or without. */
const NAME =
  /(?<link>https?:\/\/(?:[^\s<>"'/]{1,253}\/(?:post|i)#|twetch\.(?:app|com)\/t\/))?(?<![\p{L}\p{N}_])(?<txid>[0-9a-f]{64})(?:_(?<vout>0|[1-9]\d{0,5}))?(?![\p{L}\p{N}_])/gu;

/** The last post that a text names; `undefined` when it names none. */
export function namedIn(text: string): Named | undefined {
  let last: Named | undefined;
  for (const { 0: said, groups } of text.matchAll(NAME)) {
    const { link, txid = '', vout } = groups ?? {};
    if (!isTxid(txid)) continue;
    last = {
      said,
      txid,
      ...(vout !== undefined && { vout: Number(vout) }),
      isLink: link !== undefined && !link.endsWith('/i#'),
      ...(link?.endsWith('/i#') === true && { isInscription: true as const }),
    };
  }
  return last;
}
