import { useState } from 'react';
import type { Client } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useQueryClient } from '../query-hooks.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { count } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import styles from './settings-screen.module.css';

type Taken = Awaited<ReturnType<Client['importHeld']>>;

/** Everything that this device holds goes into a file, and comes out of one of another device. */
export function HeldCopy() {
  const client = useClient();
  const queries = useQueryClient();
  const [state, setState] = useState<'saving' | 'reading'>();
  const [said, setSaid] = useState<string>();
  const run = async (doing: 'saving' | 'reading', work: () => Promise<string>): Promise<void> => {
    setState(doing);
    setSaid(undefined);
    setSaid(await work().catch(() => t('It did not work, and nothing was lost. Try again.')));
    setState(undefined);
  };
  const save = (from: Client): Promise<void> =>
    run('saving', async () => {
      saveFile({ name: 'everything.nabo', data: await from.exportHeld(), type: 'application/octet-stream' });
      return t('Saved. Posts, claims and what you keep in private are in it; your key is not.');
    });
  const read = (into: Client, file: File): Promise<void> =>
    run('reading', async () => {
      const sentence = sentenceOf(await into.importHeld(file));
      await queries.invalidateQueries();
      return sentence;
    });
  return (
    <div className={styles.row}>
      <p>
        <span>{t('Everything held, as a file')}</span>
        <small aria-live="polite">
          {state === undefined
            ? (said ?? t('For another device, or for a rainy day. Your key has a file of its own.'))
            : state === 'saving'
              ? t('Writing the file …')
              : t('Reading and checking the file …')}
        </small>
      </p>
      <Button
        small
        disabled={client === undefined || state !== undefined}
        onClick={() => client !== undefined && void save(client)}
      >
        {t('Save')}
      </Button>
      <label className={classes(buttonClass('plain', { small: true }), styles.choose)}>
        {t('Bring in')}
        <input
          type="file"
          aria-label={t('Bring in a file of everything held')}
          disabled={client === undefined || state !== undefined}
          onChange={({ currentTarget: input }) => {
            const file = input.files?.[0];
            if (file !== undefined && client !== undefined) void read(client, file);
            // The same file may be chosen again.
            input.value = '';
          }}
        />
      </label>
    </div>
  );
}

function sentenceOf({ transactions, news, kept, refused, issue }: Taken): string {
  const found = t(
    '{transactions} transactions were in it, {news} of them new here, and {kept} things that you keep.',
    { transactions: count(transactions), news: count(news), kept: count(kept) },
  );
  if (issue?.code === 'held-file-interrupted') return issue.message;
  if (issue !== undefined)
    return t('{message} What came before that stays: {news} new transactions.', {
      message: issue.message,
      news: count(news),
    });
  return refused.length === 0
    ? found
    : t('{found} Some were not what they say and stayed out: {message}', {
        found,
        message: refused[0]?.message ?? '',
      });
}
