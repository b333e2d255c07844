import type { ProfileView } from '#lib/feed/post-view.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { count } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { PostSkeletons } from '../ui/skeleton.tsx';
import { Time } from '../ui/time.tsx';
import { VerdictList, type VerdictLine, type VerdictTone } from '../ui/verdict-list.tsx';
import styles from './details-tab.module.css';
import { keyLines } from './key-lines.tsx';
import { LandTiles } from './land-tiles.tsx';
import { titleName, titlePlace, titleSentence } from './title-words.ts';
import { useProfileDetails } from './use-profile-details.ts';
import type { ProfileDetails } from '#lib/feed/profile-details.ts';
import { t } from '#lib/language/t.ts';

export type Details = 'plots' | 'names' | 'key';

/** What a key holds, what became of its names and land, and what is proven of it. */
export function DetailsTab({ profile, which }: { readonly profile: ProfileView; readonly which: Details }) {
  const { data, isPending, error } = useProfileDetails(profile.key);
  if (isPending) return <PostSkeletons count={2} />;
  if (error !== null || data === undefined)
    return <Notice icon="warn">{error?.message ?? t('It could not be read.')}</Notice>;
  switch (which) {
    case 'plots':
      return <Plots profile={profile} parcels={data.parcels} />;
    case 'names':
      return <History events={data.events} />;
    case 'key':
      return (
        <section className={styles.part} aria-label={t('This key')}>
          <VerdictList lines={keyLines(profile, data.key)} />
        </section>
      );
  }
}

type PlotsProps = { readonly profile: ProfileView; readonly parcels: ProfileDetails['parcels'] };

function Plots({ profile: { districts }, parcels }: PlotsProps) {
  if (districts.length === 0 && parcels.length === 0)
    return (
      <EmptyState title={t('No land so far')} action={<Link to={{ screen: 'map' }}>{t('To the map')}</Link>}>
        {t('As far as this device holds the claims.')}
      </EmptyState>
    );
  return (
    <>
      <LandTiles districts={districts} />
      {parcels.length > 0 && (
        <section className={styles.part} aria-labelledby="parcels">
          <h2 id="parcels">{t('Parcels')}</h2>
          <ul className={styles.parcels}>
            {parcels.map(({ index, height }) => (
              <li key={`${index}.${height}`}>
                <Link to={{ screen: 'district', height }}>{`${index}.${height}.bitmap`}</Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const TONES: Readonly<Record<ProfileDetails['events'][number]['kind'], VerdictTone>> = {
  won: 'yes',
  received: 'yes',
  'handed-on': 'plain',
  rival: 'plain',
  waiting: 'wait',
  late: 'no',
  ended: 'no',
};

function History({ events }: Pick<ProfileDetails, 'events'>) {
  if (events.length === 0)
    return (
      <EmptyState title={t('No names and no land so far')}>
        {t('As far as this device holds the claims.')}
      </EmptyState>
    );
  const lines = events.map((event): VerdictLine => {
    const { id, kind, at, height } = event;
    return {
      key: id,
      tone: TONES[kind],
      claim: (
        <Link to={titlePlace(event)} className={styles.title}>
          <bdi>{titleName(event)}</bdi>
        </Link>
      ),
      evidence: (
        <>
          {titleSentence(event)} {height !== undefined && t('Block {height}. ', { height: count(height) })}
          {at > 0 && <Time at={at} />}
        </>
      ),
    };
  });
  return (
    <section className={styles.part} aria-label={t('What became of names and land')}>
      <VerdictList lines={lines} />
    </section>
  );
}
