import { useState } from 'react';
import type { OfferView } from '#lib/client/client.ts';
import { useClient } from '../client-provider.tsx';
import { useComposer } from '../compose/composer-provider.tsx';
import { useKept } from '../kept.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { plural, sats } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { useOffer } from '../use-answers.ts';
import styles from './invite.module.css';
import { PersonChoice, PersonName } from './person-line.tsx';
import { dropTakenLink } from './taken-link.ts';

/** What an invite holds, and one button that takes it. */
export function OpenInvite({ link }: { readonly link: string }) {
  const { data: offer, error } = useOffer(numberOf(link), link);
  if (error !== null && error !== undefined)
    return (
      <EmptyState title="This invite does not open" action={<ToTheFeed />}>
        {error instanceof Error ? error.message : 'Nothing happened.'}
      </EmptyState>
    );
  if (offer == null)
    return (
      <p className={styles.note} aria-live="polite">
        Reading the invite…
      </p>
    );
  if (offer.state === 'gone')
    return (
      <EmptyState title="Somebody was here before you" action={<ToTheFeed />}>
        This invite was opened already, or its maker took it back. Nothing is lost; ask for another one. To
        read, nobody needs one.
      </EmptyState>
    );
  return offer.state === 'new' ? <Offer offer={offer} link={link} /> : <Underway offer={offer} />;
}

const ToTheFeed = () => (
  <Link to={{ screen: 'feed' }} onClick={dropTakenLink}>
    To the feed
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
        problem instanceof Error ? problem.message : 'That did not work. Nothing happened; try again.',
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={styles.door}>
      <h2>
        <PersonName of={offer.from} /> invites you in.
      </h2>
      <p>
        {plural(offer.posts, 'post is', 'posts are')} paid for, with {sats(offer.sats)}. They become yours on
        this device, with a key that is made here. Nobody asks your name.
      </p>
      <h3>People to follow</h3>
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
        {busy ? 'One moment' : 'Come in'}
      </Button>
      <p className={styles.note}>
        Whoever opens it first has it. Whom you follow stays on this device, and you can change it.
      </p>
    </section>
  );
}

function Underway({ offer }: { readonly offer: OfferView }) {
  const composer = useComposer();
  if (offer.state === 'failed')
    return (
      <EmptyState title="It could not be taken" action={<ToTheFeed />}>
        {offer.sentence ?? 'Nothing is lost; ask for another one.'}
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
      Write the first post
    </Button>
  );
  return (
    <div aria-live="polite">
      {offer.state === 'yours' ? (
        <EmptyState title="You are in" action={write}>
          {plural(offer.posts, 'post is', 'posts are')} paid for. The coins lie at a key on this device.
        </EmptyState>
      ) : (
        <EmptyState title="The coins are on their way" action={write}>
          {offer.sentence ??
            'It is signed and saved. Should somebody else have been quicker, you are told here and on Me.'}
        </EmptyState>
      )}
    </div>
  );
}

const numbers = new Map<string, number>();

/** A name for a link that says nothing about it. */
function numberOf(link: string): number {
  const known = numbers.get(link) ?? numbers.size;
  numbers.set(link, known);
  return known;
}
