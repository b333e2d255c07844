'use client';

import { useState } from 'react';
import type { ComposedPage } from '#lib/media/compose-page.ts';
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
  | { readonly state: 'running'; readonly page: ComposedPage };

/** A web page, shut: what it is and its source. It runs by a press, in a frame that it cannot leave. */
export function PageCard({ content, id }: { readonly content: ContentView; readonly id: string }) {
  const { body, contentType } = content;
  const client = useClient();
  const [state, setState] = useState<State>({ state: 'shut' });
  const run = async (): Promise<void> => {
    setState({ state: 'opening' });
    const page = await (await client?.inscriptions())?.compose(id).catch(() => undefined);
    setState(page === undefined ? { state: 'gone' } : { state: 'running', page });
  };
  if (state.state === 'running')
    return (
      <>
        <RunPage html={state.page.html} onClose={() => setState({ state: 'shut' })} />
        <Lacking page={state.page} />
      </>
    );
  return (
    <>
      <div className={styles.card}>
        <Icon name="file" />
        <p>{t('A web page that somebody put on the chain. It is shut.')}</p>
        <p className={styles.small}>
          {contentType}, {byteSize(body.length)}
        </p>
        <Button disabled={state.state === 'opening' || client === undefined} onClick={() => void run()}>
          {t('Run this page')}
        </Button>
        <p className={styles.small}>
          {t(
            'It runs shut in and sees neither this app nor your keys, but a page made for it can learn your internet address.',
          )}
        </p>
        {state.state === 'gone' && <p role="alert">{t('It is no longer on this device.')}</p>}
      </div>
      <details>
        <summary className={styles.small}>{t('Its source')}</summary>
        <PlainText text={new TextDecoder().decode(body)} isCode />
      </details>
    </>
  );
}

/** Parts of others that it is shown without. */
function Lacking({ page: { missing, leftOut } }: { readonly page: ComposedPage }) {
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
