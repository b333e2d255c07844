'use client';

import { type ChangeEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeptDraft } from '#lib/client/client.ts';
import type { DraftPart } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { useAnswers, useClient } from '../client-provider.tsx';
import { useStatus } from '../use-answers.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { ComposerPart, type Extra, type PartState, type PartTools } from './composer-part.tsx';
import { rich } from '../ui/rich.ts';
import styles from './composer.module.css';
import { ComposerAuthor } from './composer-author.tsx';
import { firstSight, type Opening, type ReplyTarget } from './composer-provider.tsx';
import { openingOf, placeOf } from './draft-place.ts';
import { CostLines } from './cost-lines.tsx';
import { shownCosts } from '../shown-costs.ts';
import { useEstimate } from '../use-estimate.ts';
import { CountRing } from './count-ring.tsx';
import {
  canBePosted,
  draftOf,
  intentsOf,
  MOST_PARTS,
  partsOf,
  toEstimate,
  writtenParts,
} from './draft-parts.ts';
import { DraftsList } from './drafts-list.tsx';
import { measureText } from './measure-text.ts';
import { saveWords, type SaveParts } from './save-words.ts';
import { useDraft } from './use-draft.ts';
import { useWriter } from './use-writer.ts';

const titleOf = ({ replyTo, quote, replaces }: Opening): string => {
  if (replaces !== undefined) return t('New version');
  if (quote !== undefined) return t('Quote {name}', { name: quote.name ?? t('a post') });
  if (replyTo === undefined) return t('Write a post');
  return replyTo.district === undefined
    ? t('Reply to {name}', { name: replyTo.name ?? t('a post') })
    : t('Post in {district}.bitmap', { district: replyTo.district });
};

type Props = Opening & {
  /** The words are on screen; they are on the disk when `saved` resolves. */
  readonly onPosted: (replyTo: ReplyTarget | undefined, saved: Promise<void>) => void;
  /** Turns to another draft. */
  readonly onTurn: (to: Opening) => void;
  readonly onClose: () => void;
};

/** Another draft, as it was left. */
const turnedTo = ({ place, text, picture, warning, more }: KeptDraft): Opening => ({
  ...openingOf(place),
  place,
  begin: {
    text,
    ...(picture !== undefined && { picture }),
    ...(warning !== undefined && { warning }),
    ...(more !== undefined && { more }),
  },
});

/** The one place to write: a sheet on a phone, a dialog on a wide screen. Nothing is asked before the first post. */
export function Composer(props: Props) {
  const { replyTo, quote, replaces, begin, file, trouble, onPosted, onTurn, onClose } = props;
  const client = useClient();
  const answers = useAnswers();
  const writer = useWriter();
  const { handle } = writer;
  const { data: status } = useStatus();
  const place = placeOf(props);
  const { draft, kept, write, forget } = useDraft(client, place, begin);
  const parts = partsOf(draft);
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [listsDrafts, setListsDrafts] = useState(false);
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, parts.length - 1);
  const [states, setStates] = useState<ReadonlyMap<number, PartState>>(new Map());
  const [keys, setKeys] = useState<readonly number[]>([0]);
  const [begun, setBegun] = useState<number>();
  // Posts of a draft that was kept have no key yet, and need none before one of them goes.
  const keyOf = (index: number): number => keys[index] ?? -index;
  const tools = useRef(new Map<number, PartTools>());
  // A picture takes a while to be drawn, and words are written meanwhile.
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = partsOf(draft);
  }, [draft]);
  const put = (next: readonly DraftPart[]): void => {
    latest.current = next;
    write(draftOf(next));
  };
  const change = (key: number, to: Partial<DraftPart>, without?: Extra): void => {
    const index = latest.current.findIndex((_part, place) => keyOf(place) === key);
    put(
      latest.current.map((part, place) => {
        if (place !== index) return part;
        const { picture, warning, ...words } = { ...part, ...to };
        return {
          ...words,
          ...(picture !== undefined && without !== 'picture' && { picture }),
          ...(warning !== undefined && without !== 'warning' && { warning }),
        };
      }),
    );
  };
  const add = (): void => {
    const known = parts.map((_part, index) => keyOf(index));
    const key = Math.max(...known) + 1;
    setKeys([...known, key]);
    setBegun(key);
    put([...parts, { text: '' }]);
    setChosen(parts.length);
  };
  const remove = (index: number): void => {
    setKeys(parts.map((_part, place) => keyOf(place)).filter((_key, place) => place !== index));
    put(parts.filter((_part, place) => place !== index));
    setChosen(index - 1);
    tools.current.get(keyOf(index - 1))?.focus();
  };

  const warns = parts[at]?.warning !== undefined;
  const warn = (on: boolean): void =>
    on ? change(keyOf(at), { warning: '' }) : change(keyOf(at), {}, 'warning');

  const shown = useDeferredValue(draft);
  const estimated = useMemo(
    () => toEstimate(intentsOf(partsOf(shown), { replyTo, quote, replaces, handle })),
    [shown, replyTo, quote, replaces, handle],
  );
  const estimate = useEstimate(estimated);
  // A picture costs a hundred times what words cost: it is not sent before that was said.
  const isDear = parts.some(({ picture }) => picture !== undefined);
  const isSaid = !isDear || (shown === draft && estimate?.of === estimated);
  const open = parts.map((_part, index) => states.get(keyOf(index)));
  const busy = open.some((state) => state?.busy);
  const needsAlt = open.some((state) => state?.needsAlt);
  const pictureTrouble = open.find((state) => state?.trouble !== undefined)?.trouble;
  const canPost = client !== undefined && !busy && !needsAlt && isSaid && canBePosted(parts);
  const many = writtenParts(parts).length;

  useEffect(() => {
    dialog.current?.showModal();
    tools.current.get(0)?.focus();
  }, []);
  useEffect(() => {
    // Given by another app, once, as this composer opens.
    if (file !== undefined) tools.current.get(0)?.take(file);
  }, [file]);

  const post = async (to: Pick<SaveParts, 'client' | 'answers'>): Promise<void> => {
    try {
      const [intent, then] = intentsOf(parts, { replyTo, quote, replaces, handle });
      const shown = shownCosts(estimate, 1 + then.length);
      const leave = (): void => {
        // Gone in the same step, so that nothing of it is drawn once more in between.
        dialog.current?.close();
        onClose();
        onPosted(replyTo, saved);
      };
      const showAlone = replyTo === undefined && intent.kind === 'post' ? firstSight.show : undefined;
      const saved = saveWords({ ...to, writer, showAlone, onEntered: leave }, intent, then, shown);
      // To close it lets the whole page be pressed again, which is worked out for all of it: behind the frame with the words.
      if (showAlone !== undefined) dialog.current?.setAttribute('data-posted', '');
      else leave();
      await saved;
      await forget();
    } catch (error) {
      const reason = error instanceof Error ? error.message : t('It could not be saved.');
      onTurn({ replyTo, quote, replaces, place, begin: draft, trouble: reason });
    }
  };
  const submit = (): void => {
    if (canPost && answers !== undefined) void post({ client, answers });
  };
  const onChoose = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [picked] = target.files ?? [];
    if (picked !== undefined) tools.current.get(keyOf(at))?.take(picked);
    target.value = '';
  };

  return (
    <dialog
      ref={dialog}
      className={styles.composer}
      aria-labelledby={titleId}
      closedby="any"
      onClose={onClose}
    >
      <div className={styles.sheet}>
        <header>
          <Button look="quiet" onClick={() => dialog.current?.close()}>
            {t('Cancel')}
          </Button>
          <h2 id={titleId} className={styles.title}>
            {titleOf(props)}
          </h2>
          <Button look="main" disabled={!canPost} onClick={submit}>
            {many > 1 ? t('Post all {many}', { many }) : t('Post')}
          </Button>
        </header>
        <div className={styles.body}>
          {listsDrafts && client !== undefined && (
            <DraftsList client={client} place={place} onOpen={(draft) => onTurn(turnedTo(draft))} />
          )}
          {replaces !== undefined && (
            <p className={styles.context}>
              {t(
                'The post before stays on the chain for good, and everybody can read it. This one is shown as its new version.',
              )}
            </p>
          )}
          {replyTo?.excerpt !== undefined && (
            <p className={styles.context}>
              <b>{replyTo.name}</b> <bdi>{replyTo.excerpt}</bdi>
            </p>
          )}
          <ComposerAuthor />
          {parts.map((part, index) => {
            const key = keyOf(index);
            return (
              <ComposerPart
                key={key}
                part={part}
                isStep={parts.length > 1}
                takesFocus={key === begun}
                label={
                  parts.length > 1
                    ? t('Post text, {index} of {parts}', { index: index + 1, parts: parts.length })
                    : t('Post text')
                }
                placeholder={
                  index > 0
                    ? t('And then?')
                    : quote !== undefined
                      ? t('What do you say to it?')
                      : replyTo === undefined
                        ? t('What is new on your street?')
                        : t('Your answer')
                }
                tools={(made) => {
                  if (made === null) tools.current.delete(key);
                  else tools.current.set(key, made);
                }}
                onChange={(to, without) => change(key, to, without)}
                onState={(state) => setStates((before) => new Map(before).set(key, state))}
                onFocus={() => setChosen(index)}
                onSubmit={submit}
                onRemove={index === 0 ? undefined : () => remove(index)}
              />
            );
          })}
          {quote !== undefined && (
            <p className={styles.quote}>
              <b>{quote.name ?? t('A post')}</b> <bdi>{quote.excerpt}</bdi>
            </p>
          )}
        </div>
        {(trouble ?? pictureTrouble) !== undefined && (
          <p className={styles.trouble} role="alert">
            {rich('{more} {trouble} Your words are still here.', {
              more: <b>{trouble === undefined ? t('No picture.') : t('Not posted.')}</b>,
              trouble: trouble ?? pictureTrouble,
            })}
          </p>
        )}
        <footer>
          <div className={styles.facts}>
            <span className={styles.tools}>
              <label className={styles.tool} title={t('Add a picture')}>
                <Icon name="picture" />
                <input type="file" accept="image/*" aria-label={t('Add a picture')} onChange={onChoose} />
              </label>
              <IconButton label={t('Content warning')} aria-pressed={warns} onClick={() => warn(!warns)}>
                <Icon name="warn" />
              </IconButton>
              <IconButton
                label={t('Drafts')}
                aria-expanded={listsDrafts}
                onClick={() => setListsDrafts((before) => !before)}
              >
                <Icon name="page" />
              </IconButton>
              <IconButton
                label={t('Add another post')}
                disabled={parts.at(-1)?.text.trim() === '' || parts.length >= MOST_PARTS}
                onClick={add}
              >
                <Icon name="plus" />
              </IconButton>
            </span>
            <span aria-live="polite">
              {busy
                ? t('Drawing the picture anew')
                : needsAlt
                  ? t('Say what is on the picture')
                  : parts.some(({ warning }) => warning?.trim() === '')
                    ? t('Say what you warn of')
                    : kept
                      ? t('Draft kept on this device')
                      : ''}
            </span>
            <CountRing measure={measureText(parts[at]?.text ?? '')} />
          </div>
          <CostLines
            kind={estimated[0]?.kind ?? 'post'}
            estimate={estimate}
            waits={status?.hostReachable === false}
          />
        </footer>
      </div>
    </dialog>
  );
}
