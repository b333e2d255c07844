'use client';

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

/** Loaded with the first press on "New post": nobody who only reads pays for it. */
const Composer = lazy(async () => ({ default: (await import('./composer.tsx')).Composer }));

/** The post that is answered; `name` is how its author is called in the title. */
export type ReplyTarget = { readonly outpoint: Outpoint; readonly name?: string; readonly excerpt?: string };

type ComposerControl = { readonly open: (replyTo?: ReplyTarget) => void };

const ComposerContext = createContext<ComposerControl>({ open: () => undefined });

export const useComposer = (): ComposerControl => use(ComposerContext);

type Session = { readonly number: number; readonly replyTo: ReplyTarget | undefined };

export function ComposerProvider({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<Session>();
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
  return (
    <ComposerContext value={control}>
      {children}
      {session !== undefined && (
        <Suspense fallback={null}>
          <Composer key={session.number} replyTo={session.replyTo} onClose={close} />
        </Suspense>
      )}
    </ComposerContext>
  );
}
