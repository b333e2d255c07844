import { useState } from 'react';
import type { OfferView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useComposer } from '../compose/composer-provider.tsx';
import { useKept } from '../kept.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { plural, sats } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { useOffer } from '../use-answers.ts';
import styles from './invite.module.css';
import { numberOf } from './link-number.ts';
import { PersonChoice, PersonName } from './person-line.tsx';
import { dropTakenLink } from './taken-link.ts';

/** What an invite holds, and one button that takes it. */
export function OpenInvite({ link }: { readonly link: string }) {
  const { data: offer, error } = useOffer(numberOf(link), link);
  if (error !== null && error !== undefined)
    return (
      <EmptyState title={t('This invite does not open')} action={<ToTheFeed />}>
        {error instanceof Error ? error.message : t('Nothing happened.')}
      </EmptyState>
    );
  if (offer == null)
    return (
      <p className={styles.note} aria-live="polite">
        {t('Reading the invite…')}
      </p>
    );
  if (offer.state === 'gone')
    return (
      <EmptyState title={t('Somebody was here before you')} action={<ToTheFeed />}>
        {t(
          'This invite was opened already, or its maker took it back. Nothing is lost; ask for another one. To read, nobody needs one.',
        )}
      </EmptyState>
    );
  return offer.state === 'new' ? <Offer offer={offer} link={link} /> : <Underway offer={offer} />;
}

const ToTheFeed = () => (
  <Link to={{ screen: 'feed' }} onClick={dropTakenLink}>
    {t('To the feed')}
  </Link>
);

function Offer({ offer, link }: { readonly offer: OfferView; readonly link: string }) {
  const client = useClient();
  const { keep } = useKept();
  const people = [...new Set([offer.from, ...offer.follows])];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();

  const open = async (): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      await (await client?.invites())?.open(link);
      // Whom to follow can be changed at any time; the coins are taken already.
      for (const id of people.filter((each) => !left.has(each))) await keep({ kind: 'follow', id, on: true });
    } catch (problem) {
      setTrouble(
        problem instanceof Error ? problem.message : t('That did not work. Nothing happened; try again.'),
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={styles.door}>
      <h2>
        <PersonName of={offer.from} />
        {t(' invites you in.')}
      </h2>
      <p>
        {t(
          '{posts} paid for, with {sats}. They become yours on this device, with a key that is made here. Nobody asks your name.',
          { posts: plural(offer.posts, 'post is', 'posts are'), sats: sats(offer.sats) },
        )}
      </p>
      <h3>{t('People to follow')}</h3>
      <ul className={styles.people}>
        {people.map((key) => (
          <PersonChoice
            key={key}
            of={key}
            chosen={!left.has(key)}
            onChoose={(chosen) => {
              const next = new Set(left);
              if (chosen) next.delete(key);
              else next.add(key);
              setLeft(next);
            }}
          />
        ))}
      </ul>
      {trouble !== undefined && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
      <Button look="main" wide disabled={busy} onClick={() => void open()}>
        {busy ? t('One moment') : t('Come in')}
      </Button>
      <p className={styles.note}>
        {t('Whoever opens it first has it. Whom you follow stays on this device, and you can change it.')}
      </p>
    </section>
  );
}

function Underway({ offer }: { readonly offer: OfferView }) {
  const composer = useComposer();
  if (offer.state === 'failed')
    return (
      <EmptyState title={t('It could not be taken')} action={<ToTheFeed />}>
        {offer.sentence ?? t('Nothing is lost; ask for another one.')}
      </EmptyState>
    );
  const write = (
    <Button
      look="main"
      onClick={() => {
        dropTakenLink();
        composer.open();
      }}
    >
      {t('Write the first post')}
    </Button>
  );
  return (
    <div aria-live="polite">
      {offer.state === 'yours' ? (
        <EmptyState title={t('You are in')} action={write}>
          {t('{posts} paid for. The coins lie at a key on this device.', {
            posts: plural(offer.posts, 'post is', 'posts are'),
          })}
        </EmptyState>
      ) : (
        <EmptyState title={t('The coins are on their way')} action={write}>
          {offer.sentence ??
            t('It is signed and saved. Should somebody else have been quicker, you are told here and on Me.')}
        </EmptyState>
      )}
    </div>
  );
}
