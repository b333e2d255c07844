import type { Volumes } from '#lib/plots/volumes.ts';
import { t } from '#lib/language/t.ts';
import { byteSize, coins, count, plural } from '../ui/format.ts';
import type { Transactions } from './measure.ts';

type Seen = {
  readonly transactions: Transactions;
  readonly volumes: Volumes;
  /** The first transaction of a box. */
  readonly transactionOf: (box: number) => number;
  readonly own: number;
  readonly gone: number;
};

/** What the city looks like, for whoever does not see it. */
export function cityInWords({ transactions, volumes, transactionOf, own, gone }: Seen): string {
  const { boxes, width, depth } = volumes;
  let [highest, widest] = [0, 0];
  boxes.forEach(({ height, size }, at) => {
    if (height > (boxes[highest]?.height ?? 0)) highest = at;
    if (size > (boxes[widest]?.size ?? 0)) widest = at;
  });
  const flat = boxes.filter(({ height }) => height < 1).length;
  const named = (box: number): string =>
    t('parcel {transactionOf}, {placeOf}', {
      transactionOf: count(transactionOf(box)),
      placeOf: placeOf(volumes, box),
    });
  const tall = transactions[transactionOf(highest)];
  return [
    t('{volumes} on ground {width} wide and {depth} deep.', {
      volumes: plural(boxes.length, 'volume', 'volumes'),
      width: count(width),
      depth: count(depth),
    }),
    t('The highest is {named}, with {bytes}; the widest is {named2}.', {
      named: named(highest),
      bytes: byteSize(tall?.bytes ?? 0),
      named2: named(widest),
    }),
    t('{flat} are flat.', { flat: count(flat) }),
    ...(own > 0 ? [t('{own} are yours.', { own: count(own) })] : []),
    ...(gone > 0 ? [t('{gone} were cut out.', { gone: count(gone) })] : []),
  ].join(' ');
}

/** One parcel of the city, for whoever does not see it. */
export function volumeInWords({ transactions, volumes, transactionOf }: Seen, box: number): string {
  const at = transactionOf(box);
  const transaction = transactions[at];
  const volume = volumes.boxes[box];
  if (transaction === undefined || volume === undefined) return '';
  const high = volume.height < 1 ? t('flat') : t('{round} high', { round: count(Math.round(volume.height)) });
  return [
    t('Parcel {at} of {transactions}, {placeOf}:', {
      at: count(at),
      transactions: count(transactions.length),
      placeOf: placeOf(volumes, box),
    }),
    t('{outputSats} coins, {bytes},', {
      outputSats: coins(transaction.outputSats),
      bytes: byteSize(transaction.bytes),
    }),
    t('{volume} wide, {high}.', { volume: count(volume.size), high }),
  ].join(' ');
}

function placeOf({ boxes, width, depth }: Volumes, box: number): string {
  const { x = 0, y = 0, size = 1 } = boxes[box] ?? {};
  const third = (at: number, names: readonly [string, string, string]): string =>
    at < 1 / 3 ? names[0] : at < 2 / 3 ? names[1] : names[2];
  const along = third((y + size / 2) / depth, [t('at the back'), '', t('at the front')]);
  const across = third((x + size / 2) / width, [t('on the left'), '', t('on the right')]);
  return [along, across].filter((word) => word !== '').join(' ') || t('in the middle');
}
