'use client';

import { useRouter } from 'next/navigation';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useComposer } from '../compose/composer-provider.tsx';
import { noteDeparture } from '../ui/arrival.ts';
import { asksToFind, FindPresses, isOnFeed } from './find-in-page.ts';
import { shortcutsAreOn } from './shortcut-switch.ts';

const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
}));
const FindNotice = lazy(async () => ({ default: (await import('./find-notice.tsx')).FindNotice }));
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** Where `g` and a letter lead. */
const PLACES: Readonly<Record<string, string>> = {
  h: '/',
  l: '/lists',
  m: '/map',
  n: '/neighbours',
  p: '/me',
  s: '/settings',
  u: '/catch-up',
};
/** Actions of the post that has the focus, by the name of their button. */
const ACTIONS = once((): Readonly<Record<string, string>> => ({
  r: t('Reply'),
  l: t('Like'),
  f: t('Like'),
  B: t('Repost'),
}));
/** After `g`, a letter is waited for this long. */
const SECOND_KEY_MS = 1_500;

/** Single keys, and Ctrl or ⌘ K. The single ones can be turned off (WCAG 2.1.4) in the list that `?` opens. */
export function Shortcuts() {
  const composer = useComposer();
  const router = useRouter();
  const [open, setOpen] = useState<'find' | 'keys' | 'palette'>();
  const close = useCallback(() => setOpen(undefined), []);
  const showKeys = useCallback(() => setOpen('keys'), []);
  // The palette may have led to the list of keys, which then stays.
  const closePalette = useCallback(() => setOpen((now) => (now === 'palette' ? undefined : now)), []);
  const wentAt = useRef(0);
  const finds = useRef(new FindPresses());

  useEffect(() => {
    const go = (path: string): void => {
      noteDeparture();
      router.push(path, { scroll: false });
    };
    const onLetter = (key: string): boolean => {
      const place = PLACES[key];
      const follows = performance.now() - wentAt.current < SECOND_KEY_MS;
      wentAt.current = key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY;
      if (follows && place !== undefined) go(place);
      else if (key === 'j' || key === 'k') focusPost(key === 'j' ? 1 : -1);
      else if (key === 'n' || key === 'c') composer.open();
      else if (key === 'o') focusedPost()?.querySelector<HTMLElement>('a[data-opens]')?.click();
      else if (key === '.') window.scrollTo({ top: 0, behavior: 'instant' });
      else {
        const action = ACTIONS()[key];
        return action === undefined ? key === 'g' : press(action);
      }
      return true;
    };
    /** The first press is the browser's, which finds what is mounted; the second opens our search over all that is held. */
    const onFind = (event: KeyboardEvent): void => {
      if (!isOnFeed() || isBusy(event.target) || document.querySelector('dialog[open]') !== null) return;
      if (!finds.current.press(performance.now(), window.location.pathname)) return setOpen('find');
      event.preventDefault();
      setOpen(undefined);
      go('/search');
    };
    const onKey = (event: KeyboardEvent): void => {
      const { key } = event;
      if (event.defaultPrevented) return;
      if (asksToFind(event)) return onFind(event);
      if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === 'k') {
        if (document.querySelector('dialog[open]') !== null) return;
        event.preventDefault();
        setOpen('palette');
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      if (key === '?') setOpen('keys');
      else if (shortcutsAreOn() && onLetter(key)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [composer, router]);

  return (
    <Suspense fallback={null}>
      {open === 'find' && <FindNotice onClose={close} />}
      {open === 'keys' && <ShortcutsDialog onClose={close} />}
      {open === 'palette' && <Palette onKeys={showKeys} onClose={closePalette} />}
    </Suspense>
  );
}

/** Whether letters belong to something else: a text field, or a dialog. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest('input, textarea, select, dialog, [contenteditable]') !== null;
}

const focusedPost = (): HTMLElement | null | undefined =>
  document.activeElement?.closest<HTMLElement>('article');

/** Presses a button of the post that has the focus. */
function press(name: string): boolean {
  const buttons = focusedPost()?.querySelectorAll('button') ?? [];
  const button = [...buttons].find((each) => each.textContent?.trim().endsWith(name));
  button?.click();
  return button !== undefined;
}

/** Moves the focus to the next or previous post, beginning with the first that is on screen. */
function focusPost(step: 1 | -1): void {
  const posts = [...document.querySelectorAll<HTMLElement>('main article')];
  const inside = focusedPost();
  const at = posts.findIndex((post) => post === inside);
  const next = at === -1 ? posts.find((post) => post.getBoundingClientRect().top >= 0) : posts[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
