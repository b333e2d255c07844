import { essence } from '#lib/protocols/media-type.ts';
import { isOutpoint, outpointTxid } from '#lib/bytes/brand.ts';
import { decodeDirectory, findInDirectory, ORD_FS, type Directory } from '#lib/protocols/ord-fs.ts';
import type { PagePart } from './compose-page.ts';

/** How deep directories may lie in directories. */
const MAX_DEPTH = 4;

/** What a path of a site leads to. */
export type SiteFile =
  | {
      readonly id: string;
      /** The path, with the default of a directory spelled out. */
      readonly path: string;
    }
  /** A directory or file on the way is not on this device. */
  | { readonly missing: string };

/** A site: a directory and those that it points to, out of inscriptions that this device has. */
export class Site {
  private readonly root: string;
  private readonly part: (id: string) => Promise<PagePart | undefined>;
  private readonly directories = new Map<string, Directory | undefined>();

  /** @param root the inscription of its directory. */
  constructor(root: string, find: (id: string) => Promise<PagePart | undefined>) {
    this.root = root;
    this.part = find;
  }

  /** The file at a path from the root of the site, that of a directory where it is one; `undefined` where there is none. */
  async find(path: string): Promise<SiteFile | undefined> {
    let [id, left, walked] = [this.root, path, ''];
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
      const directory = await this.directory(id);
      if (directory === undefined) return undefined;
      const found = findInDirectory(directory, left);
      if (found === undefined) return undefined;
      // The default of a directory stands beside its other files, whatever it is called.
      const step =
        left === '' ? 'index.html' : found.below === '' ? left : left.slice(0, -found.below.length - 1);
      walked = walked === '' ? step : `${walked}/${step}`;
      const part = await this.part(found.at);
      if (part === undefined) return { missing: found.at };
      if (essence(part.contentType) !== ORD_FS)
        return found.below === '' ? { id: found.at, path: walked } : undefined;
      [id, left] = [found.at, found.below];
    }
    return undefined;
  }

  private async directory(id: string): Promise<Directory | undefined> {
    if (!this.directories.has(id)) {
      const part = await this.part(id);
      const isDirectory = part !== undefined && essence(part.contentType) === ORD_FS && isOutpoint(id);
      this.directories.set(id, isDirectory ? decodeDirectory(part.body, outpointTxid(id)) : undefined);
    }
    return this.directories.get(id);
  }
}
