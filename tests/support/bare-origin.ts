import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { ROOT } from '#host/launch/settings.mjs';

/** What a path of a bare origin answers. */
export type Answer = { readonly type: 'text/html' | 'text/javascript'; readonly body: string | Uint8Array };

/**
 * An origin on a free port of this machine that serves these paths and nothing else, for browsers that run parts of the
 * project without the app around them. It is isolated from other origins, so that a page may measure its memory.
 */
export async function startBareOrigin(
  answers: Readonly<Record<string, Answer>>,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const answer = answers[new URL(request.url ?? '/', 'http://localhost').pathname];
    response.writeHead(answer === undefined ? 404 : 200, {
      'content-type': answer?.type ?? 'text/plain',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': 'no-store',
    });
    response.end(answer?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A script that the build made. */
export const builtScript = async (file: string): Promise<Answer> => ({
  type: 'text/javascript',
  body: await readFile(path.join(ROOT, file)),
});

/** A file of the project as one classic script for browsers. */
export async function bundleScript(file: string): Promise<Answer> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(ROOT, file)],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2024',
    write: false,
  });
  return { type: 'text/javascript', body: outputFiles[0]?.text ?? '' };
}
