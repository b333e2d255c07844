import type { Client, PublicationView } from '#lib/client/client.ts';
import type { AuthorView } from '#lib/feed/post-view.ts';
import type { Intent, Words } from '#lib/publish/publication.ts';
import type { OwnPost } from '../feed/own-posts.ts';
import type { queries } from '../queries.ts';

export type SaveParts = {
  readonly client: Client;
  /** Where screens have their answers from. */
  readonly answers: { readonly queries: Pick<typeof queries, 'cancelQueries' | 'setQueryData'> };
  readonly writer: { readonly key: string | undefined; readonly handle: string | undefined };
  /** Shows the words alone with the next frame, until it is told of none. Everything else then comes behind that frame. */
  readonly showAlone?: ((view: OwnPost | undefined) => void) | undefined;
  /** What was shown alone is among one's own now. */
  readonly onEntered: () => void;
};

type Answer = readonly PublicationView[] | null | undefined;

const KEY = ['publications'];
let saves = 0;
let saving: Promise<unknown> = Promise.resolve();

/** Resolves when nothing is being saved: until then the draft of what was posted may still be there. */
export const whenSaved = (): Promise<unknown> => saving;

/**
 * Saves words, and shows them among one's own from the press on. They say that they are being saved until they are on the
 * disk; only what comes back from there says that it is.
 *
 * @throws whatever kept them from being saved; then they are not shown any more.
 */
export function saveWords(
  { client, answers, writer, showAlone, onEntered }: SaveParts,
  intent: Intent,
  then: readonly Words[],
  shown: readonly number[],
): Promise<void> {
  const { queries } = answers;
  const view = savingView(intent, writer, client.config.network);
  const put = (row: PublicationView | undefined): void =>
    void queries.setQueryData(KEY, (known: Answer) => [
      ...(row === undefined ? [] : [row]),
      ...(known ?? []).filter(({ id }) => id !== view.id && id !== row?.id),
    ]);
  const enter = (): void => {
    // An older look at the outbox must not take away what it does not know of yet.
    void queries.cancelQueries({ queryKey: KEY });
    put(view);
  };
  if (showAlone === undefined || view.post === undefined) enter();
  else showAlone({ ...view, post: view.post });
  const saved = behindNextFrame().then(async () => {
    if (showAlone !== undefined) {
      enter();
      // Screens are told in a task that is in line already: right behind it, so that no frame has the words twice or not at all.
      await new Promise((resolve) => setTimeout(resolve));
      showAlone(undefined);
      onEntered();
    }
    return client.publish(intent, then, shown);
  });
  const done = saved.then(put, (problem: unknown) => {
    put(undefined);
    throw problem;
  });
  saving = Promise.allSettled([saving, done]);
  return done;
}

/** A page that is not on screen has no frames: then this is how long the saving waits. */
const FRAME_MS = 100;

/** What the saving computes comes behind the frame that shows the words. */
const behindNextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, FRAME_MS);
    // Screens are told in a task that is in line already; the frame after that has the words, and this comes behind it.
    setTimeout(() => requestAnimationFrame(() => setTimeout(resolve)));
  });

/** As {@link PublicationView} has it, before there is a publication. */
function savingView(
  intent: Intent,
  { key, handle }: SaveParts['writer'],
  network: PublicationView['publication']['network'],
): PublicationView {
  saves += 1;
  const createdAt = Date.now();
  const view: PublicationView = {
    id: `saving ${saves}`,
    publication: {
      id: `saving ${saves}`,
      network,
      intent,
      createdAt,
      state: 'draft',
      attempts: 0,
      revision: 0,
    },
    saving: true,
  };
  if (intent.kind !== 'post' && intent.kind !== 'reply') return view;
  const author: AuthorView = {
    ...(key !== undefined && { key }),
    ...(handle !== undefined && { handle, standing: 'verified' }),
    signature: 'none',
  };
  return {
    ...view,
    ...(intent.kind === 'reply' && { answers: intent.to }),
    post: {
      chain: 'bsv',
      author,
      text: intent.text,
      counts: { replies: 0, reposts: 0, likes: 0 },
      verdict: { state: 'held' },
      bytes: 0,
      heldSince: createdAt,
      from: 'this device',
    },
  };
}
