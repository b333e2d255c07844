import { useEffect, useState } from 'react';
import type { Client, KeptDraft } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import { kindOf } from './draft-place.ts';
import styles from './drafts-list.module.css';

type Props = {
  readonly client: Client;
  /** The place that is open in the composer, and so not listed. */
  readonly place: string;
  readonly onOpen: (draft: KeptDraft) => void;
};

/** Words that wait on this device for another day. */
export function DraftsList({ client, place, onOpen }: Props) {
  const [drafts, setDrafts] = useState<readonly KeptDraft[]>();
  useEffect(() => {
    let wanted = true;
    client.drafts().then(
      (found) => wanted && setDrafts(found),
      () => wanted && setDrafts([]),
    );
    return () => {
      wanted = false;
    };
  }, [client]);

  const others = (drafts ?? []).filter((draft) => draft.place !== place);
  const remove = async ({ place: gone }: KeptDraft): Promise<void> => {
    await client.saveDraft(gone, { text: '' });
    setDrafts((before) => before?.filter((draft) => draft.place !== gone));
  };
  if (drafts === undefined) return null;
  if (others.length === 0) return <p className={styles.none}>{t('No other drafts on this device.')}</p>;
  return (
    <ul className={styles.drafts} aria-label={t('Drafts')}>
      {others.map((draft) => (
        <li key={draft.place}>
          <Button look="quiet" className={styles.open ?? ''} onClick={() => onOpen(draft)}>
            <bdi>{draft.text === '' ? t('A picture') : draft.text.slice(0, 120)}</bdi>
            <small>
              {draft.more !== undefined
                ? t('Thread of {more}', { more: draft.more.length + 1 })
                : kindOf(draft.place)}
              , <Time at={draft.savedAt} />
            </small>
          </Button>
          <IconButton
            label={t('Delete the draft {slice}', { slice: draft.text.slice(0, 40) })}
            onClick={() => void remove(draft)}
          >
            <Icon name="close" small />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
