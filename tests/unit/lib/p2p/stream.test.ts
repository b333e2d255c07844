import { multiaddr } from '@multiformats/multiaddr';
import { expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { ask, serve, type Dialer } from '#lib/p2p/stream.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startTestRelay } from '#tests/support/neighbours.ts';
import { joinAsStranger } from '#tests/support/stranger.ts';

const ECHO = '/nabo/echo/1';

it('reads an answer that was there in full before anybody looked', { timeout: 60_000 }, async () => {
  await using relay = await startTestRelay();
  await using a = await joinAsStranger(relay.address);
  await using b = await joinAsStranger(relay.address);
  await serve(a.node.libp2p, ECHO, async (question) => (question.length > 10 ? undefined : question));
  const [address = ''] = a.node.libp2p.getMultiaddrs().map(String);
  const { remotePeer } = await b.node.libp2p.dial(multiaddr(address));
  const slow: Dialer = {
    async dialProtocol(peer, protocol, options) {
      const stream = await b.node.libp2p.dialProtocol(peer, protocol, options);
      const close = stream.close.bind(stream);
      stream.close = async (how) => {
        await close(how);
        await eventually(() => {
          if (stream.remoteWriteStatus !== 'closed') throw new Error('the answer is not whole');
        });
      };
      return stream;
    },
  };
  for (const dialer of [slow, b.node.libp2p]) {
    const words = encodeUtf8('quick');
    expect(await ask(dialer, remotePeer, ECHO, words, 100)).toEqual(words);
    await expect(ask(dialer, remotePeer, ECHO, words, 3)).rejects.toThrow('more than 3 bytes');
    await expect(ask(dialer, remotePeer, ECHO, encodeUtf8('not answered'), 100)).rejects.toThrow();
  }
  const gone = AbortSignal.abort();
  await expect(ask(b.node.libp2p, remotePeer, ECHO, encodeUtf8('late'), 100, gone)).rejects.toThrow();
});
