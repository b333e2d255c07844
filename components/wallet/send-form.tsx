import { type FormEvent, useId, useMemo, useState } from 'react';
import type { Outpoint } from '#lib/bytes/brand.ts';
import type { Intent } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { useClient } from '../client-provider.tsx';
import { Button } from '../ui/button.tsx';
import { sats } from '../ui/format.ts';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { checkAddress, type AddressCheck } from './address-check.ts';
import { AmountField } from './amount-field.tsx';
import { EffectLines } from './effect-lines.tsx';
import { Sum } from './sum.tsx';
import { useEffectOf } from './use-effect-of.ts';
import { rich } from '../ui/rich.ts';
import styles from './wallet.module.css';

type Props = {
  readonly own: string;
  /** Where it goes, where that is settled: then nobody types it. */
  readonly to?: string;
  readonly thanks?: Outpoint;
  readonly offers?: readonly number[];
  readonly balanceSats: number;
  readonly verb: string;
  /** Who gets it, in the sentence "… go to …". */
  readonly whom?: string;
  readonly onSent: () => void;
};

/** Sends coins to an address, once the person has read what comes of it. */
export function SendForm({ own, to, thanks, offers = [], balanceSats, verb, whom, onSent }: Props) {
  const client = useClient();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [amount, setAmount] = useState<number>();
  const [all, setAll] = useState<number>();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const address = to ?? typed.trim();
  const check = checkAddress(address, own);
  const worth = all ?? amount;
  const intent = useMemo<Intent | undefined>(
    () =>
      worth === undefined || (check !== 'good' && check !== 'own')
        ? undefined
        : { kind: 'pay', to: address, sats: worth, ...(thanks !== undefined && { thanks }) },
    [worth, check, address, thanks],
  );
  const effect = useEffectOf(intent);
  const canSend = client !== undefined && effect?.state === 'planned' && !busy;

  /** All that there is: what is missing for that is its fee. */
  const takeAll = async (): Promise<void> => {
    const wallet = await client?.wallet();
    const whole = await wallet?.preview({ kind: 'pay', to: address, sats: balanceSats });
    if (whole?.state === 'short') setAll(Math.max(0, balanceSats - whole.shortBy));
  };
  const send = async (): Promise<void> => {
    if (client === undefined || intent === undefined || effect?.state !== 'planned') return;
    setBusy(true);
    setTrouble(undefined);
    try {
      const { id: sent } = await client.publish(intent, [], [effect.spends]);
      // Read and pressed: that is the yes that the signer asks for.
      if (effect.isAbove) await (await client.wallet()).approve(sent, effect.spends);
      onSent();
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : t('It could not be saved.'));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (canSend) void send();
  };

  return (
    <form className={styles.form} onSubmit={submit} aria-busy={busy}>
      {to === undefined && (
        <div className={styles.field}>
          <label htmlFor={id}>{t('To this address')}</label>
          <input
            id={id}
            className={styles.mono}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={100}
          />
          <VerdictList lines={addressLines(check)} />
        </div>
      )}
      {all === undefined ? (
        <AmountField label={t('Amount')} onChange={setAmount} offers={offers} />
      ) : (
        <p className={styles.line}>
          {rich('All of it: {sum}', { sum: <Sum of={all} /> })}
          <Button small look="quiet" onClick={() => setAll(undefined)}>
            {t('Another amount')}
          </Button>
        </p>
      )}
      {to === undefined && all === undefined && (check === 'good' || check === 'own') && (
        <Button small look="quiet" onClick={() => void takeAll()}>
          {t('Send all of it')}
        </Button>
      )}
      {effect !== undefined && worth !== undefined && (
        <EffectLines
          effect={effect}
          claim={
            <>
              <Sum of={worth} /> {whom === undefined ? t('go to this address') : t('go to {whom}', { whom })}
            </>
          }
          evidence={
            <>
              {rich(
                '{address} on this network. Once it is out nobody can take it back, and everybody can see it.',
                { address: <span className={styles.mono}>{address}</span> },
              )}
            </>
          }
        />
      )}
      {trouble !== undefined && (
        <p className={styles.trouble} role="alert">
          {t('Not sent. {trouble}', { trouble })}
        </p>
      )}
      <Button type="submit" look="main" wide disabled={!canSend}>
        {worth === undefined ? verb : `${verb} ${sats(worth)}`}
      </Button>
    </form>
  );
}

function addressLines(check: AddressCheck): readonly VerdictLine[] {
  switch (check) {
    case 'none':
      return [
        {
          key: 'none',
          tone: 'no',
          claim: t('That is no address'),
          evidence: t('A letter is wrong or missing.'),
        },
      ];
    case 'elsewhere':
      return [
        {
          key: 'elsewhere',
          tone: 'no',
          claim: t('That is an address of another network'),
          evidence: t('What goes there is lost for good.'),
        },
      ];
    case 'own':
      return [
        {
          key: 'own',
          tone: 'plain',
          claim: t('That is your own address'),
          evidence: t('Only the fee would go.'),
        },
      ];
    case 'empty':
    case 'good':
      return [];
  }
}
