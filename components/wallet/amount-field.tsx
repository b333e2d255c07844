import { useId, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { sats } from '../ui/format.ts';
import { clockTime, money } from '../ui/money.ts';
import { useRate } from '../use-rate.ts';
import { readAmount, type AmountUnit } from './amounts.ts';
import styles from './wallet.module.css';

type Props = {
  readonly label: string;
  readonly onChange: (sats: number | undefined) => void;
  /** Amounts that one press fills in. */
  readonly offers?: readonly number[];
};

/** An amount, typed in the reader's money where a fresh rate is known, else in satoshis; the other stands beside it. */
export function AmountField({ label, onChange, offers = [] }: Props) {
  const id = useId();
  const rate = useRate();
  const fresh = rate === undefined || rate.stale ? undefined : rate;
  const [chosen, setChosen] = useState<AmountUnit>();
  const [text, setText] = useState('');
  const unit: AmountUnit = fresh === undefined ? 'sats' : (chosen ?? 'money');
  const amount = readAmount(text, unit, fresh);
  const write = (next: string, as: AmountUnit): void => {
    setText(next);
    onChange(readAmount(next, as, fresh));
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <span className={styles.amount}>
        <input
          id={id}
          value={text}
          onChange={(event) => write(event.target.value, unit)}
          inputMode={unit === 'sats' ? 'numeric' : 'decimal'}
          autoComplete="off"
          maxLength={24}
        />
        {fresh === undefined ? (
          <span className={styles.unit}>{t('sat')}</span>
        ) : (
          <select
            aria-label={t('Unit')}
            value={unit}
            onChange={({ target }) => {
              const next = target.value === 'sats' ? 'sats' : 'money';
              setChosen(next);
              onChange(readAmount(text, next, fresh));
            }}
          >
            <option value="money">{fresh.currency}</option>
            <option value="sats">{t('sat')}</option>
          </select>
        )}
      </span>
      <small>
        {text !== '' && amount === undefined
          ? t('That is no amount.')
          : fresh !== undefined && amount !== undefined
            ? unit === 'sats'
              ? money(amount, fresh)
              : sats(amount)
            : rate?.stale === true
              ? t('The last rate is of {clockTime}, so amounts are in satoshis.', {
                  clockTime: clockTime(rate.at),
                })
              : ''}
      </small>
      {offers.length > 0 && (
        <span className={styles.offers}>
          {offers.map((offer) => (
            <button
              key={offer}
              type="button"
              onClick={() => {
                setChosen('sats');
                write(String(offer), 'sats');
              }}
            >
              {sats(offer)}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
