import type { InscriptionAnswer } from '#lib/client/inscriptions.ts';
import { t } from '#lib/language/t.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import styles from './absent-inscription.module.css';
import type { Asking } from './use-inscription.ts';

type Props = {
  readonly absent: Extract<InscriptionAnswer, { state: 'absent' }>;
  readonly asking: Asking;
  readonly onAsk: (of: string) => void;
};

const CHAINS = { bsv: 'BSV', btc: 'BTC' } as const;

/** Nobody near has it. Whoever is asked further away learns what is asked for, so that is a person's choice. */
export function AbsentInscription({ absent, asking, onAsk }: Props) {
  const { askable, asked } = absent;
  return (
    <EmptyState
      title={t('Not on this device')}
      action={
        <div className={styles.ask}>
          {askable.map(({ name, chain }) => (
            <Button key={name} disabled={asking.state === 'asking'} onClick={() => onAsk(name)}>
              {t('Ask {name} ({cHAINS})', { name, cHAINS: CHAINS[chain] })}
            </Button>
          ))}
          <p aria-live="polite">{wordsOf(asking, asked)}</p>
        </div>
      }
    >
      {askable.length === 0
        ? t('Nobody that this host names can be asked for it.')
        : t(
            'Nobody was told that you look for it. Whoever you ask learns that somebody at your address does. What comes is checked here, and kept.',
          )}
    </EmptyState>
  );
}

function wordsOf(asking: Asking, asked: string | undefined): string {
  if (asking.state === 'asking') return t('Asking {of}.', { of: asking.of });
  if (asking.state === 'failed')
    return t('{of} could not be asked: {reason}', { of: asking.of, reason: asking.reason });
  return asked === undefined ? '' : t('{asked} has no such inscription.', { asked });
}
