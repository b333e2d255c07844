import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import type { Resource } from '../table.ts';
import { chooseEncoding, matchesEtag } from './negotiate.ts';

/** Answers with a file of the build. */
export type FileServer = (
  request: IncomingMessage,
  response: ServerResponse,
  resource: Resource,
) => Promise<void>;

/**
 * Serves the files of the build from memory: there are few, their number is fixed when the build is made, and each is read
 * once. GET and HEAD, conditional, in the best encoding that the client takes.
 */
export function createFileServer(root: string): FileServer {
  const held = new Map<string, Promise<Buffer>>();

  const bytesOf = (file: string): Promise<Buffer> => {
    let bytes = held.get(file);
    if (bytes === undefined) {
      bytes = readFile(path.join(root, file));
      held.set(file, bytes);
      // What could not be read this time is tried again the next.
      bytes.catch(() => held.delete(file));
    }
    return bytes;
  };

  return async (request, response, resource) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const encoding = chooseEncoding(request.headers['accept-encoding'], resource.encodings);
    const etag = `"${resource.hash}${encoding === undefined ? '' : `-${encoding}`}"`;
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
    const bytes = await bytesOf((encoding && resource.encodings[encoding]) ?? resource.file);
    if (encoding !== undefined) response.setHeader('content-encoding', encoding);
    response.writeHead(200, { 'content-type': resource.contentType, 'content-length': bytes.length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
}
