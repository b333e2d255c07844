import { useState } from 'react';
import type { Followed, FollowView } from '#lib/feed/public-follows.ts';
import type { PublicationState } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { authorLabel } from '../post/author-label.ts';
import { useClient } from '../client-provider.tsx';
import { useQuery } from '../query-hooks.ts';
import { usePublications } from '../use-answers.ts';
import { shownCosts } from '../shown-costs.ts';
import { useEstimate } from '../use-estimate.ts';
import { Button } from '../ui/button.tsx';
import { PartTitle } from '../ui/facts.tsx';
import { plural, sats } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import styles from './settings-screen.module.css';

/** One of them costs as much as another. */
const SAMPLE = [{ kind: 'follow', of: { key: '00'.repeat(20) }, on: true }] as const;

/** Whom one follows: in private as long as one does not publish it, each by a press, after what that means was said. */
export function PublicFollows() {
  const client = useClient();
  const { data: follows = [], isError } = useQuery({
    queryKey: ['follows'],
    queryFn: ({ signal }) => (client === undefined ? [] : client.follows(signal)),
    enabled: client !== undefined,
  });
  const [trouble, setTrouble] = useState<string>();
  const cost = useEstimate(SAMPLE);
  const underWay = useUnderWay();
  const publish = async (all: readonly Followed[], on: boolean): Promise<void> => {
    try {
      for (const of of all) await client?.publish({ kind: 'follow', of, on }, [], shownCosts(cost));
      setTrouble(undefined);
    } catch {
      setTrouble(t('It could not be stored, so nothing has changed. Try again.'));
    }
  };
  const known = follows.filter(({ said }) => said.length > 0).length;
  return (
    <section aria-labelledby="follows">
      <PartTitle id="follows">{t('Whom you follow')}</PartTitle>
      <p className={styles.note}>
        {follows.length === 0
          ? t('You follow nobody yet. Whom you follow is known to this device alone, unless you publish it.')
          : t(
              'You follow {people}, of whom {known} in public. The others are known to this device alone. What you publish is signed by your key and can be read by everybody for ever: taking it back is a second record, and removes nothing.',
              { people: plural(follows.length, 'person', 'people'), known },
            )}
        {follows.length > 0 &&
          cost !== undefined &&
          t(' Each record costs about {sats}.', { sats: sats(cost.sats) })}
      </p>
      <p role="alert">{isError ? t('What is kept could not be read.') : trouble}</p>
      {follows.length > 0 && (
        <ul aria-labelledby="follows">
          {follows.map((view) => {
            const ids = [view.name, ...view.said.map(({ of }) => of)].map(idOf);
            const isPublic = view.said.length > 0;
            // What the feed says already is on its way no more.
            const way = ids
              .map((id) => underWay.get(id))
              .find((each) => each !== undefined && each.on !== isPublic);
            return (
              <Person
                key={ids[0]}
                view={view}
                way={way}
                onPublish={() => void publish([view.name], true)}
                onTakeBack={() =>
                  void publish(
                    view.said.map(({ of }) => of),
                    false,
                  )
                }
              />
            );
          })}
        </ul>
      )}
    </section>
  );
}

type Way = { readonly on: boolean; readonly state: PublicationState };
type PersonProps = {
  readonly view: FollowView;
  readonly way: Way | undefined;
  readonly onPublish: () => void;
  readonly onTakeBack: () => void;
};

function Person({ view: { author, name, said }, way, onPublish, onTakeBack }: PersonProps) {
  const isPublic = said.length > 0;
  const label = author.key === undefined && 'bapId' in name ? name.bapId : authorLabel(author);
  return (
    <li className={styles.row}>
      <p>
        {author.key === undefined ? (
          <bdi>{label}</bdi>
        ) : (
          <Link to={{ screen: 'profile', who: author.key }}>
            <bdi>{label}</bdi>
          </Link>
        )}
        <small>{way === undefined ? standing(name, said) : wayWords(way)}</small>
      </p>
      {(way === undefined || way.state === 'failed') && (
        <Button
          small
          aria-label={
            isPublic
              ? t('Take back that you follow {label}', { label })
              : t('Publish that you follow {label}', { label })
          }
          onClick={isPublic ? onTakeBack : onPublish}
        >
          {isPublic ? t('Take back') : t('Publish')}
        </Button>
      )}
    </li>
  );
}

function standing(name: Followed, said: FollowView['said']): string {
  if (said.some(({ mined }) => mined)) return t('In public, in a block');
  if (said.length > 0) return t('In public, not in a block yet');
  return 'bapId' in name
    ? t('In private. It has an identity on the chain, which other apps look up too.')
    : t(
        'In private. It has no identity on the chain: a record would name its key, which Nabo reads, and other apps only once that key writes one.',
      );
}

function wayWords({ on, state }: Way): string {
  if (state === 'failed') return t('It failed. Your outbox says why.');
  return on ? t('On its way into public') : t('Being taken back');
}

const idOf = (of: Followed): string => ('key' in of ? `key ${of.key}` : `id ${of.bapId}`);

/** Own follows that are written and not in a block, by whom they name; the newest of each. */
function useUnderWay(): ReadonlyMap<string, Way> {
  const { data: publications } = usePublications();
  const oldestFirst = [...(publications ?? [])].sort(
    (a, b) => a.publication.createdAt - b.publication.createdAt,
  );
  return new Map(
    oldestFirst.flatMap(({ publication: { intent, state } }) =>
      intent.kind === 'follow' && state !== 'in-block' ? [[idOf(intent.of), { on: intent.on, state }]] : [],
    ),
  );
}
