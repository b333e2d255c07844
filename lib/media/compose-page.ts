import { base64 } from '@scure/base';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { essence } from '#lib/protocols/media-type.ts';
import { findReferences, type Reference } from './references.ts';

/** What another inscription gives to a page: bytes that were checked. */
export type PagePart = {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** CBOR of its metadata, when it has some. */
  readonly metadata?: Uint8Array;
};

/** A page that is whole: every part that it names is in it. */
export type ComposedPage = {
  readonly html: string;
  /** Ids of parts that are not on this device. */
  readonly missing: readonly string[];
  /** Parts that would have made it deeper or larger than it may be. */
  readonly leftOut: number;
};

/** How deep parts may have parts. */
const MAX_DEPTH = 4;
/** Characters of the whole page with all of its parts. */
export const MAX_PAGE = 5_000_000;

/** Types whose text can name parts of its own. */
const TEXT =
  /^(?:text\/(?:html|css|javascript)|image\/svg\+xml|application\/(?:x-)?javascript|application\/json)$/;
const SAFE_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/** Composes one page; each part is made once, however often it is named. */
class Composer {
  readonly missing = new Set<string>();
  leftOut = 0;
  private readonly find: (id: string) => Promise<PagePart | undefined>;
  /** Addresses of parts that are done; `undefined` while one is being made, so that a circle ends. */
  private readonly done = new Map<string, string | undefined>();
  private room = MAX_PAGE;

  constructor(find: (id: string) => Promise<PagePart | undefined>) {
    this.find = find;
  }

  /** `text` with every part that it names put into it as an address of its own bytes. */
  async fill(text: string, depth: number): Promise<string> {
    this.room -= text.length;
    const pieces: string[] = [];
    let from = 0;
    for (const reference of findReferences(text)) {
      const address = await this.addressOf(reference, depth);
      if (address === undefined) continue;
      if (address.length > this.room) {
        this.leftOut += 1;
        continue;
      }
      this.room -= address.length;
      pieces.push(text.slice(from, reference.start), address);
      from = reference.end;
    }
    return pieces.join('') + text.slice(from);
  }

  private async addressOf({ kind, id }: Reference, depth: number): Promise<string | undefined> {
    const key = `${kind} ${id}`;
    if (this.done.has(key)) return this.done.get(key);
    if (depth >= MAX_DEPTH) {
      this.leftOut += 1;
      return undefined;
    }
    this.done.set(key, undefined);
    const part = await this.find(id);
    if (part === undefined) {
      this.missing.add(id);
      return undefined;
    }
    const address = await this.make(kind, id, part, depth);
    this.done.set(key, address);
    return address;
  }

  private async make(
    kind: Reference['kind'],
    id: string,
    part: PagePart,
    depth: number,
  ): Promise<string | undefined> {
    if (kind === 'inscription') {
      const { contentType, body } = part;
      return dataUrl(
        'application/json',
        encodeUtf8(JSON.stringify({ id, content_type: contentType, content_length: body.length })),
      );
    }
    if (kind === 'metadata') {
      if (part.metadata === undefined) return undefined;
      const hex = Array.from(part.metadata, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return dataUrl('application/json', encodeUtf8(JSON.stringify(hex)));
    }
    const type = essence(part.contentType);
    const safe = SAFE_TYPE.test(type) ? type : 'application/octet-stream';
    const text = TEXT.test(safe) ? decodeUtf8(part.body) : undefined;
    const isRoomy = part.body.length * 1.4 < this.room;
    if (!isRoomy) {
      this.leftOut += 1;
      return undefined;
    }
    return dataUrl(safe, text === undefined ? part.body : encodeUtf8(await this.fill(text, depth + 1)));
  }
}

const dataUrl = (type: string, bytes: Uint8Array): string => `data:${type};base64,${base64.encode(bytes)}`;

/**
 * The page of `body` with everything in it that it takes from other inscriptions, so that it needs no network. `find` gives
 * parts that this device has and has checked. Bounded: {@link MAX_PAGE} characters, {@link MAX_DEPTH} levels. Text that is
 * not UTF-8 makes an empty page.
 */
export async function composePage(
  body: Uint8Array,
  contentType: string,
  find: (id: string) => Promise<PagePart | undefined>,
): Promise<ComposedPage> {
  const text = body.length > MAX_PAGE ? '' : (decodeUtf8(body) ?? '');
  const composer = new Composer(find);
  const filled = await composer.fill(text, 0);
  const isDrawing = contentType === 'image/svg+xml';
  return {
    html: isDrawing
      ? `<!doctype html><style>html,body{margin:0}svg{max-width:100%}</style>${filled}`
      : filled,
    missing: [...composer.missing],
    leftOut: composer.leftOut,
  };
}
