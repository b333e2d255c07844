'use client';

import { useState } from 'react';
import type { ComposedPage, PageAnswer } from '#lib/media/compose-page.ts';
import { followLink, type ShownPage } from '#lib/media/follow-link.ts';
import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { byteSize, plural } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import styles from './file-card.module.css';
import { PlainText } from './plain-text.tsx';
import { RunPage } from './run-page.tsx';

type State =
  | { readonly state: 'shut' | 'opening' | 'gone' }
  | {
      readonly state: 'running';
      readonly shown: ShownPage;
      readonly page: ComposedPage;
      /** The pages before it, the last one last. */
      readonly before: readonly ShownPage[];
    };

/** Pages that one can go back through. */
const MOST_BEFORE = 50;

/**
 * A web page, or a site of several, shut: what it is and its source. It runs by a press, in a frame that it cannot leave; its
 * links lead to other pages of the chain that are on this device.
 */
export function PageCard({ content, id }: { readonly content: ContentView; readonly id: string }) {
  const { body, contentType, files } = content;
  const client = useClient();
  const [state, setState] = useState<State>({ state: 'shut' });
  const [refusal, setRefusal] = useState<string>();
  const compose = async ({ id: of, path }: ShownPage): Promise<ComposedPage | undefined> =>
    (await client?.inscriptions())?.compose(of, path).catch(() => undefined);
  /** What a page asked for while it ran and did not get, each once. */
  const [lacking, setLacking] = useState<readonly string[]>([]);
  const answer = async ({ id: of, path }: ShownPage, address: string): Promise<PageAnswer | undefined> => {
    const found = await (await client?.inscriptions())?.answer(of, address, path);
    if (found !== undefined && 'missing' in found)
      setLacking((before) => (before.includes(found.missing) ? before : [...before, found.missing]));
    return found;
  };
  const run = async (): Promise<void> => {
    setState({ state: 'opening' });
    setLacking([]);
    const page = await compose({ id });
    setState(
      page === undefined
        ? { state: 'gone' }
        : { state: 'running', page, before: [], shown: shownAt({ id }, page) },
    );
  };
  const show = async (wanted: ShownPage, before: readonly ShownPage[]): Promise<void> => {
    const page = await compose(wanted);
    if (page === undefined || page.html === '') {
      setRefusal(
        page === undefined || page.missing.length > 0
          ? t('It leads to a page that is not on this device.')
          : t('It leads to a page that this site does not have.'),
      );
      return;
    }
    setLacking([]);
    setState({ state: 'running', page, before: before.slice(-MOST_BEFORE), shown: shownAt(wanted, page) });
  };
  if (state.state === 'running') {
    const { shown, page, before } = state;
    const last = before.at(-1);
    const go = (href: string): void => {
      setRefusal(undefined);
      const followed = followLink(shown, href);
      if (followed.to === 'page') void show(followed.page, [...before, shown]);
      else if (followed.to === 'outside')
        setRefusal(
          t('It leads to {host}, outside of the chain. Nothing here goes there.', { host: followed.host }),
        );
    };
    return (
      <>
        <RunPage
          // Another page is another frame: nothing of the one before is left.
          key={`${shown.id} ${shown.path ?? ''} ${before.length}`}
          html={page.html}
          path={shown.path}
          onGo={go}
          onAsk={(address) => answer(shown, address)}
          onBack={last && (() => void show(last, before.slice(0, -1)))}
          onClose={() => setState({ state: 'shut' })}
        />
        {refusal !== undefined && (
          <p className={styles.small} role="alert">
            {refusal}
          </p>
        )}
        <Lacking missing={[...new Set([...page.missing, ...lacking])]} leftOut={page.leftOut} />
      </>
    );
  }
  return (
    <>
      <div className={styles.card}>
        <Icon name="file" />
        <p>
          {files === undefined
            ? t('A web page that somebody put on the chain. It is shut.')
            : t('A site of {files} that somebody put on the chain. It is shut.', {
                files: plural(files.length, 'file', 'files'),
              })}
        </p>
        <p className={styles.small}>
          {contentType}, {byteSize(body.length)}
        </p>
        <Button disabled={state.state === 'opening' || client === undefined} onClick={() => void run()}>
          {files === undefined ? t('Run this page') : t('Run this site')}
        </Button>
        <p className={styles.small}>
          {t(
            'It runs shut in and sees neither this app nor your keys, but a page made for it can learn your internet address.',
          )}
        </p>
        {state.state === 'gone' && <p role="alert">{t('It is no longer on this device.')}</p>}
      </div>
      <details>
        <summary className={styles.small}>{files === undefined ? t('Its source') : t('Its files')}</summary>
        {files === undefined ? (
          <PlainText text={new TextDecoder().decode(body)} isCode />
        ) : (
          <ul className={styles.files}>
            {files.map((file) => (
              <li key={file.path}>
                <bdi>{file.path}</bdi>
                <Link to={{ screen: 'inscription', id: file.id }}>
                  {file.id.slice(0, 8)} … {file.id.slice(60)}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </details>
    </>
  );
}

/** Where a page was found to stand: the default of a site has a path of its own. */
const shownAt = ({ id }: ShownPage, { path }: ComposedPage): ShownPage => ({
  id,
  ...(path !== undefined && { path }),
});

/** Parts of others that it is shown without. */
function Lacking({ missing, leftOut }: Pick<ComposedPage, 'missing' | 'leftOut'>) {
  if (missing.length === 0 && leftOut === 0) return null;
  return (
    <div className={styles.card}>
      {missing.length > 0 && (
        <>
          <p>
            {t('{parts} in other inscriptions that are not on this device. Open them, then run it again.', {
              parts: plural(missing.length, 'part of it is', 'parts of it are'),
            })}
          </p>
          <ul>
            {missing.slice(0, 20).map((part) => (
              <li key={part}>
                <Link to={{ screen: 'inscription', id: part }}>
                  {part.slice(0, 8)} … {part.slice(60)}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {leftOut > 0 && (
        <p>
          {t('{parts} left out: the page would be too large or too deep.', {
            parts: plural(leftOut, 'part was', 'parts were'),
          })}
        </p>
      )}
    </div>
  );
}
