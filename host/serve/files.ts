import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Resource } from '../table.ts';
import { chooseEncoding, matchesEtag, type Encoding } from './negotiate.ts';

/** Answers with a file of the build. `tail`: text that follows the file's own. */
export type FileServer = (
  request: IncomingMessage,
  response: ServerResponse,
  resource: Resource,
  tail?: string,
) => Promise<void>;

const COMPRESS = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/**
 * Serves the files of the build from memory: there are few, their number is fixed when the build is made, and each is read
 * once. GET and HEAD, conditional, in the best encoding that the client takes.
 */
export function createFileServer(root: string): FileServer {
  const held = new Map<string, Promise<Buffer>>();

  const read = async (
    { file, encodings }: Resource,
    encoding: Encoding | undefined,
    tail: string,
  ): Promise<Buffer> => {
    if (tail === '') return readFile(path.join(root, (encoding && encodings[encoding]) ?? file));
    const whole = Buffer.concat([await readFile(path.join(root, file)), Buffer.from(tail)]);
    return encoding === undefined ? whole : COMPRESS[encoding](whole);
  };

  const bytesOf = (resource: Resource, encoding: Encoding | undefined, tail: string): Promise<Buffer> => {
    const key = JSON.stringify([resource.file, encoding, tail]);
    let bytes = held.get(key);
    if (bytes === undefined) {
      bytes = read(resource, encoding, tail);
      held.set(key, bytes);
      // What could not be read this time is tried again the next.
      bytes.catch(() => held.delete(key));
    }
    return bytes;
  };

  return async (request, response, resource, tail = '') => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const encoding = chooseEncoding(request.headers['accept-encoding'], resource.encodings);
    const hash = tail === '' ? resource.hash : shortHash(resource.hash + tail);
    const etag = `"${hash}${encoding === undefined ? '' : `-${encoding}`}"`;
    response.setHeader('etag', etag);
    response.setHeader(
      'cache-control',
      resource.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    // A page's path answers Next's router with something else than a browser.
    response.setHeader('vary', resource.kind === 'document' ? 'accept-encoding, rsc' : 'accept-encoding');
    if (matchesEtag(request.headers['if-none-match'], etag)) {
      response.writeHead(304).end();
      return;
    }
    const bytes = await bytesOf(resource, encoding, tail);
    if (encoding !== undefined) response.setHeader('content-encoding', encoding);
    response.writeHead(200, { 'content-type': resource.contentType, 'content-length': bytes.length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
