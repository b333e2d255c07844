import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { snapshotListSchema, type SnapshotList } from '#lib/chain/snapshot-list.ts';
import { matchesEtag } from './negotiate.ts';

/** Below which path older posts are offered, each block of a file under its own name. */
export const SNAPSHOTS_PATH = '/snapshots/';

const BLOCK = /^baf(?:krei|ybei)[a-z2-7]{52}$/;

export type SnapshotServer = {
  /** What is offered: the `list.json` of the folder as it lies there now, and nothing where there is none. */
  list: () => Promise<SnapshotList>;
  /** Answers with a block. Its name is the hash of its bytes, so nobody has to ask again. */
  serve: (request: IncomingMessage, response: ServerResponse, name: string) => Promise<void>;
};

/** Serves what `npm run snapshot` wrote into a folder. Files of another network are not offered. */
export function createSnapshotServer(
  folder: string | undefined,
  network: SnapshotList['network'],
  onError: (error: unknown) => void,
): SnapshotServer {
  const nothing: SnapshotList = { network, snapshots: [] };
  return {
    async list() {
      if (folder === undefined) return nothing;
      try {
        const text = await readFile(path.join(folder, 'list.json'), 'utf8');
        const list = snapshotListSchema.parse(JSON.parse(text));
        return list.network === network ? list : nothing;
      } catch (error) {
        if (!isAbsent(error)) onError(error);
        return nothing;
      }
    },
    async serve(request, response, name) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return;
      }
      const bytes = await readBlock(folder, name);
      if (bytes === undefined) {
        response.writeHead(404, { 'cache-control': 'no-store' }).end();
        return;
      }
      const etag = `"${name}"`;
      response.setHeader('etag', etag);
      response.setHeader('cache-control', 'public, max-age=31536000, immutable');
      if (matchesEtag(request.headers['if-none-match'], etag)) {
        response.writeHead(304).end();
        return;
      }
      response.writeHead(200, {
        'content-type': 'application/vnd.ipld.raw',
        'content-length': bytes.length,
      });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    },
  };
}

async function readBlock(folder: string | undefined, name: string): Promise<Buffer | undefined> {
  if (folder === undefined || !BLOCK.test(name)) return undefined;
  try {
    return await readFile(path.join(folder, name));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
