'use client';

import { usePathname } from 'next/navigation';
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  use,
  useCallback,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Draft } from '#lib/publish/publication.ts';
import type { OwnPost } from '../feed/own-posts.ts';
import { pathOf, type Place } from '../ui/place.ts';

/** Loaded with the first press on "New post": nobody who only reads pays for it. */
const Composer = lazy(async () => ({ default: (await import('./composer.tsx')).Composer }));
const PostedBar = lazy(async () => ({ default: (await import('./posted-bar.tsx')).PostedBar }));

/** The post that is answered; `name` is how its author is called in the title. */
export type ReplyTarget = {
  readonly outpoint: Outpoint;
  readonly name?: string;
  readonly excerpt?: string;
  /** It is the claim of this district, and the words are for that place. */
  readonly district?: number;
};

/** What the composer opens with besides what it finds kept for its place. */
export type Opening = {
  readonly replyTo?: ReplyTarget | undefined;
  /** The post that is shown below the words. */
  readonly quote?: ReplyTarget | undefined;
  /** The post of one's own that the words are a new version of. */
  readonly replaces?: Outpoint | undefined;
  /** Words that another app shared, or of a draft. */
  readonly begin?: Draft;
  /** A picture that another app shared. */
  readonly file?: Blob;
  /** Why they could not be saved before. */
  readonly trouble?: string;
  /** Where the words are kept. Default: the place of what is answered, or `new`. */
  readonly place?: string;
};

type ComposerControl = {
  readonly open: (replyTo?: ReplyTarget) => void;
  readonly openWith: (opening: Opening) => void;
};

const nothing = (): void => undefined;
const ComposerContext = createContext<ComposerControl>({ open: nothing, openWith: nothing });
/** Apart from the other: every card has that, and none is drawn again because words are written. */
const WritingContext = createContext(false);

export const useComposer = (): ComposerControl => use(ComposerContext);

/** Whether words are being written: nothing may be taken away from under them. */
export const useIsWriting = (): boolean => use(WritingContext);

/**
 * Shows the newest words of one's own alone, at the top of the feed that is on screen, until it is told of none; absent
 * while there is no such feed.
 */
export const firstSight: { show?: ((view: OwnPost | undefined) => void) | undefined } = {};

type Session = Opening & { readonly number: number };

/** Where one finds what one just wrote. */
const placeFor = (replyTo: ReplyTarget | undefined): Place =>
  replyTo === undefined
    ? { screen: 'feed' }
    : replyTo.district !== undefined
      ? { screen: 'district', height: replyTo.district }
      : { screen: 'post', id: replyTo.outpoint };

export function ComposerProvider({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  const [session, setSession] = useState<Session>();
  const [posted, setPosted] = useState<Place>();
  const opened = useRef(0);

  const control = useMemo<ComposerControl>(() => {
    const openWith = (opening: Opening): void => {
      opened.current += 1;
      setSession({ ...opening, number: opened.current });
    };
    return { open: (replyTo) => openWith({ replyTo }), openWith };
  }, []);
  const close = useCallback(() => setSession(undefined), []);
  const forgetPosted = useCallback(() => setPosted(undefined), []);
  const onPosted = (replyTo: ReplyTarget | undefined, saved: Promise<void>): void => {
    const place = placeFor(replyTo);
    if (pathname !== pathOf(place))
      saved.then(
        () => setPosted(place),
        // The composer is open again, and says why.
        () => undefined,
      );
    else if (replyTo === undefined) window.scrollTo({ top: 0, behavior: 'instant' });
  };
  return (
    <ComposerContext value={control}>
      <WritingContext value={session !== undefined}>{children}</WritingContext>
      <Suspense fallback={null}>
        {session !== undefined && (
          <Composer
            key={session.number}
            {...session}
            onPosted={onPosted}
            onTurn={control.openWith}
            onClose={close}
          />
        )}
        {posted !== undefined && <PostedBar place={posted} onGone={forgetPosted} />}
      </Suspense>
    </ComposerContext>
  );
}
