import { toOutpoint, type Outpoint } from '#lib/bytes/brand.ts';
import type { Publication } from '#lib/publish/publication.ts';

/** The publication that takes in a coin has one name on a device, so that it is opened once however often it is asked for. */
export const takeInId = (from: Outpoint): string => `take-in:${from}`;

/** The output of an own invite that holds its coin. */
export const inviteOutpoint = ({ intent, tx }: Publication): Outpoint | undefined =>
  intent.kind === 'invite' && tx !== undefined ? toOutpoint(tx.txid, 0) : undefined;
