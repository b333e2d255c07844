import type { StoredIntent } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { usePublications } from '../use-answers.ts';
import type { Estimate } from '../use-estimate.ts';
import { useRate } from '../use-rate.ts';
import { byteSize, sats } from '../ui/format.ts';
import { clockTime, money } from '../ui/money.ts';
import { staysOf } from './stays-of.ts';
import styles from './cost-lines.module.css';

type Props = {
  readonly kind: StoredIntent['kind'];
  /** What it costs, all of it that is written with one press; absent while that is not known. */
  readonly estimate: Estimate | undefined;
  /** Nothing can be sent just now. */
  readonly waits: boolean;
};

/** The effect, before anything is signed: what it costs, and what of it stays for good. */
export function CostLines({ kind, estimate, waits }: Props) {
  const client = useClient();
  const rate = useRate();
  const isFresh = rate?.stale === false;
  const { data: publications } = usePublications();
  // Said until one has published, and not to those who know it.
  const isFirst = publications?.length === 0;
  const isPlay = client?.config.network === 'devnet' || client?.config.network === 'test';
  return (
    <dl className={styles.lines}>
      <div>
        <dt>{t('Costs')}</dt>
        <dd>
          {estimate === undefined ? (
            t('About a hundredth of a cent')
          ) : (
            <>
              {isFresh ? (
                <>
                  <b>{money(estimate.sats, rate)}</b> {sats(estimate.sats)}
                </>
              ) : (
                <b>{sats(estimate.sats)}</b>
              )}
              {isPlay && t(' of play money')}
              {rate !== undefined &&
                !isFresh &&
                t(' (the last rate is of {clockTime})', { clockTime: clockTime(rate.at) })}
              <span>{byteSize(estimate.bytes)}</span>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('Stays')}</dt>
        <dd>
          {!isFirst
            ? staysOf(kind)
            : t('For good. {more}', {
                more:
                  (client?.config.undoSeconds ?? 0) > 0
                    ? t('You have {undoSeconds} seconds to change your mind, then nobody can.', {
                        undoSeconds: client?.config.undoSeconds,
                      })
                    : t('Once it is out, nobody can take it back.'),
              })}
        </dd>
      </div>
      {waits && (
        <div>
          <dt>{t('Goes')}</dt>
          <dd>{t('When the network is back. Until then it is saved here.')}</dd>
        </div>
      )}
    </dl>
  );
}
