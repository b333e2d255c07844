import { useState } from 'react';
import type { Client } from '#lib/client/client.ts';
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
    setSaid(await work().catch(() => 'It did not work, and nothing was lost. Try again.'));
    setState(undefined);
  };
  const save = (from: Client): Promise<void> =>
    run('saving', async () => {
      saveFile({ name: 'everything.nabo', data: await from.exportHeld(), type: 'application/octet-stream' });
      return 'Saved. Posts, claims and what you keep in private are in it; your key is not.';
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
        <span>Everything held, as a file</span>
        <small aria-live="polite">
          {state === undefined
            ? (said ?? 'For another device, or for a rainy day. Your key has a file of its own.')
            : state === 'saving'
              ? 'Writing the file …'
              : 'Reading and checking the file …'}
        </small>
      </p>
      <Button
        small
        disabled={client === undefined || state !== undefined}
        onClick={() => client !== undefined && void save(client)}
      >
        Save
      </Button>
      <label className={classes(buttonClass('plain', { small: true }), styles.choose)}>
        Bring in
        <input
          type="file"
          aria-label="Bring in a file of everything held"
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
  const found = `${count(transactions)} transactions were in it, ${count(news)} of them new here, and ${count(kept)} things that you keep.`;
  if (issue?.code === 'held-file-interrupted') return issue.message;
  if (issue !== undefined)
    return `${issue.message} What came before that stays: ${count(news)} new transactions.`;
  return refused.length === 0
    ? found
    : `${found} Some were not what they say and stayed out: ${refused[0]?.message ?? ''}`;
}
