'use client';

import { type FormEvent, useId, useState } from 'react';
import { readName, writeName } from '#lib/media/inscription-name.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { openFragment } from '../ui/fragment.ts';
import { hrefOf } from '../ui/place.ts';
import styles from './name-form.module.css';

/** Takes what somebody pasted: an id, an outpoint, a txid, or a link of ordfs or ord. */
export function NameForm({ given = '' }: { readonly given?: string }) {
  const [typed, setTyped] = useState(given);
  const hintId = useId();
  const inputId = useId();
  const name = readName(typed);
  const handle = /^[^\s./#:]{1,64}\.bitter$/i.exec(typed.trim())?.[0];
  const target = name === undefined ? handle : writeName(name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (target !== undefined) openFragment(hrefOf({ screen: 'inscription', id: target }));
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <h2>
        <label htmlFor={inputId}>{t('Open an inscription')}</label>
      </h2>
      <input
        id={inputId}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={hintId}
      />
      <p id={hintId}>
        {t(
          'Its id, the output or the transaction that it lies in, a link of ordfs or ord with one of these, or the name of somebody who chose a page.',
        )}
      </p>
      <Button type="submit" look="main" disabled={target === undefined}>
        {t('Open')}
      </Button>
    </form>
  );
}
