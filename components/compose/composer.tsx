'use client';

import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { useClient } from '../client-provider.tsx';
import { useStatus } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import styles from './composer.module.css';
import { ComposerAuthor } from './composer-author.tsx';
import type { ReplyTarget } from './composer-provider.tsx';
import { CostLines } from './cost-lines.tsx';
import { CountRing } from './count-ring.tsx';
import { measureText } from './measure-text.ts';
import { useDraft } from './use-draft.ts';
import { useWriter } from './use-writer.ts';

type Props = {
  readonly replyTo: ReplyTarget | undefined;
  readonly onPosted: (replyTo: ReplyTarget | undefined) => void;
  readonly onClose: () => void;
};

/** The one place to write: a sheet on a phone, a dialog on a wide screen. Nothing is asked before the first post. */
export function Composer({ replyTo, onPosted, onClose }: Props) {
  const client = useClient();
  const { handle } = useWriter();
  const { data: status } = useStatus();
  const { text, kept, write, forget } = useDraft(client, replyTo?.outpoint ?? 'new');
  const measure = measureText(text);
  const dialog = useRef<HTMLDialogElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const titleId = useId();
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const intent = intentOf(useDeferredValue(text), replyTo, handle);
  const canPost = client !== undefined && !sending && text.trim() !== '' && measure.share <= 1;

  useEffect(() => {
    dialog.current?.showModal();
    box.current?.focus();
  }, []);

  const post = async (to: Client): Promise<void> => {
    setSending(true);
    setTrouble(undefined);
    try {
      await to.publish(intentOf(text, replyTo, handle));
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
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
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
            placeholder={replyTo === undefined ? 'What is new on your street?' : 'Your answer'}
            dir="auto"
            rows={4}
            value={text}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        {trouble !== undefined && (
          <p className={styles.trouble} role="alert">
            <b>Not posted.</b> {trouble} Your words are still here.
          </p>
        )}
        <footer>
          <div className={styles.facts}>
            <span aria-live="polite">{kept && text !== '' ? 'Draft kept on this device' : ''}</span>
            <CountRing measure={measure} />
          </div>
          <CostLines intent={intent} waits={status?.hostReachable === false} />
        </footer>
      </div>
    </dialog>
  );
}

function intentOf(text: string, replyTo: ReplyTarget | undefined, handle: string | undefined): Intent {
  const words = { text: text.trim(), ...(handle === undefined ? {} : { handle }) };
  return replyTo === undefined
    ? { kind: 'post', ...words }
    : { kind: 'reply', ...words, to: replyTo.outpoint };
}
