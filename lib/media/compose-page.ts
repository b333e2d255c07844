import { base64 } from '@scure/base';
import { toHex } from '#lib/bytes/hex.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import { essence } from '#lib/protocols/media-type.ts';
import { resolvePath } from '#lib/protocols/ord-fs.ts';
import { findPathReferences, findReferences, type Reference } from './references.ts';

/** What another inscription gives to a page: bytes that were checked. */
export type PagePart = {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** CBOR of its metadata, when it has some. */
  readonly metadata?: Uint8Array;
};

/** What a running page gets for an address: bytes that were checked, or the id of what is not on this device. */
export type PageAnswer =
  | { readonly contentType: string; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly missing: string };

/** A page that is whole: every part that it names is in it. */
export type ComposedPage = {
  readonly html: string;
  /** Ids of parts that are not on this device. */
  readonly missing: readonly string[];
  /** Parts that would have made it deeper or larger than it may be. */
  readonly leftOut: number;
  /** Where in a site it stands, when it is a page of one. */
  readonly path?: string;
};

/** The site that a page belongs to: where in it the page stands, and the inscription of each of its paths. */
export type PageSite = {
  readonly path: string;
  readonly idOf: (path: string) => Promise<string | undefined>;
};

/** How deep parts may have parts. */
const MAX_DEPTH = 4;
/** Characters of the whole page with all of its parts. */
export const MAX_PAGE = 5_000_000;

/** Types whose text can name parts of its own. */
const TEXT =
  /^(?:text\/(?:html|css|javascript)|image\/svg\+xml|application\/(?:x-)?javascript|application\/json)$/;
const SAFE_TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/;

/** What a text names, and where that stands in the same site. */
type Wanted = { readonly reference: Reference; readonly path?: string };

/** What is answered to a page that takes something from another inscription, as ord would; `undefined` for metadata of none. */
export function answerOf(
  { kind, id }: Pick<Reference, 'kind' | 'id'>,
  { contentType, body, metadata }: PagePart,
): Pick<PagePart, 'contentType' | 'body'> | undefined {
  if (kind === 'content') {
    const type = essence(contentType);
    return { contentType: SAFE_TYPE.test(type) ? type : 'application/octet-stream', body };
  }
  if (kind === 'metadata' && metadata === undefined) return undefined;
  const value =
    kind === 'metadata'
      ? toHex(metadata ?? new Uint8Array(0))
      : { id, content_type: contentType, content_length: body.length };
  return { contentType: 'application/json', body: encodeUtf8(JSON.stringify(value)) };
}

/** Composes one page; each part is made once, however often it is named. */
class Composer {
  readonly missing = new Set<string>();
  leftOut = 0;
  private readonly find: (id: string) => Promise<PagePart | undefined>;
  /** Addresses of parts that are done; `undefined` while one is being made, so that a circle ends. */
  private readonly done = new Map<string, string | undefined>();
  private readonly idOf: PageSite['idOf'] | undefined;
  private room = MAX_PAGE;

  constructor(find: (id: string) => Promise<PagePart | undefined>, site: PageSite | undefined) {
    this.find = find;
    this.idOf = site?.idOf;
  }

  /**
   * `text` with every part that it names put into it as an address of its own bytes. `base` is where it stands in its site;
   * what comes from elsewhere stands in none.
   */
  async fill(text: string, depth: number, base: string | undefined): Promise<string> {
    this.room -= text.length;
    const pieces: string[] = [];
    let from = 0;
    for (const { reference, path } of await this.referencesIn(text, base)) {
      if (reference.start < from) continue;
      const address = await this.addressOf(reference, depth, path);
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

  /** What a text names, by id and by path, in order. */
  private async referencesIn(text: string, base: string | undefined): Promise<readonly Wanted[]> {
    const wanted: Wanted[] = findReferences(text).map((reference) => ({ reference }));
    if (base === undefined || this.idOf === undefined) return wanted;
    for (const { address, start, end } of findPathReferences(text)) {
      const path = resolvePath(base, address);
      const id = path === undefined ? undefined : await this.idOf(path);
      if (path !== undefined && id !== undefined)
        wanted.push({ reference: { kind: 'content', id, start, end }, path });
    }
    return wanted.toSorted((a, b) => a.reference.start - b.reference.start);
  }

  private async addressOf(
    { kind, id }: Reference,
    depth: number,
    path: string | undefined,
  ): Promise<string | undefined> {
    // The same file names others from wherever it stands.
    const key = `${kind} ${id} ${path ?? ''}`;
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
    const address = await this.make({ kind, id, path }, part, depth);
    this.done.set(key, address);
    return address;
  }

  private async make(
    { kind, id, path }: Pick<Reference, 'kind' | 'id'> & { readonly path: string | undefined },
    part: PagePart,
    depth: number,
  ): Promise<string | undefined> {
    const answer = answerOf({ kind, id }, part);
    if (answer === undefined) return undefined;
    const { contentType, body } = answer;
    if (kind !== 'content') return dataUrl(contentType, body);
    const text = TEXT.test(contentType) ? decodeUtf8(body) : undefined;
    const isRoomy = body.length * 1.4 < this.room;
    if (!isRoomy) {
      this.leftOut += 1;
      return undefined;
    }
    return dataUrl(
      contentType,
      text === undefined ? body : encodeUtf8(await this.fill(text, depth + 1, path)),
    );
  }
}

const dataUrl = (type: string, bytes: Uint8Array): string => `data:${type};base64,${base64.encode(bytes)}`;

/**
 * The page of `body` with everything in it that it takes from other inscriptions, so that it needs no network. `find` gives
 * parts that this device has and has checked. Bounded: {@link MAX_PAGE} characters, {@link MAX_DEPTH} levels. Text that is
 * not UTF-8 makes an empty page. With a `site`, files of it that the page names by their paths are its parts, too.
 */
export async function composePage(
  body: Uint8Array,
  contentType: string,
  find: (id: string) => Promise<PagePart | undefined>,
  site?: PageSite,
): Promise<ComposedPage> {
  const text = body.length > MAX_PAGE ? '' : (decodeUtf8(body) ?? '');
  const composer = new Composer(find, site);
  const filled = await composer.fill(text, 0, site?.path);
  const isDrawing = contentType === 'image/svg+xml';
  return {
    html: isDrawing
      ? `<!doctype html><style>html,body{margin:0}svg{max-width:100%}</style>${filled}`
      : filled,
    missing: [...composer.missing],
    leftOut: composer.leftOut,
    ...(site !== undefined && { path: site.path }),
  };
}
