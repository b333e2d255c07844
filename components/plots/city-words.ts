import type { Volumes } from '#lib/plots/volumes.ts';
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
  const named = (box: number): string => `parcel ${count(transactionOf(box))}, ${placeOf(volumes, box)}`;
  const tall = transactions[transactionOf(highest)];
  return [
    `${plural(boxes.length, 'volume', 'volumes')} on ground ${count(width)} wide and ${count(depth)} deep.`,
    `The highest is ${named(highest)}, with ${byteSize(tall?.bytes ?? 0)}; the widest is ${named(widest)}.`,
    `${count(flat)} are flat.`,
    ...(own > 0 ? [`${count(own)} are yours.`] : []),
    ...(gone > 0 ? [`${count(gone)} were cut out.`] : []),
  ].join(' ');
}

/** One parcel of the city, for whoever does not see it. */
export function volumeInWords({ transactions, volumes, transactionOf }: Seen, box: number): string {
  const at = transactionOf(box);
  const transaction = transactions[at];
  const volume = volumes.boxes[box];
  if (transaction === undefined || volume === undefined) return '';
  const high = volume.height < 1 ? 'flat' : `${count(Math.round(volume.height))} high`;
  return [
    `Parcel ${count(at)} of ${count(transactions.length)}, ${placeOf(volumes, box)}:`,
    `${coins(transaction.outputSats)} coins, ${byteSize(transaction.bytes)},`,
    `${count(volume.size)} wide, ${high}.`,
  ].join(' ');
}

function placeOf({ boxes, width, depth }: Volumes, box: number): string {
  const { x = 0, y = 0, size = 1 } = boxes[box] ?? {};
  const third = (at: number, names: readonly [string, string, string]): string =>
    at < 1 / 3 ? names[0] : at < 2 / 3 ? names[1] : names[2];
  const along = third((y + size / 2) / depth, ['at the back', '', 'at the front']);
  const across = third((x + size / 2) / width, ['on the left', '', 'on the right']);
  return [along, across].filter((word) => word !== '').join(' ') || 'in the middle';
}
