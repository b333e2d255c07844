import { FRAME_PATH, FRAME_POLICY } from '#lib/bridge/frame-policy.ts';
import { heldOrNetwork, type Handler, type Shell } from './handler.ts';

/**
 * The frame in which a page of the chain runs, with the policy that shuts it in, whatever the host sent. A frame that goes
 * anywhere else by itself is answered with nothing, so that no page can tell a host something by where it goes.
 */
export function frameHandler(shell: Shell): Handler {
  return {
    name: 'frame',
    keyOf: ({ mode, destination, url }) =>
      mode === 'navigate' && destination !== 'document' ? url.pathname : undefined,
    async answer(key, { request }) {
      if (key !== FRAME_PATH) return Response.error();
      const { ok, body } = await heldOrNetwork(shell.match(key), request);
      if (!ok) return Response.error();
      return new Response(body, {
        headers: {
          'content-security-policy': FRAME_POLICY,
          'content-type': 'text/html; charset=utf-8',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'x-dns-prefetch-control': 'off',
        },
      });
    },
  };
}
