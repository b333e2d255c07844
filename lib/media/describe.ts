import { toHex } from '#lib/bytes/hex.ts';
import { sha256 } from '#lib/bytes/hash.ts';
import { decodeCbor, type CborValue } from '#lib/bytes/cbor.ts';
import type { Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import type { Result } from '#lib/bytes/result.ts';
import type { Chain } from '#lib/chain/network.ts';
import { parseTx, type Tx } from '#lib/chain/tx.ts';
import {
  curseOf,
  judgeParents,
  readInscriptions,
  readOnesatParent,
  readOrdFields,
  withDelegate,
  type Inscription,
} from '#lib/envelopes/index.ts';
import { openContent, openProperties } from '#lib/envelopes/open-content.ts';
import { decodeRecord, type ProtocolRecord } from '#lib/protocols/index.ts';
import { decodeB } from '#lib/protocols/b.ts';
import { decodeMap, type MapData } from '#lib/protocols/map.ts';
import { essence } from '#lib/protocols/media-type.ts';
import { decodeDirectory, ORD_FS } from '#lib/protocols/ord-fs.ts';
import { judgeBytes, judgePicture } from './caps.ts';
import type {
  ContentView,
  InscriptionView,
  ParentName,
  ShownAs,
  SiblingView,
  TreeView,
} from './inscription-view.ts';
import type { InscriptionName } from './inscription-name.ts';
import { readModel } from './model/read-model.ts';
import { readPictureHeader } from './pictures/index.ts';
import { listScript } from './script-lines.ts';
import { tapscriptOf } from './tapscript.ts';
import { treeOf } from './tree.ts';

/** Siblings that are listed; one transaction had 5,538 inscriptions. */
const MAX_SIBLINGS = 50;
const MAX_MAP = 200;

export type DescribeOptions = {
  /** Another inscription, where this device has it: for delegates. */
  readonly find?: (id: string) => Promise<Inscription | undefined>;
};

/**
 * What a person is shown of the inscription that `name` names in the transaction `raw`; without an index, of the first one
 * that has content. `undefined` when there is no such inscription. Bytes from anybody: packed content is opened within
 * `UNPACK_LIMITS`, and nothing is drawn or run.
 */
export async function describeInscription(
  raw: Uint8Array,
  chain: Chain,
  { index }: Pick<InscriptionName, 'index'>,
  { find = async () => undefined }: DescribeOptions = {},
): Promise<InscriptionView | undefined> {
  const tx = parseTx(raw);
  const all = readInscriptions(raw, chain);
  const chosen = choose(all, chain, index);
  if (!tx.ok || chosen === undefined) return undefined;
  const fields = chain === 'btc' ? readOrdFields(chosen) : undefined;
  const delegated = fields?.delegate === undefined ? undefined : await find(fields.delegate);
  const shown = (delegated && withDelegate(chosen, delegated)) ?? chosen;
  const opened = await openContent(shown);
  const record = decodeRecord(opened.ok ? opened.value : shown);
  const content = opened.ok ? contentOf(opened.value, record) : undefined;
  const map = decodeMap(chosen.bitcom ?? []);
  const collection = collectionOf(map);
  const others = all.filter((each) => each !== chosen);
  const { id, txid, body, contentType, contentEncoding, owner } = chosen;
  return {
    id,
    txid,
    chain,
    place: placeOf(chosen, tx.value),
    kind: record.kind,
    ...(contentType !== undefined && { declaredType: contentType.slice(0, 255).toWellFormed() }),
    ...(contentEncoding !== undefined && { contentEncoding: contentEncoding.slice(0, 40).toWellFormed() }),
    ...(body !== undefined && { bodyBytes: body.length }),
    txBytes: raw.length,
    ...(content !== undefined && { content }),
    ...(!opened.ok && { closed: opened.issue }),
    issues: [...record.issues, ...(map?.issues ?? [])],
    ...(chain === 'btc' && present('curse', curseOf(chosen))),
    ...present('metaprotocol', fields?.metaprotocol?.slice(0, 255).toWellFormed()),
    ...present('pointer', fields?.pointer),
    parents: parentsOf(chosen, tx.value, all),
    children: childrenOf(chosen, others),
    ...(fields?.delegate !== undefined && {
      delegate: { id: fields.delegate, isShown: delegated !== undefined },
    }),
    ...present('metadata', fields?.metadata && viewOf(decodeCbor(fields.metadata))),
    ...(fields?.properties !== undefined && { properties: viewOf(await openProperties(fields)) }),
    map: mapRows(map),
    ...(collection !== undefined && { collection }),
    ...present('owner', owner),
    siblings: others.slice(0, MAX_SIBLINGS).map(siblingOf),
    moreSiblings: Math.max(0, others.length - MAX_SIBLINGS),
    script: listScript(scriptOf(chosen, tx.value)),
  };
}

/** Absent facts stay absent, so that what was read compares with deep equality. */
function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

function choose(
  all: readonly Inscription[],
  chain: Chain,
  index: number | undefined,
): Inscription | undefined {
  if (index !== undefined) return chain === 'btc' ? all[index] : all.find(({ vout }) => vout === index);
  return all.find(({ body }) => body !== undefined) ?? all[0];
}

function placeOf({ chain, vout = 0, input = 0, offset = 0 }: Inscription, tx: Tx): InscriptionView['place'] {
  return chain === 'btc' ? { input, offset } : { vout, sats: tx.outputs[vout]?.sats ?? 0 };
}

const scriptOf = ({ chain, vout = 0, input = 0 }: Inscription, tx: Tx): Uint8Array =>
  (chain === 'btc' ? tapscriptOf(tx.inputs[input]?.witness ?? []) : tx.outputs[vout]?.script) ??
  new Uint8Array(0);

/** Text formats that people wrote for machines. */
const CODE = /^(?:text\/(?:javascript|css|yaml|x-.*|typescript)|application\/(?:.*\+)?xml|text\/xml)$/;

const SHOWN: Readonly<Partial<Record<ProtocolRecord['kind'], ShownAs>>> = {
  image: 'picture',
  audio: 'audio',
  video: 'video',
  model: 'model',
  json: 'json',
};

function shownAs(record: ProtocolRecord, contentType: string): ShownAs {
  const fixed = SHOWN[record.kind];
  if (fixed !== undefined) return fixed;
  if (record.kind === 'page') return contentType === 'image/svg+xml' ? 'drawing' : 'page';
  if (record.kind === 'unknown') return 'file';
  if (contentType === 'text/markdown') return 'markdown';
  return CODE.test(contentType) ? 'code' : 'text';
}

/** The bytes that are shown: the envelope's, else of the first file on a tape. */
function contentOf(inscription: Inscription, record: ProtocolRecord): ContentView | undefined {
  const file = (inscription.bitcom ?? []).map(decodeB).find((found) => found !== undefined);
  const found = inscription.body ?? file?.content;
  if (found === undefined) return undefined;
  const body = found.slice();
  const declared = inscription.body === undefined ? (file?.mediaType ?? '') : (inscription.contentType ?? '');
  const isMedia = 'body' in record && record.body !== undefined && 'contentType' in record;
  const contentType = (isMedia ? record.contentType : undefined) ?? essence(declared);
  const as = shownAs(record, contentType);
  const header = as === 'picture' ? readPictureHeader(body, contentType) : undefined;
  const filename = file?.filename?.slice(0, 255).toWellFormed();
  const base = { contentType, body, sha256: toHex(sha256(body)), ...present('filename', filename) };
  if (record.kind === 'json') {
    const directory = contentType === ORD_FS ? decodeDirectory(body, inscription.txid) : undefined;
    const files = Array.from(directory ?? [], ([path, at]) => ({ path, id: at }));
    if (files.length > 0) return { ...base, shownAs: 'site', files };
    return { ...base, shownAs: as, tree: treeOf(record.value) };
  }
  if (as === 'model') {
    const read = readModel(body);
    return { ...base, shownAs: as, ...(read.ok ? { model: read.value.summary } : { issue: read.issue }) };
  }
  if (header === undefined) {
    const isPlayed = as === 'audio' || as === 'video';
    return { ...base, shownAs: as, ...(isPlayed && { judgement: judgeBytes(body.length) }) };
  }
  // A picture that does not say how large it is may be of any size.
  if (!header.ok) return { ...base, shownAs: 'file', issue: header.issue };
  return {
    ...base,
    shownAs: as,
    picture: header.value,
    judgement: judgePicture(body.length, header.value),
  };
}

function parentsOf(chosen: Inscription, tx: Tx, all: readonly Inscription[]): readonly ParentName[] {
  if (chosen.chain === 'btc') return judgeParents(tx, all, () => undefined)[all.indexOf(chosen)] ?? [];
  const id = readOnesatParent(chosen);
  return id === undefined ? [] : [{ id, standing: 'unknown' }];
}

function childrenOf({ id, chain }: Inscription, others: readonly Inscription[]): readonly string[] {
  const named = (other: Inscription): boolean =>
    chain === 'btc' ? readOrdFields(other).parents.includes(id) : readOnesatParent(other) === id;
  return others
    .slice(0, MAX_SIBLINGS)
    .filter(named)
    .map((other) => other.id);
}

function siblingOf({ id, contentType, body }: Inscription): SiblingView {
  return {
    id,
    bytes: body?.length ?? 0,
    ...present('contentType', contentType === undefined ? undefined : essence(contentType)),
  };
}

const viewOf = (read: Result<CborValue | undefined, Issue>): TreeView =>
  read.ok ? { ok: true, tree: treeOf(read.value) } : { ok: false, issue: read.issue };

function mapRows(map: MapData | undefined): InscriptionView['map'] {
  if (map === undefined) return [];
  const rows = [
    ...Array.from(map.fields, ([key, value]) => ({ key, value })),
    ...Array.from(map.lists, ([key, values]) => ({ key, value: values.join(', ') })),
  ];
  return rows
    .slice(0, MAX_MAP)
    .map(({ key, value }) => ({ key: key.toWellFormed(), value: value.slice(0, 4_096).toWellFormed() }));
}

/** `collectionId` of an item, as 1Sat writes it into a field of JSON, and the name that MAP gives. */
function collectionOf(map: MapData | undefined): InscriptionView['collection'] {
  const subType = map?.fields.get('subType');
  if (map === undefined || subType === undefined || !subType.startsWith('collection')) return undefined;
  const data = parseJson(map.fields.get('subTypeData') ?? '');
  const value: unknown = data.ok ? data.value : undefined;
  const given =
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'collectionId')
      ? (value as { readonly collectionId: unknown }).collectionId
      : undefined;
  return {
    ...present('id', typeof given === 'string' ? given.slice(0, 80).toWellFormed() : undefined),
    ...present('name', map.fields.get('name')?.slice(0, 255).toWellFormed()),
  };
}
