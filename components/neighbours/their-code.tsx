'use client';

import { lazy, Suspense, useState, type SyntheticEvent } from 'react';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './meet-near.module.css';

const CameraReader = lazy(async () => ({ default: (await import('./camera-reader.tsx')).CameraReader }));

type Props = {
  readonly label: string;
  readonly busy: boolean;
  readonly onCode: (code: string) => void;
};

/** Somebody's code, pasted, or read by the camera, which is asked for by a press alone. */
export function TheirCode({ label, busy, onCode }: Props) {
  const [text, setText] = useState('');
  const [isLooking, setIsLooking] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    onCode(text);
  };
  return (
    <form className={styles.theirs} onSubmit={send}>
      <label className={styles.label}>
        {label}
        <textarea
          className={styles.text}
          rows={3}
          value={text}
          spellCheck={false}
          autoComplete="off"
          dir="ltr"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {isLooking && (
        <Suspense fallback={<span className={styles.view} />}>
          <CameraReader
            onCode={(code) => {
              setIsLooking(false);
              setText(code);
              onCode(code);
            }}
            onTrouble={(words) => {
              setIsLooking(false);
              setTrouble(words);
            }}
          />
        </Suspense>
      )}
      {trouble !== undefined && (
        <p role="alert" className={styles.bad}>
          {trouble}
        </p>
      )}
      <div className={styles.actions}>
        <Button small type="submit" disabled={busy || text.trim() === ''}>
          {t('Use this code')}
        </Button>
        <Button
          small
          disabled={busy}
          onClick={() => {
            setTrouble(undefined);
            setIsLooking(!isLooking);
          }}
        >
          <Icon name="picture" small />
          {isLooking ? t('Close the camera') : t('Read it with the camera')}
        </Button>
      </div>
    </form>
  );
}
