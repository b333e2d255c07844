import { asTxid } from '#lib/bytes/brand.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { OpenInscription } from '#lib/client/inscriptions.ts';
import type { ContentView, InscriptionView } from '#lib/media/inscription-view.ts';

/** The transaction of the inscription that is shown. */
export const HASH = 'ab'.repeat(32);
export const ID = `${HASH}_0`;

/** Plain text, or what is given. */
export const content = (given: Partial<ContentView> = {}): ContentView => ({
  shownAs: 'text',
  contentType: 'text/plain',
  body: encodeUtf8('hello'),
  sha256: '00'.repeat(32),
  ...given,
});

const view = (given: Partial<InscriptionView> = {}): InscriptionView => ({
  id: ID,
  txid: asTxid(HASH),
  chain: 'bsv',
  place: { vout: 0, sats: 1 },
  kind: 'text',
  txBytes: 200,
  content: content(),
  issues: [],
  parents: [],
  children: [],
  map: [],
  siblings: [],
  moreSiblings: 0,
  script: { lines: [], more: 0, isCut: false },
  ...given,
});

/** The same, opened. */
export const open = (given: Partial<InscriptionView> = {}): OpenInscription => ({
  state: 'open',
  view: view(given),
  verdict: { state: 'held' },
  file: new Uint8Array(1),
});
