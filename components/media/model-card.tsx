'use client';

import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { byteSize, plural } from '../ui/format.ts';
import { Hidden } from '../ui/hidden.tsx';
import { Icon } from '../ui/icon.tsx';
import card from './file-card.module.css';
import type { ModelView } from './model/model-view.ts';
import styles from './model-card.module.css';
import { saveBytes } from './save-bytes.ts';

type Props = {
  readonly content: ContentView;
  /** The inscription that shows it. */
  readonly id: string;
};

const STEP = 0.2;
const ZOOM = 1.25;
const TURNS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A model in three dimensions: what it is in words, and by a press the drawing, which is turned by hand. */
export function ModelCard({ content, id }: Props) {
  const { body, contentType, issue, model } = content;
  const client = useClient();
  const [glb, setGlb] = useState<Uint8Array<ArrayBuffer>>();
  const [trouble, setTrouble] = useState<string>();
  const [isOpening, setIsOpening] = useState(false);
  const words = model && wordsOf(model);
  const open = async (): Promise<void> => {
    setIsOpening(true);
    const found = await client
      ?.inscriptions()
      .then((desk) => desk.model(id))
      .catch(() => undefined);
    setIsOpening(false);
    if (found === undefined) setTrouble(t('It is no longer on this device.'));
    else setGlb(found);
  };
  return (
    <>
      {glb !== undefined && trouble === undefined ? (
        <Drawn glb={glb} words={words ?? ''} onFail={setTrouble} />
      ) : (
        <div className={card.card}>
          <Icon name="file" />
          <p>{model === undefined ? whyNot(issue?.code) : t('A model in three dimensions.')}</p>
          {words !== undefined && <p className={card.small}>{words}</p>}
          {model !== undefined && trouble === undefined && (
            <Button disabled={isOpening || client === undefined} onClick={() => void open()}>
              {t('Draw it')}
            </Button>
          )}
          <p role="alert">{trouble}</p>
        </div>
      )}
      <p className={styles.line}>
        {contentType}, {byteSize(body.length)}
        <Button small onClick={() => saveBytes(`nabo-content-${id.slice(0, 8)}.bin`, body)}>
          <Icon name="download" small />
          {t('Save as a file')}
        </Button>
      </p>
    </>
  );
}

type DrawnProps = {
  readonly glb: Uint8Array<ArrayBuffer>;
  readonly words: string;
  readonly onFail: (why: string) => void;
};

function Drawn({ glb, words, onFail }: DrawnProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<ModelView>();
  const fail = useRef(onFail);
  useEffect(() => {
    fail.current = onFail;
  }, [onFail]);
  useEffect(() => {
    let isGone = false;
    let opened: ModelView | undefined;
    const open = async (): Promise<void> => {
      // Before anything is loaded for it.
      const context = canvas.current?.getContext('webgl2', { alpha: true, antialias: true });
      if (canvas.current === null || context == null) throw new Error('no drawing in three dimensions');
      const { ModelView: View } = await import('./model/model-view.ts');
      if (isGone || canvas.current === null) return;
      const made = await View.open({ canvas: canvas.current, context }, glb, () =>
        fail.current(t('The browser took the drawing away.')),
      );
      if (isGone) made.close();
      else setView((opened = made));
    };
    open().catch(() => !isGone && fail.current(t('This browser draws nothing in three dimensions.')));
    return () => {
      isGone = true;
      opened?.close();
      setView(undefined);
    };
  }, [glb]);

  const onKey = ({ key }: KeyboardEvent): boolean => {
    const [across = 0, down = 0] = TURNS[key] ?? [];
    if (across !== 0 || down !== 0) view?.turn(across * STEP, down * STEP);
    else if (key === '+' || key === '=') view?.zoom(ZOOM);
    else if (key === '-') view?.zoom(1 / ZOOM);
    else if (key === '0' || key === 'Home') view?.overview();
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !onKey(event)) return;
    event.preventDefault();
    // The keys of the app mean something else.
    event.stopPropagation();
  };
  return (
    <figure className={styles.model}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application of its own, by its role */}
      <div
        className={styles.picture}
        role="application"
        aria-roledescription={t('model')}
        aria-label={t('A model without a description')}
        aria-describedby="model-words"
        aria-busy={view === undefined}
        // It answers to keys, so it must be reached by them.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application of its own, by its role
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} className={styles.canvas} />
      </div>
      {view === undefined && <p className={styles.wait}>{t('Drawing it')}</p>}
      <div className={styles.zoom}>
        <IconButton label={t('Nearer')} onClick={() => view?.zoom(ZOOM)}>
          <Icon name="plus" />
        </IconButton>
        <IconButton label={t('Farther')} onClick={() => view?.zoom(1 / ZOOM)}>
          <Icon name="minus" />
        </IconButton>
        <IconButton label={t('All of it')} onClick={() => view?.overview()}>
          <Icon name="locate" />
        </IconButton>
      </div>
      <Hidden>
        <span id="model-words">
          {words} {t('Arrow keys turn it, plus and minus bring it nearer and farther, 0 shows all of it.')}
        </span>
      </Hidden>
    </figure>
  );
}

const wordsOf = ({ shapes, triangles, pictures }: NonNullable<ContentView['model']>): string =>
  t('{shapes} of {triangles}, with {pictures}.', {
    shapes: plural(shapes, 'shape', 'shapes'),
    triangles: plural(triangles, 'triangle', 'triangles'),
    pictures: plural(pictures, 'picture', 'pictures'),
  });

function whyNot(code = ''): string {
  switch (code) {
    case 'model-large':
      return t('A model with more in it than a device can draw safely.');
    case 'model-outside':
      return t('A model with parts that are not in it. It is not drawn, because nothing is fetched for it.');
    case 'model-packed':
    case 'model-sparse':
      return t('A model that is packed in a way that is not opened here.');
    case 'model-empty':
      return t('A model without a shape in it.');
    default:
      return t('These bytes are not a model that can be drawn.');
  }
}
