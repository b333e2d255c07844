import { useState } from 'react';
import type { HandedView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useComposer } from '../compose/composer-provider.tsx';
import { numberOf } from '../invite/link-number.ts';
import { PersonName } from '../invite/person-line.tsx';
import { dropTakenLink } from '../invite/taken-link.ts';
import { useQuery } from '../query-hooks.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { sats } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { rich } from '../ui/rich.ts';
import styles from './account.module.css';
import { KeyForm } from './key-dialog.tsx';

/** What another device hands over to this one, and one button that takes it. */
export function JoinDevice({ link }: { readonly link: string }) {
  const client = useClient();
  const [isDone, setIsDone] = useState(false);
  const { data: handed, error } = useQuery({
    // The link itself is no key of any table.
    queryKey: ['keys', 'handed', numberOf(link)],
    queryFn: async () => (await client?.links())?.read(link) ?? null,
    enabled: client !== undefined,
    gcTime: 0,
    retry: false,
  });
  if (error !== null)
    return (
      <EmptyState title={t('This link does not open')} action={<ToTheFeed />}>
        {error.message}
      </EmptyState>
    );
  if (handed == null)
    return (
      <p className={styles.aside} aria-live="polite">
        {t('Reading the link…')}
      </p>
    );
  if (isDone || handed.isHere) return <Joined />;
  return <Offer handed={handed} link={link} onDone={() => setIsDone(true)} />;
}

const ToTheFeed = () => (
  <Link to={{ screen: 'feed' }} onClick={dropTakenLink}>
    {t('To the feed')}
  </Link>
);

type OfferProps = { readonly handed: HandedView; readonly link: string; readonly onDone: () => void };

function Offer({ handed, link, onDone }: OfferProps) {
  const client = useClient();
  return (
    <section className={styles.hero}>
      <h2>{rich('Link this device to {who}', { who: <PersonName of={handed.from} /> })}</h2>
      <p>
        {t(
          'It will write as that person, by a key of its own, with {sats} to begin with. The twelve words, names and land stay on the other device, which can end this one.',
          { sats: sats(handed.sats) },
        )}
      </p>
      <KeyForm
        fields={[]}
        submit={t('Link this device')}
        onSubmit={async () => {
          await (await client?.links())?.join(link);
          onDone();
        }}
      />
    </section>
  );
}

function Joined() {
  const composer = useComposer();
  return (
    <div aria-live="polite">
      <EmptyState
        title={t('This device is linked')}
        action={
          <Button
            look="main"
            onClick={() => {
              dropTakenLink();
              composer.open();
            }}
          >
            {t('Write a post')}
          </Button>
        }
      >
        {t('What you write here is yours. Readers see that with the block that names this device.')}
      </EmptyState>
    </div>
  );
}
