import { type FormEvent, useId, useState } from 'react';
import type { SweptFrom, SweptView } from '#lib/client/wallet-desk.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { plural, sats } from '../ui/format.ts';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { Sum } from './sum.tsx';
import { rich } from '../ui/rich.ts';
import styles from './wallet.module.css';

/** Takes what lies at a key from another wallet, once the person has read what it holds and what comes of it. */
export function SweepForm() {
  const id = useId();
  const [wif, setWif] = useState('');
  const desk = useSweep();
  const look = (event: FormEvent): void => {
    event.preventDefault();
    desk.look({ kind: 'typed', wif: wif.trim() });
  };
  return (
    <form className={styles.form} onSubmit={look} aria-busy={desk.busy}>
      <div className={styles.field}>
        <label htmlFor={id}>{t('A key of another wallet')}</label>
        <input
          id={id}
          type="password"
          className={styles.mono}
          value={wif}
          onChange={(event) => {
            setWif(event.target.value);
            desk.forget();
          }}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
        />
        <small>
          {t(
            'As text of some fifty letters (WIF). It signs one transaction and is kept nowhere; one source learns its address.',
          )}
        </small>
      </div>
      <Found
        desk={desk}
        onTake={() => {
          desk.take({ kind: 'typed', wif: wif.trim() });
          setWif('');
        }}
      />
      {desk.found === undefined && (
        <Button type="submit" disabled={wif.trim() === '' || desk.busy} wide>
          {desk.busy ? t('One moment') : t('See what it holds')}
        </Button>
      )}
    </form>
  );
}

/** Takes the tips in: they are paid to the key that signs posts, which pays for nothing. */
export function TakeTips() {
  const desk = useSweep();
  return (
    <div className={styles.form}>
      <p className={styles.small}>
        {t(
          'Tips are paid to the key that signs your posts. Looking asks one source, which learns its address.',
        )}
      </p>
      <Found desk={desk} onTake={() => desk.take({ kind: 'author' })} />
      {desk.found === undefined && (
        <Button small disabled={desk.busy} onClick={() => desk.look({ kind: 'author' })}>
          {t('Look for tips')}
        </Button>
      )}
    </div>
  );
}

type SweepDesk = {
  readonly busy: boolean;
  readonly found: SweptView | undefined;
  readonly taken: number | undefined;
  readonly trouble: string | undefined;
  readonly look: (from: SweptFrom) => void;
  readonly take: (from: SweptFrom) => void;
  readonly forget: () => void;
};

function useSweep(): SweepDesk {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<SweptView>();
  const [taken, setTaken] = useState<number>();
  const [trouble, setTrouble] = useState<string>();
  const forget = (): void => {
    setFound(undefined);
    setTaken(undefined);
    setTrouble(undefined);
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    forget();
    try {
      await work();
    } catch (error) {
      const isOurs = error instanceof Error && error.name === 'KeyRefusal';
      setTrouble(isOurs ? error.message : t('No source can say what it holds just now. Try again later.'));
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    found,
    taken,
    trouble,
    forget,
    look: (from) => void run(async () => setFound(await (await client?.wallet())?.lookAtKey(from))),
    take: (from) =>
      void run(async () => setTaken((await (await client?.wallet())?.sweepKey(from))?.sats ?? 0)),
  };
}

function Found({ desk, onTake }: { readonly desk: SweepDesk; readonly onTake: () => void }) {
  const { found, taken, trouble, busy } = desk;
  if (trouble !== undefined)
    return (
      <p className={styles.trouble} role="alert">
        {trouble}
      </p>
    );
  if (taken !== undefined)
    return (
      <output className={styles.line}>
        {taken === 0
          ? t('There was nothing to take.')
          : t('{taken} are on their way to you.', { taken: sats(taken) })}
      </output>
    );
  if (found === undefined) return null;
  return (
    <>
      <VerdictList lines={linesOf(found)} />
      {found.sats > 0 && (
        <Button look="main" wide disabled={busy} onClick={onTake}>
          {t('Take {sats}', { sats: sats(found.sats) })}
        </Button>
      )}
    </>
  );
}

function linesOf({
  from,
  holds,
  coins,
  sats: arrives,
  feeSats,
  later,
  singles,
}: SweptView): readonly VerdictLine[] {
  const where = <span className={styles.mono}>{from}</span>;
  const left: readonly VerdictLine[] =
    singles === 0
      ? []
      : [
          {
            key: 'singles',
            tone: 'plain',
            claim: t('{outputs} there', { outputs: plural(singles, 'output stays', 'outputs stay') }),
            evidence: t(
              'Of one satoshi, or no plain coin: it may be an inscription, and is never spent as money.',
            ),
          },
        ];
  if (arrives === 0)
    return [
      {
        key: 'empty',
        tone: 'no',
        claim: holds === 0 ? t('It holds no coins') : t('It holds less than it costs to take'),
        evidence: where,
      },
      ...left,
    ];
  return [
    {
      key: 'holds',
      tone: 'yes',
      claim: (
        <>
          {rich('{sum} in {coins}', {
            sum: <Sum of={holds} />,
            coins: plural(coins + later, 'coin', 'coins'),
          })}
        </>
      ),
      evidence: where,
    },
    {
      key: 'comes',
      tone: 'plain',
      claim: <>{rich('{sum} come to you', { sum: <Sum of={arrives} /> })}</>,
      evidence: t('{feeSats} go to the network.{more}', {
        feeSats: sats(feeSats),
        more:
          later > 0
            ? t(' {coins} for another time.', { coins: plural(later, 'coin waits', 'coins wait') })
            : '',
      }),
    },
    ...left,
  ];
}
