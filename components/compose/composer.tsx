'use client';

import {
  type ChangeEvent,
  type KeyboardEvent,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Client, KeptDraft } from '#lib/client/client.ts';
import type { Draft, Intent } from '#lib/publish/publication.ts';
import { useClient } from '../client-provider.tsx';
import { useStatus } from '../use-answers.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { CompletionList } from './completion-list.tsx';
import styles from './composer.module.css';
import { ComposerAuthor } from './composer-author.tsx';
import type { Opening, ReplyTarget } from './composer-provider.tsx';
import { CostLines } from './cost-lines.tsx';
import { CountRing } from './count-ring.tsx';
import { DraftsList } from './drafts-list.tsx';
import { measureText } from './measure-text.ts';
import { PictureField } from './picture-field.tsx';
import { useCompletion } from './use-completion.ts';
import { useDraft } from './use-draft.ts';
import { usePicture } from './use-picture.ts';
import { useWriter } from './use-writer.ts';

type Props = Opening & {
  readonly onPosted: (replyTo: ReplyTarget | undefined) => void;
  /** Turns to another draft. */
  readonly onTurn: (draft: KeptDraft) => void;
  readonly onClose: () => void;
};

/** The one place to write: a sheet on a phone, a dialog on a wide screen. Nothing is asked before the first post. */
export function Composer({ replyTo, begin, file, place: given, onPosted, onTurn, onClose }: Props) {
  const client = useClient();
  const { handle } = useWriter();
  const { data: status } = useStatus();
  const place = given ?? replyTo?.outpoint ?? 'new';
  const { draft, kept, write, forget } = useDraft(client, place, begin);
  const { text, picture } = draft;
  const measure = measureText(text);
  const dialog = useRef<HTMLDialogElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const titleId = useId();
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [listsDrafts, setListsDrafts] = useState(false);
  // A picture takes a while to be drawn, and words are written meanwhile.
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);
  const put = (change: Partial<Draft>): void => write({ ...latest.current, ...change });
  const completion = useCompletion(box, (next) => put({ text: next }));
  const media = usePicture((made) => {
    const { text: words, picture: before } = latest.current;
    write({ text: words, ...(made !== undefined && { picture: { ...made, alt: before?.alt ?? '' } }) });
  });
  const shown = useDeferredValue(draft);
  const intent = useMemo(() => intentOf(shown, replyTo, handle), [shown, replyTo, handle]);
  const needsAlt = picture !== undefined && picture.alt.trim() === '' && !media.decorative;
  const canPost =
    client !== undefined && !sending && !media.busy && !needsAlt && text.trim() !== '' && measure.share <= 1;

  useEffect(() => {
    dialog.current?.showModal();
    box.current?.focus();
  }, []);
  const takeFile = useRef(media.take);
  useEffect(() => {
    // Given by another app, once, as this composer opens.
    if (file !== undefined) takeFile.current(file);
  }, [file]);

  const post = async (to: Client): Promise<void> => {
    setSending(true);
    setTrouble(undefined);
    try {
      await to.publish(intentOf(draft, replyTo, handle));
      await forget();
      dialog.current?.close();
      onPosted(replyTo);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : 'It could not be saved.');
      setSending(false);
    }
  };
  const submit = (): void => {
    if (canPost) void post(client);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (completion.onKey(event)) return;
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  const onChoose = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const [chosen] = target.files ?? [];
    if (chosen !== undefined) media.take(chosen);
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
            Cancel
          </Button>
          <h2 id={titleId} className={styles.title}>
            {replyTo === undefined ? 'Write a post' : <>Reply to {replyTo.name ?? 'a post'}</>}
          </h2>
          <Button look="main" disabled={!canPost} onClick={submit}>
            Post
          </Button>
        </header>
        <div className={styles.body}>
          {listsDrafts && client !== undefined && (
            <DraftsList client={client} place={place} onOpen={onTurn} />
          )}
          {replyTo?.excerpt !== undefined && (
            <p className={styles.context}>
              <b>{replyTo.name}</b> <bdi>{replyTo.excerpt}</bdi>
            </p>
          )}
          <ComposerAuthor />
          <textarea
            ref={box}
            className={styles.box}
            aria-label="Post text"
            aria-autocomplete="list"
            aria-controls={completion.options.length > 0 ? completion.listId : undefined}
            aria-activedescendant={
              completion.options.length > 0 ? `${completion.listId}-${completion.at}` : undefined
            }
            placeholder={replyTo === undefined ? 'What is new on your street?' : 'Your answer'}
            dir="auto"
            rows={4}
            value={text}
            onChange={({ target }) => {
              put({ text: target.value });
              completion.look(target.value, target.selectionStart);
            }}
            onKeyDown={onKeyDown}
          />
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
              onAlt={(alt) => put({ picture: { ...picture, alt } })}
              onDecorative={(on) => {
                media.setDecorative(on);
                if (on) put({ picture: { ...picture, alt: '' } });
              }}
              onRemove={media.remove}
            />
          )}
        </div>
        {(trouble ?? media.trouble) !== undefined && (
          <p className={styles.trouble} role="alert">
            <b>{trouble === undefined ? 'No picture.' : 'Not posted.'}</b> {trouble ?? media.trouble} Your
            words are still here.
          </p>
        )}
        <footer>
          <div className={styles.facts}>
            <span className={styles.tools}>
              <label className={styles.tool} title="Add a picture">
                <Icon name="picture" />
                <input type="file" accept="image/*" aria-label="Add a picture" onChange={onChoose} />
              </label>
              <IconButton
                label="Drafts"
                aria-expanded={listsDrafts}
                onClick={() => setListsDrafts((before) => !before)}
              >
                <Icon name="page" />
              </IconButton>
            </span>
            <span aria-live="polite">
              {media.busy
                ? 'Drawing the picture anew'
                : needsAlt
                  ? 'Say what is on the picture'
                  : kept
                    ? 'Draft kept on this device'
                    : ''}
            </span>
            <CountRing measure={measure} />
          </div>
          <CostLines intent={intent} waits={status?.hostReachable === false} />
        </footer>
      </div>
    </dialog>
  );
}

function intentOf(
  { text, picture }: Draft,
  replyTo: ReplyTarget | undefined,
  handle: string | undefined,
): Intent {
  const words = {
    text: text.trim(),
    ...(handle !== undefined && { handle }),
    ...(picture !== undefined && { picture: { ...picture, alt: picture.alt.trim() } }),
  };
  return replyTo === undefined
    ? { kind: 'post', ...words }
    : { kind: 'reply', ...words, to: replyTo.outpoint };
}
