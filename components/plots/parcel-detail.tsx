import type { DistrictView } from '#lib/client/client.ts';
import { t } from '#lib/language/t.ts';
import { SaveProof } from '../proof/save-proof.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { useWholeId } from '../use-answers.ts';
import { Facts, PartTitle, type Fact } from '../ui/facts.tsx';
import { byteSize, coins, count } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { AdornParcel } from './adorn-parcel.tsx';
import { CutParcel } from './cut-parcel.tsx';
import { HandOn } from './hand-on.tsx';
import { KeyLink } from './key-link.tsx';
import { rich } from '../ui/rich.ts';
import styles from './parcel-detail.module.css';

type Props = {
  readonly district: DistrictView;
  /** Its place in the block. */
  readonly index: number;
};

const WHOLE_DIGITS = 64;

/** One transaction of a district: what it is, and whose its parcel is. */
export function ParcelDetail({ district, index }: Props) {
  const transaction = district.block?.transactions[index];
  if (transaction === undefined) return null;
  const { txid, outputSats, bytes, vbytes } = transaction;
  const cut = district.plot.parcels.find((each) => each.index === index);
  const facts: Fact[] = [
    { label: t('Moved'), value: t('{outputSats} coins', { outputSats: coins(outputSats) }) },
    {
      label: t('Size'),
      value:
        vbytes === bytes
          ? byteSize(bytes)
          : t('{bytes}, {vbytes} vbytes', { bytes: byteSize(bytes), vbytes: count(vbytes) }),
    },
    { label: t('Place in the block'), value: index === 0 ? t('0, the reward') : count(index) },
  ];
  return (
    <section aria-label={t('Parcel {index}', { index })}>
      <PartTitle note={`${index}.${district.height}.bitmap`}>
        {t('Parcel {index}', { index: count(index) })}
      </PartTitle>
      <Facts facts={facts} />
      <ParcelId id={txid} district={district} index={index} />
      <VerdictList lines={parcelLines(district, index)} />
      <CutParcel district={district} index={index} />
      {cut !== undefined && (
        <div className={styles.both}>
          <SaveProof id={cut.id} isProven />
          <AdornParcel height={district.height} cut={cut} />
        </div>
      )}
      {cut !== undefined && (
        <HandOn
          key={cut.id}
          what={`${index}.${district.height}.bitmap`}
          holder={cut.holder}
          at={cut.at}
          along={t('The parcel alone: the district stays where it is.')}
        />
      )}
    </section>
  );
}

/** A block that was kept has the beginning of an id; the rest comes once somebody looks. */
function ParcelId({ id, district, index }: Props & { readonly id: string }) {
  const block = district.block?.place.hash;
  const isWhole = id.length === WHOLE_DIGITS;
  const { data } = useWholeId(isWhole ? undefined : block, index);
  const whole = isWhole ? id : data;
  if (whole == null)
    return (
      <p className={styles.txid} aria-live="polite">
        {id}
        {data === null ? t('… nobody here has the rest of it') : '…'}
      </p>
    );
  return (
    <>
      <p className={styles.txid}>{whole}</p>
      <p className={styles.ways}>
        <CopyButton text={whole}>{t('Copy id')}</CopyButton>
        <Link to={{ screen: 'inscription', id: whole }} className={styles.link}>
          {t('What it inscribes')}
        </Link>
      </p>
    </>
  );
}

/** The rules of a parcel, each with its verdict. */
function parcelLines({ height, block, claim, plot }: DistrictView, index: number): readonly VerdictLine[] {
  const last = (block?.transactions.length ?? 1) - 1;
  const cut = plot.parcels.find((each) => each.index === index);
  const lines: VerdictLine[] = [
    {
      key: 'exists',
      tone: 'yes',
      claim: t('{index} is below {last}', { index: count(index), last: count(last + 1) }),
      evidence: t('There are parcels 0 to {last} here.', { last: count(last) }),
    },
  ];
  if (cut !== undefined)
    lines.push({
      key: 'says',
      tone: 'yes',
      claim: t('Says exactly {index}.{height}.bitmap', { index, height }),
      evidence: t('Plain text, not a byte more; of two such the first has it.'),
    });
  if (cut !== undefined)
    lines.push({
      key: 'cut',
      tone: 'yes',
      claim: t('Child of the district'),
      evidence: (
        <>
          {rich('Cut out with the district in hand by {keyLink}{more}{keyLink2}', {
            keyLink: <KeyLink of={cut.claimant} />,
            more:
              cut.holder === ''
                ? t('; nobody that can be named holds it now.')
                : cut.holder === cut.claimant
                  ? t(', who holds it.')
                  : t('; held by another now: '),
            keyLink2: cut.holder !== '' && cut.holder !== cut.claimant && <KeyLink of={cut.holder} />,
          })}
        </>
      ),
    });
  else
    lines.push({
      key: 'whole',
      tone: 'plain',
      claim: t('Not cut out'),
      evidence:
        claim.first === undefined
          ? t('It belongs to whoever claims {height}.bitmap first.', { height: count(height) })
          : t('It goes with the district, to whoever holds that.'),
    });
  if (cut !== undefined && cut.rivals > 0)
    lines.push({
      key: 'rivals',
      tone: 'no',
      claim:
        cut.rivals === 1
          ? t('A later try is refused')
          : t('{rivals} later tries are refused', { rivals: count(cut.rivals) }),
      evidence: t('The first child of the district with this number has it.'),
    });
  return lines;
}
