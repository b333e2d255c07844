import { toOutpoint, type Outpoint, type Txid } from '#lib/bytes/brand.ts';
import type { AuthorView, MediaView, ParentView } from '#lib/feed/post-view.ts';
import type { VersionView } from '#lib/feed/versions.ts';
import type { PostPicture, Publication } from '#lib/publish/publication.ts';
import { sentenceOf } from '#lib/publish/sentences.ts';
import { outpointOf } from '#lib/publish/thread.ts';
import type { Verdict } from '#lib/proof/verdict.ts';
import type { PublicationView } from './client.ts';

type Known = {
  /** The writer, while there is an account. */
  readonly key: string | undefined;
  /** Whether the writer's key is known to hold this handle. */
  readonly holds: (handle: string) => boolean;
  /** Another publication of this device. */
  readonly before: (id: string) => Promise<Publication | undefined>;
  /** What is held about the post that a reply answers. */
  readonly parent: (id: Outpoint) => Promise<ParentView>;
};

/** Steps from version to version that are followed at most. */
const MOST_STEPS = 16;

/** Shows publications as screens want them: a post of one's own looks like any other from the first moment. */
export function viewPublications(rows: readonly Publication[], known: Known): Promise<PublicationView[]> {
  const newer = newerVersions(rows);
  return Promise.all(rows.map((row) => viewPublication(row, known, newer)));
}

/** What replaces a post of one's own, by its outpoint; the one that was written last counts. */
function newerVersions(rows: readonly Publication[]): ReadonlyMap<Outpoint, Outpoint> {
  const newer = new Map<Outpoint, Outpoint>();
  for (const row of [...rows].sort((a, b) => a.createdAt - b.createdAt)) {
    const { intent, state } = row;
    const id = outpointOf(row);
    const isOut = state === 'sent' || state === 'seen' || state === 'in-block';
    if (isOut && id !== undefined && 'replaces' in intent && intent.replaces !== undefined)
      newer.set(intent.replaces, id);
  }
  return newer;
}

function versionsOf(
  publication: Publication,
  newer: ReadonlyMap<Outpoint, Outpoint>,
): { readonly versions?: VersionView } {
  const earlier = 'replaces' in publication.intent ? publication.intent.replaces : undefined;
  const own = outpointOf(publication);
  let newest = own;
  for (let step = 0; step < MOST_STEPS && newest !== undefined; step += 1) {
    const next = newer.get(newest);
    if (next === undefined) break;
    newest = next;
  }
  const versions = {
    ...(earlier !== undefined && { earlier }),
    ...(newest !== undefined && newest !== own && { newest }),
  };
  return Object.keys(versions).length === 0 ? {} : { versions };
}

async function viewPublication(
  publication: Publication,
  known: Known,
  newer: ReadonlyMap<Outpoint, Outpoint>,
): Promise<PublicationView> {
  const { tx, earlier: _, ...rest } = publication;
  const sentence = sentenceOf(publication);
  const answers = await answeredBy(publication, known);
  const said = await postOf(publication, answers, known);
  const post = said && { ...said, ...versionsOf(publication, newer) };
  return {
    id: publication.id,
    publication: { ...rest, ...(tx !== undefined && { txid: tx.txid, feeSats: tx.feeSats }) },
    ...(answers !== undefined && { answers }),
    ...(post !== undefined && { post }),
    ...(sentence !== undefined && { sentence }),
  };
}

async function answeredBy({ intent }: Publication, { before }: Known): Promise<Outpoint | undefined> {
  if (intent.kind === 'reply') return intent.to;
  if (intent.kind !== 'continue') return undefined;
  const row = await before(intent.after);
  return row && outpointOf(row);
}

async function postOf(
  { intent, tx, state, place, createdAt }: Publication,
  answers: Outpoint | undefined,
  { key, holds, parent }: Known,
): Promise<PublicationView['post']> {
  if (intent.kind !== 'post' && intent.kind !== 'reply' && intent.kind !== 'continue') return undefined;
  const author: AuthorView = {
    ...(key !== undefined && { key }),
    ...(intent.handle !== undefined && {
      handle: intent.handle,
      standing: holds(intent.handle) ? 'verified' : 'unclaimed',
    }),
    signature: tx === undefined ? 'none' : 'sigma',
  };
  const verdict: Verdict =
    state === 'in-block' && place !== undefined ? { state: 'proven', place } : { state: 'held' };
  const { picture, warning } = intent;
  return {
    ...(tx !== undefined && idsOf(tx.txid)),
    ...(tx !== undefined && picture !== undefined && { media: mediaOf(tx.txid, picture) }),
    chain: 'bsv',
    author,
    text: intent.text,
    ...(warning !== undefined && { warning }),
    ...(answers !== undefined && { replyTo: await parent(answers) }),
    counts: { replies: 0, reposts: 0, likes: 0 },
    verdict,
    bytes: tx?.raw.length ?? 0,
    heldSince: createdAt,
    from: 'this device',
  };
}

const mediaOf = (txid: Txid, { body, contentType, alt }: PostPicture): MediaView => ({
  kind: 'image',
  id: toOutpoint(txid, 0),
  contentType,
  bytes: body.length,
  alt,
});

/** A post is output 0 of its transaction. */
const idsOf = (txid: Txid): { readonly id: Outpoint; readonly txid: Txid } => ({
  id: toOutpoint(txid, 0),
  txid,
});
