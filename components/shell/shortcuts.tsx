'use client';

import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useComposer } from '../compose/composer-provider.tsx';
import { shortcutsAreOn } from './shortcut-switch.ts';

const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
}));

/** Single keys for the feed. They can be turned off (WCAG 2.1.4) in the list that `?` opens. */
export function Shortcuts() {
  const composer = useComposer();
  const [listOpen, setListOpen] = useState(false);
  const close = useCallback(() => setListOpen(false), []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target))
        return;
      if (event.key === '?') {
        setListOpen(true);
        return;
      }
      if (!shortcutsAreOn()) return;
      if (event.key === 'j' || event.key === 'k') focusPost(event.key === 'j' ? 1 : -1);
      else if (event.key === 'n') composer.open();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [composer]);

  return listOpen ? (
    <Suspense fallback={null}>
      <ShortcutsDialog onClose={close} />
    </Suspense>
  ) : null;
}

/** Whether letters belong to something else: a text field, or a dialog. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest('input, textarea, select, dialog, [contenteditable]') !== null;
}

/** Moves the focus to the next or previous post, beginning with the first that is on screen. */
function focusPost(step: 1 | -1): void {
  const posts = [...document.querySelectorAll<HTMLElement>('main article')];
  const inside = document.activeElement?.closest('article');
  const at = posts.findIndex((post) => post === inside);
  const next = at === -1 ? posts.find((post) => post.getBoundingClientRect().top >= 0) : posts[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
