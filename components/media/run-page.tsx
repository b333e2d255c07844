'use client';

import { useEffect, useRef, useState } from 'react';
import type { PageAnswer } from '#lib/media/compose-page.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './run-page.module.css';

/** The loader's path, which host and service worker answer with a policy that shuts in whatever it becomes. */
const FRAME = '/frame.html';
/** How long the loader may take to say that it is shut in. */
const PATIENCE_MS = 10_000;

/** Answers to one page while it runs, and bytes of all of them. */
const MOST_ANSWERS = 500;
const MOST_ANSWERED = 20_000_000;

type State = 'opening' | 'running' | 'open' | 'silent' | 'left';

const SENTENCES = once((): Readonly<Record<Exclude<State, 'opening' | 'running'>, string>> => ({
  open: t('This host does not shut the page in, so it was not opened. Load Nabo again and try once more.'),
  silent: t('The frame that would shut it in did not come, so it was not opened.'),
  left: t('The page tried to go somewhere else, so it was closed.'),
}));

type Props = {
  readonly html: string;
  /** Where in its site the page stands. */
  readonly path?: string | undefined;
  /** Somebody pressed a link on the page. What it says is a stranger's. */
  readonly onGo?: (href: string) => void;
  /** What the page asks for by an address that it made while it ran. */
  readonly onAsk?: (address: string) => Promise<PageAnswer | undefined>;
  /** Back to the page before, where there was one. */
  readonly onBack?: (() => void) | undefined;
  readonly onClose: () => void;
};

/** A page of the chain that runs, shut in: a bar that it cannot touch, and the frame. */
export function RunPage({ html, path, onGo, onAsk, onBack, onClose }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [state, setState] = useState<State>('opening');
  const isFramed = state === 'opening' || state === 'running';

  const heard = useRef({ onGo, onAsk });
  useEffect(() => {
    heard.current = { onGo, onAsk };
  }, [onGo, onAsk]);

  useEffect(() => {
    const given = { isOver: false, answers: 0, bytes: 0 };
    const answer = async (target: Window, { ask, address }: Asked): Promise<void> => {
      given.answers += 1;
      const isTooMuch = given.answers > MOST_ANSWERS || given.bytes > MOST_ANSWERED;
      const found = isTooMuch ? undefined : await heard.current.onAsk?.(address).catch(() => undefined);
      if (frame.current?.contentWindow !== target) return;
      const part = found !== undefined && 'body' in found ? found : undefined;
      given.bytes += part?.body.length ?? 0;
      target.postMessage({ answer: ask, ...part }, '*');
    };
    const hear = ({ source, origin, data }: MessageEvent): void => {
      const target = frame.current?.contentWindow;
      if (target == null || source !== target) return;
      if (given.isOver) {
        const href = linkIn(data);
        // A press in the frame is one in the app around it: without one no page sends its reader anywhere.
        if (href !== undefined && isPressed()) heard.current.onGo?.(href);
        const asked = askedIn(data);
        if (asked !== undefined && origin === 'null') void answer(target, asked);
        return;
      }
      if (data === 'nabo-frame-ready' && origin === 'null') {
        given.isOver = true;
        // Whoever reads it is nobody: an opaque origin has no name that could be given here.
        target.postMessage(html, '*');
        setState('running');
      } else if (data === 'nabo-frame-open') {
        setState('open');
      }
    };
    const silence = setTimeout(() => {
      if (!given.isOver) setState((now) => (now === 'opening' ? 'silent' : now));
    }, PATIENCE_MS);
    window.addEventListener('message', hear);
    return () => {
      clearTimeout(silence);
      window.removeEventListener('message', hear);
    };
  }, [html]);

  /** The loader, then the page that it became; a third is somewhere else. */
  const loads = useRef(0);
  const onLoad = (): void => {
    loads.current += 1;
    if (loads.current > 2) setState('left');
  };

  return (
    <section className={styles.run} aria-label={t('A running page')}>
      <header>
        {onBack !== undefined && (
          <IconButton label={t('Back to the page before')} onClick={onBack}>
            <Icon name="back" small />
          </IconButton>
        )}
        <p>
          {path !== undefined && <bdi className={styles.path}>{path}</bdi>}
          {t('A stranger’s page. Nabo never asks for anything in it.')}
        </p>
        <Button small onClick={onClose}>
          {t('Close')}
        </Button>
      </header>
      {isFramed ? (
        <iframe
          ref={frame}
          src={FRAME}
          title={t('A page of the chain')}
          allow=""
          referrerPolicy="no-referrer"
          onLoad={onLoad}
        />
      ) : (
        <p className={styles.said} role="alert">
          {SENTENCES()[state]}
        </p>
      )}
    </section>
  );
}

/** Whether somebody pressed something just now. Where a browser cannot tell, no link of a page is followed. */
function isPressed(): boolean {
  // Not in every browser yet, whatever the type says.
  const activation: UserActivation | undefined = navigator.userActivation;
  return activation?.isActive === true;
}

type Asked = { readonly ask: number; readonly address: string };

/** What the page asks for, when that is what it says. */
function askedIn(data: unknown): Asked | undefined {
  if (typeof data !== 'object' || data === null || !('ask' in data) || !('address' in data)) return undefined;
  const { ask, address } = data;
  return typeof ask === 'number' && typeof address === 'string' && address.length <= 2_048
    ? { ask, address }
    : undefined;
}

/** Where a link of the page leads, when that is what it says. */
const linkIn = (data: unknown): string | undefined =>
  typeof data === 'object' &&
  data !== null &&
  'go' in data &&
  typeof data.go === 'string' &&
  data.go.length <= 2_048
    ? data.go
    : undefined;
