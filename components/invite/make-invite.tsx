import { useEffect, useState } from 'react';
import type { InviteDesk } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { useKept } from '../kept.tsx';
import { Choice } from '../settings/choice.tsx';
import { Button } from '../ui/button.tsx';
import { sats } from '../ui/format.ts';
import styles from './invite.module.css';
import { PersonChoice } from './person-line.tsx';

const SIZES = [
  ['10', '10 posts'],
  ['25', '25 posts'],
  ['100', '100 posts'],
] as const;

/** As many as a link has room for. */
const MOST_SUGGESTED = 10;
/** Of whom one follows, so many are offered. */
const MOST_OFFERED = 30;

/** Makes an invite: how many posts it pays for, and whom it suggests. Nobody is suggested unless chosen. */
export function MakeInvite() {
  const client = useClient();
  const { follows } = useKept();
  const [posts, setPosts] = useState<(typeof SIZES)[number][0]>('25');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [desk, setDesk] = useState<InviteDesk>();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    let wanted = true;
    client?.invites().then(
      (made) => wanted && setDesk(() => made),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client]);

  const make = async (): Promise<void> => {
    if (desk === undefined) return;
    setBusy(true);
    setTrouble(undefined);
    try {
      await desk.make(Number(posts), chosen);
      setChosen([]);
    } catch (problem) {
      setTrouble(
        problem instanceof Error ? problem.message : t('That did not work. Nothing changed; try again.'),
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={styles.door}>
      <h2>{t('Bring a neighbour in')}</h2>
      <p>
        {t(
          'An invite is a link that holds coins for somebody’s first posts. Whoever opens it has them, without a form. What nobody opens you take back.',
        )}
      </p>
      <Choice label={t('Good for')} options={SIZES} value={posts} onChoose={setPosts} />
      {follows.size > 0 && (
        <details className={styles.suggest}>
          <summary>{t('Suggest whom to follow')}</summary>
          <p className={styles.note}>
            {t(
              'They stand in the link, so whoever gets it learns that you suggest them. At most {mOSTSUGGESTED}.',
              { mOSTSUGGESTED: MOST_SUGGESTED },
            )}
          </p>
          <ul className={styles.people}>
            {[...follows].slice(0, MOST_OFFERED).map((key) => (
              <PersonChoice
                key={key}
                of={key}
                chosen={chosen.includes(key)}
                onChoose={(on) =>
                  setChosen((before) =>
                    on ? [...before, key].slice(0, MOST_SUGGESTED) : before.filter((each) => each !== key),
                  )
                }
              />
            ))}
          </ul>
        </details>
      )}
      {trouble !== undefined && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
      <Button look="main" wide disabled={busy || desk === undefined} onClick={() => void make()}>
        {desk === undefined || busy
          ? t('One moment')
          : t('Put {worth} aside', { worth: sats(desk.worth(Number(posts))) })}
      </Button>
    </section>
  );
}
