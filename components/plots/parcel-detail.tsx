import type { DistrictView } from '#lib/client/client.ts';
import { SaveProof } from '../proof/save-proof.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { useWholeId } from '../use-answers.ts';
import { Facts, PartTitle, type Fact } from '../ui/facts.tsx';
import { byteSize, coins, count } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { VerdictList, type VerdictLine } from '../ui/verdict-list.tsx';
import { CutParcel } from './cut-parcel.tsx';
import { HandOn } from './hand-on.tsx';
import { KeyLink } from './key-link.tsx';
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
    { label: 'Moved', value: `${coins(outputSats)} coins` },
    {
      label: 'Size',
      value: vbytes === bytes ? byteSize(bytes) : `${byteSize(bytes)}, ${count(vbytes)} vbytes`,
    },
    { label: 'Place in the block', value: index === 0 ? '0, the reward' : count(index) },
  ];
  return (
    <section aria-label={`Parcel ${index}`}>
      <PartTitle note={`${index}.${district.height}.bitmap`}>Parcel {count(index)}</PartTitle>
      <Facts facts={facts} />
      <ParcelId id={txid} district={district} index={index} />
      <VerdictList lines={parcelLines(district, index)} />
      <CutParcel district={district} index={index} />
      {cut !== undefined && <SaveProof id={cut.id} isProven />}
      {cut !== undefined && (
        <HandOn
          key={cut.id}
          what={`${index}.${district.height}.bitmap`}
          holder={cut.holder}
          at={cut.at}
          along="The parcel alone: the district stays where it is."
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
        {data === null ? '… nobody here has the rest of it' : '…'}
      </p>
    );
  return (
    <>
      <p className={styles.txid}>{whole}</p>
      <p className={styles.ways}>
        <CopyButton text={whole}>Copy id</CopyButton>
        <Link to={{ screen: 'inscription', id: whole }} className={styles.link}>
          What it inscribes
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
      claim: `${count(index)} is below ${count(last + 1)}`,
      evidence: `There are parcels 0 to ${count(last)} here.`,
    },
  ];
  if (cut !== undefined)
    lines.push({
      key: 'says',
      tone: 'yes',
      claim: `Says exactly ${index}.${height}.bitmap`,
      evidence: 'Plain text, not a byte more; of two such the first has it.',
    });
  if (cut !== undefined)
    lines.push({
      key: 'cut',
      tone: 'yes',
      claim: 'Child of the district',
      evidence: (
        <>
          Cut out with the district in hand by <KeyLink of={cut.claimant} />
          {cut.holder === ''
            ? '; nobody that can be named holds it now.'
            : cut.holder === cut.claimant
              ? ', who holds it.'
              : '; held by another now: '}
          {cut.holder !== '' && cut.holder !== cut.claimant && <KeyLink of={cut.holder} />}
        </>
      ),
    });
  else
    lines.push({
      key: 'whole',
      tone: 'plain',
      claim: 'Not cut out',
      evidence:
        claim.first === undefined
          ? `It belongs to whoever claims ${count(height)}.bitmap first.`
          : 'It goes with the district, to whoever holds that.',
    });
  if (cut !== undefined && cut.rivals > 0)
    lines.push({
      key: 'rivals',
      tone: 'no',
      claim: cut.rivals === 1 ? 'A later try is refused' : `${count(cut.rivals)} later tries are refused`,
      evidence: 'The first child of the district with this number has it.',
    });
  return lines;
}
