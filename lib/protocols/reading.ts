import type { Issue } from '#lib/bytes/issue.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { AIP_PREFIX, type Inscription, type Tape } from '#lib/envelopes/index.ts';
import { decodeAip } from './aip.ts';
import { decodeB, type BContent } from './b.ts';
import { decodeMap, type MapData } from './map.ts';
import { essence } from './media-type.ts';
import type { SignatureClaim } from './record.ts';
import { decodeSigma, SIGMA_PREFIX } from './sigma.ts';

/** Longest body that is read as the text of a protocol. */
export const MAX_TEXT_BODY = 64 * 1024;

/** What every record takes over from its output. */
type RecordBase = { app?: string; tags?: readonly string[]; signature?: SignatureClaim };

/** Tags that are read of one output, and written to it. */
export const MAX_TAGS = 32;

const NO_TAGS: readonly string[] = [];

/** `ADD tags …`, as the schema says, and `tag0`, `tag1` … of SET, as one library writes it. */
function tagsOf({ fields, lists }: MapData): readonly string[] {
  if (!fields.has('tag0') && !lists.has('tags')) return NO_TAGS;
  const tags = [...(lists.get('tags') ?? [])];
  for (let at = 0; at < MAX_TAGS; at += 1) {
    const tag = fields.get(`tag${at}`);
    if (tag === undefined) break;
    tags.push(tag);
  }
  return tags.filter((tag) => tag !== '').slice(0, MAX_TAGS);
}

/**
 * An inscription as decoders look at it: its envelope's text and its tapes, each taken apart once, when the first
 * decoder asks. One is made for each {@link decodeRecord} and thrown away with it.
 */
export class Reading {
  readonly inscription: Inscription;
  readonly body: Uint8Array | undefined;
  /** The envelope's media type without parameters; empty when none is declared. */
  readonly mediaType: string;
  readonly tapes: readonly Tape[];
  /** What decoders noticed that leave the inscription to others. */
  readonly remarks: Issue[] = [];
  private decodedText: string | undefined | null = null;
  private decodedMap: MapData | undefined | null = null;
  private decodedB: readonly BContent[] | undefined = undefined;

  constructor(inscription: Inscription) {
    this.inscription = inscription;
    this.body = inscription.body;
    this.mediaType = this.body === undefined ? '' : essence(inscription.contentType ?? '');
    this.tapes = inscription.bitcom ?? [];
  }

  /** The envelope's body as text: UTF-8, not compressed, at most {@link MAX_TEXT_BODY} bytes. */
  get text(): string | undefined {
    if (this.decodedText === null) {
      const { body } = this;
      const readable = body !== undefined && body.length <= MAX_TEXT_BODY;
      this.decodedText =
        readable && this.inscription.contentEncoding === undefined ? decodeUtf8(body) : undefined;
    }
    return this.decodedText;
  }

  get map(): MapData | undefined {
    if (this.decodedMap === null)
      this.decodedMap = this.tapes.length === 0 ? undefined : decodeMap(this.tapes);
    return this.decodedMap;
  }

  /** Files on B tapes, in order. */
  get files(): readonly BContent[] {
    if (this.decodedB === undefined) {
      const files: BContent[] = [];
      for (const tape of this.tapes) {
        const file = decodeB(tape);
        if (file !== undefined) files.push(file);
      }
      this.decodedB = files;
    }
    return this.decodedB;
  }

  /** Notes why a body that looks like one of a protocol is not read as it; the content that it is says so. */
  remark(issue: Issue): void {
    this.remarks.push(issue);
  }

  /** Application, tags and signature claim: what a record of any kind carries from its output. */
  base(): RecordBase {
    const { map } = this;
    if (this.tapes.length === 0) return {};
    const app = map?.fields.get('app');
    const tags = map === undefined ? [] : tagsOf(map);
    const signature = this.signature();
    return {
      ...(app === undefined ? {} : { app }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(signature === undefined ? {} : { signature }),
    };
  }

  /** The claim that decides the author: the first SIGMA tape, else the first AIP tape. */
  private signature(): SignatureClaim | undefined {
    const sigmaTape = this.tapes.find(({ prefix }) => prefix === SIGMA_PREFIX);
    const sigma = sigmaTape && decodeSigma(sigmaTape);
    if (sigma !== undefined) return { form: 'sigma', algorithm: sigma.algorithm, address: sigma.address };
    const aipTape = this.tapes.find(({ prefix }) => prefix === AIP_PREFIX);
    const aip = aipTape && decodeAip(aipTape);
    return aip && { form: 'aip', algorithm: aip.algorithm, address: aip.address };
  }
}
