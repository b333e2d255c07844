'use client';

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { Txid } from '#lib/bytes/brand.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { staysOf } from '../compose/stays-of.ts';
import { Button } from '../ui/button.tsx';
import { sats } from '../ui/format.ts';
import { act, QUIET, type Word } from './act.ts';
import styles from './act-flow.module.css';
import type { Act } from './acting.tsx';

type Props = {
  readonly kind: Act;
  readonly of: Txid;
  /** Told whether it was saved. */
  readonly onEnd: (isSaved: boolean) => void;
};

/** What follows the press of a like or a repost: its effect, where its writer wants to read that, and then the writing. */
export function ActFlow({ kind, of, onEnd }: Props) {
  const client = useClient();
  const begun = useRef(false);
  const [asked, setAsked] = useState<Pick<AskProps, 'cost' | 'answer'>>();
  useEffect(() => {
    if (client === undefined || begun.current) return;
    begun.current = true;
    const ask = (cost: number): Promise<Word> => new Promise((answer) => setAsked({ cost, answer }));
    void act(client, { kind, to: of }, ask).then(onEnd);
  }, [client, kind, of, onEnd]);
  return asked && <Ask kind={kind} {...asked} />;
}

type AskProps = {
  readonly kind: Act;
  /** In satoshis. */
  readonly cost: number;
  /** Its first word counts. */
  readonly answer: (word: Word) => void;
};

function Ask({ kind, cost, answer }: AskProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [isQuiet, setIsQuiet] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    answer(isQuiet ? 'always' : 'yes');
    dialog.current?.close();
  };

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      closedby="any"
      onClose={() => answer('no')}
    >
      <form onSubmit={submit}>
        <h2 id={titleId}>
          {kind === 'like'
            ? t('A like costs {cost}', { cost: sats(cost) })
            : t('A repost costs {cost}', { cost: sats(cost) })}
        </h2>
        <p>{staysOf(kind)}</p>
        <label>
          <input type="checkbox" checked={isQuiet} onChange={({ target }) => setIsQuiet(target.checked)} />
          {t('Do not ask again for likes and reposts up to {limit}', { limit: sats(QUIET) })}
        </label>
        <div className={styles.ways}>
          <Button onClick={() => dialog.current?.close()}>{t('Cancel')}</Button>
          <Button type="submit" look="main">
            {kind === 'like' ? t('Like it') : t('Repost it')}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
