import type { InscriptionAnswer } from '#lib/client/inscriptions.ts';
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
      title="Not on this device"
      action={
        <div className={styles.ask}>
          {askable.map(({ name, chain }) => (
            <Button key={name} disabled={asking.state === 'asking'} onClick={() => onAsk(name)}>
              Ask {name} ({CHAINS[chain]})
            </Button>
          ))}
          <p aria-live="polite">{wordsOf(asking, asked)}</p>
        </div>
      }
    >
      {askable.length === 0
        ? 'Nobody that this host names can be asked for it.'
        : 'Nobody was told that you look for it. Whoever you ask learns that somebody at your address does. What comes is checked here, and kept.'}
    </EmptyState>
  );
}

function wordsOf(asking: Asking, asked: string | undefined): string {
  if (asking.state === 'asking') return `Asking ${asking.of}.`;
  if (asking.state === 'failed') return `${asking.of} could not be asked: ${asking.reason}`;
  return asked === undefined ? '' : `${asked} has no such inscription.`;
}
