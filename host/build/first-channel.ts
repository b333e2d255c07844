import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const OPENS = `if (channel.readyState !== 'open') {
            log.trace('wait for init channel to open');
            await pEvent(channel, 'open', {`;
const CLOSES = `log.trace('waiting for init channel to close');
        await pEvent(channel, 'close', {
            signal
        });`;

/**
 * Mends a wait for what was long ago in @libp2p/webrtc 6.0. Whoever calls waits for the first channel of a line to open
 * and then to close; whoever is called closes it as well, as soon as their end is ready. Where they were quicker, it was
 * closed before anybody waited, and the call hung until it was given up, while the other end believed in the line.
 */
export const firstChannel: Plugin = {
  name: 'first-channel',
  setup(build) {
    build.onLoad({ filter: /[\\/]private-to-private[\\/]initiate-connection\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      if (code.split(OPENS).length !== 2 || code.split(CLOSES).length !== 2)
        return { errors: [{ text: '@libp2p/webrtc waits in another way now: look at first-channel.ts' }] };
      const contents = code
        .replace(
          OPENS,
          OPENS.replace("!== 'open'", "=== 'connecting'").replace("'open', {", "['open', 'close'], {"),
        )
        .replace(CLOSES, `if (channel.readyState !== 'closed') { ${CLOSES} }`);
      return { contents };
    });
  },
};
