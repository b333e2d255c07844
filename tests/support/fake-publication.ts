import { outpointTxid } from '#lib/bytes/brand.ts';
import type { AccountView, PublicationView } from '#lib/client/client.ts';
import type { StoredIntent } from '#lib/publish/publication.ts';
import { author, idOf } from './fake-story.ts';

/** What the screens see of an intent that was just saved. */
export function publicationOf(
  intent: StoredIntent,
  number: number,
  now: number,
  account: AccountView,
): PublicationView {
  const base = {
    id: `publication-${number}`,
    network: 'devnet',
    createdAt: now,
    intent,
    attempts: 0,
    revision: 1,
  } as const;
  const id = idOf(base.id);
  const publication = { ...base, state: 'queued', txid: outpointTxid(id) } as const;
  if (!('text' in intent)) return { id: base.id, publication };
  const answers =
    intent.kind === 'reply' ? intent.to : intent.kind === 'continue' ? idOf(intent.after) : undefined;
  return {
    id: base.id,
    publication,
    ...(answers === undefined ? {} : { answers }),
    post: {
      id,
      txid: outpointTxid(id),
      chain: 'bsv',
      author: { ...author('fen'), key: account.key },
      text: intent.text,
      counts: { replies: 0, reposts: 0, likes: 0 },
      verdict: { state: 'signed' },
      bytes: 512,
      heldSince: now,
      from: 'this device',
      ...(answers === undefined ? {} : { replyTo: { txid: outpointTxid(answers), id: answers } }),
    },
  };
}
