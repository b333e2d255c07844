'use client';

import { useState } from 'react';
import { isOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { InscriptionView } from '#lib/media/inscription-view.ts';
import type { Trace } from '#lib/media/trace.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery } from '../query-hooks.ts';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import styles from './journey.module.css';

type Asked =
  | { readonly state: 'not-asked' }
  | { readonly state: 'asking' | 'unknown'; readonly of: string }
  | { readonly state: 'failed'; readonly of: string; readonly reason: string }
  | { readonly state: 'told'; readonly of: string; readonly trace: Trace };

/** Through whose hands an inscription of BSV went: a service knows, and learns what is asked for. */
export function Journey({ view: { id, chain } }: { readonly view: Pick<InscriptionView, 'id' | 'chain'> }) {
  return chain === 'bsv' && isOutpoint(id) ? <Way from={id} /> : null;
}

function Way({ from }: { readonly from: Outpoint }) {
  const client = useClient();
  const [asked, setAsked] = useState<Asked>({ state: 'not-asked' });
  const { data: desk } = useQuery({
    queryKey: ['inscription-desk', client?.config.network ?? ''],
    queryFn: async () => (await client?.inscriptions()) ?? null,
    enabled: client !== undefined,
  });
  if (desk == null) return null;
  const ask = async (of: string): Promise<void> => {
    setAsked({ state: 'asking', of });
    try {
      const trace = await desk.trace(from, of);
      setAsked(trace === undefined ? { state: 'unknown', of } : { state: 'told', of, trace });
    } catch (failure) {
      setAsked({ state: 'failed', of, reason: failure instanceof Error ? failure.message : String(failure) });
    }
  };
  return (
    <div className={styles.journey}>
      {asked.state === 'told' ? (
        <ol>
          {asked.trace.steps.map(({ outpoint, owner }) => (
            <li key={outpoint}>
              <code>
                {outpoint.slice(0, 8)} … {outpoint.slice(60)}
              </code>
              {owner !== undefined && <Link to={{ screen: 'profile', who: owner }}>{owner.slice(0, 8)}</Link>}
            </li>
          ))}
        </ol>
      ) : (
        desk.tracers.map((of) => (
          <Button key={of} small disabled={asked.state === 'asking'} onClick={() => void ask(of)}>
            {t('Ask {of} where it is', { of })}
          </Button>
        ))
      )}
      <p aria-live="polite">{wordsOf(asked)}</p>
    </div>
  );
}

function wordsOf(asked: Asked): string {
  switch (asked.state) {
    case 'not-asked':
      return t('Whoever you ask learns that somebody at your address wants to know.');
    case 'asking':
      return t('Asking {of}.', { of: asked.of });
    case 'unknown':
      return t('{of} does not know this output.', { of: asked.of });
    case 'failed':
      return t('{of} could not be asked: {reason}', { of: asked.of, reason: asked.reason });
    case 'told':
      return endWords(asked.of, asked.trace);
  }
}

function endWords(of: string, { end, steps }: Trace): string {
  switch (end) {
    case 'held':
      return t('{of} says that nobody has spent the last of {more}. That cannot be proven.', {
        of,
        more: steps.length === 1 ? t('one place') : t('{steps} places', { steps: steps.length }),
      });
    case 'merged':
      return t('There it was merged with other coins, which ends it.');
    case 'unclear':
      return t('From there it went on in a way that could not be followed.');
    case 'long':
      return t('It went on from there; no more of its way was followed.');
  }
}
