import { useEffect, useRef, useState } from 'react';
import type { KeysView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { dateTime } from '../ui/format.ts';
import styles from './account.module.css';
import { KeyDialog } from './key-dialog.tsx';
import { KeyRow } from './key-row.tsx';

/** The twelve words: shown when asked for, and known to be written down when they were typed back. */
export function WordsRow({ keys }: { readonly keys: KeysView }) {
  const [asked, setAsked] = useState(false);
  const client = useClient();
  const checked = keys.copies.words;
  const check = async (values: ReadonlyMap<string, string>): Promise<void> => {
    const desk = await client?.keys();
    if ((await desk?.checkWords(values.get('words') ?? '')) !== true)
      throw new Error('These are not the words. Nothing was changed; compare what you wrote, word by word.');
  };
  return (
    <>
      <KeyRow
        icon="key"
        title={t('Twelve words')}
        note={
          checked === undefined
            ? t('Write them down where nobody films')
            : t('Typed back {checked}', { checked: dateTime(checked) })
        }
        action={
          <Button small disabled={keys.lock === 'locked'} onClick={() => setAsked(true)}>
            {t('Show')}
          </Button>
        }
      />
      {asked && (
        <KeyDialog
          title={t('Twelve words')}
          fields={[{ name: 'words', label: t('Type them back, from your paper'), kind: 'words' }]}
          submit={t('I have them')}
          onSubmit={check}
          onClose={() => setAsked(false)}
        >
          <p>{t('Whoever has these words has the key, without any passphrase.')}</p>
          <Words />
        </KeyDialog>
      )}
    </>
  );
}

const ROWS = 6;
const ROW_PX = 34;
const COLUMNS = 2;

/** A picture of the words, drawn by the signer's worker: no script of this page ever has them as text. */
function Words() {
  const client = useClient();
  const place = useRef<HTMLElement>(null);
  const [trouble, setTrouble] = useState<string>();

  useEffect(() => {
    const box = place.current;
    if (box === null || client === undefined) return undefined;
    let canvas: HTMLCanvasElement | undefined;
    const draw = (): void => {
      // Made here: a canvas can be handed over once, and an effect may run twice.
      canvas = document.createElement('canvas');
      const { color, fontFamily, paddingInlineStart, paddingInlineEnd } = getComputedStyle(box);
      const scale = Math.max(1, window.devicePixelRatio);
      const width =
        box.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(ROWS * ROW_PX * scale);
      canvas.className = styles.paper ?? '';
      box.append(canvas);
      const paper = canvas.transferControlToOffscreen();
      client
        .keys()
        .then((desk) =>
          desk.showWords(paper, { ink: color, font: `16px ${fontFamily}`, columns: COLUMNS, scale }),
        )
        .catch((error: unknown) =>
          setTrouble(error instanceof Error ? error.message : t('The words cannot be shown here.')),
        );
    };
    // The dialog around it opens after this, and has no width before.
    const opening = new ResizeObserver(() => {
      if (box.clientWidth === 0) return;
      opening.disconnect();
      draw();
    });
    opening.observe(box);
    return () => {
      opening.disconnect();
      canvas?.remove();
    };
  }, [client]);

  return (
    <>
      <figure
        ref={place}
        className={styles.words}
        aria-label={t(
          'Twelve words, as a picture. Where a picture is of no use, the encrypted file is the other way.',
        )}
      />
      {trouble !== undefined && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}
