'use client';

import {
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import type { DraftPart } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { CompletionList } from './completion-list.tsx';
import styles from './composer.module.css';
import { PictureField } from './picture-field.tsx';
import { useCompletion } from './use-completion.ts';
import { usePicture } from './use-picture.ts';
import { WarningField } from './warning-field.tsx';

/** What keeps one post of the composer from being posted, besides its words. */
export type PartState = { readonly busy: boolean; readonly needsAlt: boolean; readonly trouble?: string };

/** What a post may have besides words. */
export type Extra = 'picture' | 'warning';

/** What the composer's tools do to one post. */
export type PartTools = { take(file: Blob): void; focus(): void };

type Props = {
  readonly part: DraftPart;
  readonly label: string;
  readonly placeholder: string;
  /** It is one of several. */
  readonly isStep: boolean;
  /** It was just begun: whoever began it writes on there. */
  readonly takesFocus: boolean;
  readonly tools: Ref<PartTools>;
  readonly onChange: (change: Partial<DraftPart>, without?: Extra) => void;
  readonly onState: (state: PartState) => void;
  readonly onFocus: () => void;
  /** Ctrl and Enter. */
  readonly onSubmit: () => void;
  /** Absent for the first. */
  readonly onRemove?: (() => void) | undefined;
};

/** The words and the picture of one post. */
export function ComposerPart(props: Props) {
  const { part, label, placeholder, isStep, takesFocus, tools } = props;
  const { onChange, onState, onFocus, onSubmit, onRemove } = props;
  const { text, picture, warning } = part;
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);
  const completion = useCompletion(box, (next) => onChange({ text: next }));
  const alt = useRef('');
  useEffect(() => {
    alt.current = picture?.alt ?? '';
  }, [picture]);
  const media = usePicture((made) =>
    made === undefined
      ? onChange({}, 'picture')
      : // It takes a while to be drawn, and what is on it may be written meanwhile.
        onChange({ picture: { ...made, alt: alt.current } }),
  );
  const { busy, trouble } = media;
  const needsAlt = picture !== undefined && picture.alt.trim() === '' && !media.decorative;
  const tell = useRef(onState);
  useLayoutEffect(() => {
    tell.current = onState;
  });
  useEffect(
    () => tell.current({ busy, needsAlt, ...(trouble !== undefined && { trouble }) }),
    [busy, needsAlt, trouble],
  );
  const take = useRef(media.take);
  useLayoutEffect(() => {
    take.current = media.take;
  });
  useImperativeHandle(
    tools,
    () => ({ take: (file) => take.current(file), focus: () => box.current?.focus() }),
    [],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent): void => {
      if (completion.onKey(event)) return;
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onSubmit();
    },
    [completion, onSubmit],
  );

  return (
    <div className={isStep ? styles.step : styles.only} onFocus={onFocus}>
      {warning !== undefined && <WarningField warning={warning} onChange={onChange} />}
      <textarea
        ref={box}
        className={styles.box}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={completion.options.length > 0 ? completion.listId : undefined}
        aria-activedescendant={
          completion.options.length > 0 ? `${completion.listId}-${completion.at}` : undefined
        }
        placeholder={placeholder}
        dir="auto"
        rows={isStep ? 2 : 4}
        value={text}
        onChange={({ target }) => {
          onChange({ text: target.value });
          completion.look(target.value, target.selectionStart);
        }}
        onKeyDown={onKeyDown}
      />
      {onRemove !== undefined && (
        <IconButton
          label={t('Remove {toLowerCase}', { toLowerCase: label.toLowerCase() })}
          className={styles.remove}
          onClick={onRemove}
        >
          <Icon name="close" small />
        </IconButton>
      )}
      {completion.options.length > 0 && (
        <CompletionList
          id={completion.listId}
          options={completion.options}
          at={completion.at}
          onTake={completion.take}
        />
      )}
      {picture !== undefined && (
        <PictureField
          picture={picture}
          size={media.size}
          decorative={media.decorative}
          onSize={media.resize}
          onAlt={(words) => onChange({ picture: { ...picture, alt: words } })}
          onDecorative={(on) => {
            media.setDecorative(on);
            if (on) onChange({ picture: { ...picture, alt: '' } });
          }}
          onRemove={media.remove}
        />
      )}
    </div>
  );
}
