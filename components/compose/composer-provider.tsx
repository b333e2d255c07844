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
import { pathOf, type Place } from '../ui/place.ts';

/** Loaded with the first press on "New post": nobody who only reads pays for it. */
const Composer = lazy(async () => ({ default: (await import('./composer.tsx')).Composer }));
const PostedBar = lazy(async () => ({ default: (await import('./posted-bar.tsx')).PostedBar }));

/** The post that is answered; `name` is how its author is called in the title. */
export type ReplyTarget = { readonly outpoint: Outpoint; readonly name?: string; readonly excerpt?: string };

type ComposerControl = { readonly open: (replyTo?: ReplyTarget) => void };

const ComposerContext = createContext<ComposerControl>({ open: () => undefined });

export const useComposer = (): ComposerControl => use(ComposerContext);

type Session = { readonly number: number; readonly replyTo: ReplyTarget | undefined };

/** Where one finds what one just wrote. */
const placeFor = (replyTo: ReplyTarget | undefined): Place =>
  replyTo === undefined ? { screen: 'feed' } : { screen: 'post', id: replyTo.outpoint };

export function ComposerProvider({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  const [session, setSession] = useState<Session>();
  const [posted, setPosted] = useState<Place>();
  const opened = useRef(0);

  const control = useMemo<ComposerControl>(
    () => ({
      open: (replyTo) => {
        opened.current += 1;
        setSession({ number: opened.current, replyTo });
      },
    }),
    [],
  );
  const close = useCallback(() => setSession(undefined), []);
  const forgetPosted = useCallback(() => setPosted(undefined), []);
  const onPosted = (replyTo: ReplyTarget | undefined): void => {
    const place = placeFor(replyTo);
    if (pathname !== pathOf(place)) setPosted(place);
    else if (replyTo === undefined) window.scrollTo({ top: 0, behavior: 'instant' });
  };

  return (
    <ComposerContext value={control}>
      {children}
      <Suspense fallback={null}>
        {session !== undefined && (
          <Composer key={session.number} replyTo={session.replyTo} onPosted={onPosted} onClose={close} />
        )}
        {posted !== undefined && <PostedBar place={posted} onGone={forgetPosted} />}
      </Suspense>
    </ComposerContext>
  );
}
