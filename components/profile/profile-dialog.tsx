import { type ChangeEvent, type SyntheticEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { toOutpoint } from '#lib/bytes/brand.ts';
import type { ProfileView } from '#lib/feed/post-view.ts';
import { readName } from '#lib/media/inscription-name.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { CostLines } from '../compose/cost-lines.tsx';
import { shownCosts } from '../shown-costs.ts';
import { useEstimate } from '../use-estimate.ts';
import { useStatus } from '../use-answers.ts';
import { Button } from '../ui/button.tsx';
import { prepareFace } from './prepare-face.ts';
import styles from './profile-dialog.module.css';

type Props = { readonly alias: ProfileView['alias'] | undefined; readonly onClose: () => void };

const MOST_NAME = 60;
const MOST_WORDS = 600;

/** What one says of oneself, for everybody to read: a name, a few words, a small picture. */
export function ProfileDialog({ alias, onClose }: Props) {
  const client = useClient();
  const { data: status } = useStatus();
  const dialog = useRef<HTMLDialogElement>(null);
  const [nameId, wordsId, titleId] = [useId(), useId(), useId()];
  const [name, setName] = useState(alias?.name ?? '');
  const [words, setWords] = useState(alias?.description ?? '');
  const [image, setImage] = useState(alias?.image);
  const [page, setPage] = useState<string>(alias?.page ?? '');
  const pageId = useId();
  const named = readName(page);
  const at = named?.chain === 'btc' ? undefined : named && toOutpoint(named.txid, named.index ?? 0);
  const isPageWrong = page.trim() !== '' && at === undefined;
  const [trouble, setTrouble] = useState<string>();
  const [isSaving, setIsSaving] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const intents = useMemo(() => {
    const [said, about] = [name.trim(), words.trim()];
    return [
      {
        kind: 'profile',
        ...(said !== '' && { name: said }),
        ...(about !== '' && { description: about }),
        ...(image !== undefined && { image }),
        ...(at !== undefined && { page: at }),
      } as const,
    ] as const;
  }, [name, words, image, at]);
  const estimate = useEstimate(intents);

  const choose = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = target.files ?? [];
    target.value = '';
    if (file === undefined) return;
    const made = await prepareFace(file);
    setTrouble(made === undefined ? t('This browser cannot open the file as a picture.') : undefined);
    if (made !== undefined) setImage(made);
  };
  const save = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    if (client === undefined) return;
    setIsSaving(true);
    try {
      await client.publish(intents[0], [], shownCosts(estimate));
      dialog.current?.close();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : t('It could not be saved.'));
      setIsSaving(false);
    }
  };

  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <h2 id={titleId}>{t('About you')}</h2>
        <p className={styles.small}>
          {t(
            'Your own words, signed by your key, for everybody to read. Nobody vouches for them; a name that others cannot take is a handle.',
          )}
        </p>
        <div className={styles.face}>
          {image !== undefined && <img src={image} alt={t('How others see you')} width={64} height={64} />}
          <label className={styles.file}>
            {image === undefined ? t('Add a picture') : t('Another picture')}
            <input type="file" accept="image/*" onChange={(event) => void choose(event)} />
          </label>
          {image !== undefined && (
            <Button small look="quiet" onClick={() => setImage(undefined)}>
              {t('Remove it')}
            </Button>
          )}
        </div>
        <label htmlFor={nameId}>{t('Name')}</label>
        <input
          id={nameId}
          value={name}
          maxLength={MOST_NAME}
          dir="auto"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <label htmlFor={wordsId}>{t('A few words')}</label>
        <textarea
          id={wordsId}
          value={words}
          maxLength={MOST_WORDS}
          dir="auto"
          rows={3}
          onChange={(event) => setWords(event.target.value)}
        />
        <label htmlFor={pageId}>{t('Your page: an inscription or a site')}</label>
        <input
          id={pageId}
          value={page}
          maxLength={2_000}
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setPage(event.target.value)}
        />
        <p className={styles.trouble} role="alert">
          {isPageWrong ? t('That is no inscription of this chain.') : undefined}
          {trouble}
        </p>
        <CostLines kind="profile" estimate={estimate} waits={status?.hostReachable === false} />
        <div className={styles.ways}>
          <Button onClick={() => dialog.current?.close()}>{t('Cancel')}</Button>
          <Button type="submit" look="main" disabled={client === undefined || isSaving || isPageWrong}>
            {t('Publish')}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
