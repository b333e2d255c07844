import { generateKeyPair } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import { InPerson, type MeetOptions } from '#lib/p2p/meet.ts';
import { encodeMeetWord, OFFER_NAME_BYTES, writeMeetCode, type MeetWord } from '#lib/p2p/meet-word.ts';

/** A device that has looked at codes and has no line yet. */
async function device(mayMeet = true) {
  const privateKey = await generateKeyPair('Ed25519');
  const peerId = peerIdFromPrivateKey(privateKey);
  const components = { privateKey, peerId } as MeetOptions['components'];
  const near = new InPerson({
    network: 'devnet',
    components,
    webrtc: {},
    mayMeet: () => mayMeet,
    isConnected: () => true,
  });
  const says = async (more: Partial<MeetWord> = {}, domain = 'nabo-meet/1 '): Promise<string> => {
    const body = encodeMeetWord({
      network: 'devnet',
      key: privateKey.publicKey.raw,
      fingerprint: new Uint8Array(32).fill(7),
      ufrag: 'abcd',
      pwd: 'abcdefghijklmnopqrstuvwx',
      ...more,
    });
    return writeMeetCode(body, await privateKey.sign(concatBytes([encodeUtf8(domain), body])));
  };
  return { near, says, key: privateKey.publicKey.raw };
}

const TO = { offer: new Uint8Array(OFFER_NAME_BYTES), hosts: [{ address: '10.0.0.1', port: 5_000 }] };

describe('whoever is met in person', () => {
  it('is not who they are said to be without their signature', async () => {
    const [alder, birch, liar] = await Promise.all([device(), device(), device()]);
    const asked = async (code: string) => alder.near.take({ step: 'answer', code });
    // A key that is another's, a signature for something else, and a letter that was changed.
    expect(await asked(await liar.says({ key: birch.key }))).toEqual({ problem: 'unreadable' });
    expect(await asked(await birch.says({}, 'something else '))).toEqual({ problem: 'unreadable' });
    const code = await birch.says();
    const other = code.at(100) === 'A' ? 'B' : 'A';
    expect(await asked(code.slice(0, 100) + other + code.slice(101))).toEqual({ problem: 'unreadable' });
  });

  it('shows a code of the right kind, of the same network, and not mine', async () => {
    const [alder, birch] = await Promise.all([device(), device()]);
    const answers = (code: string) => alder.near.take({ step: 'answer', code });
    const accepts = (code: string) => alder.near.take({ step: 'accept', code });
    expect(await answers('nabo-what')).toEqual({ problem: 'unreadable' });
    expect(await answers(await alder.says())).toEqual({ problem: 'own' });
    expect(await answers(await birch.says({ network: 'main' }))).toEqual({ problem: 'network' });
    expect(await answers(await birch.says({ to: TO }))).toEqual({ problem: 'kind' });
    expect(await accepts(await birch.says())).toEqual({ problem: 'kind' });
    // It answers something, but nothing that is shown here.
    expect(await accepts(await birch.says({ to: TO }))).toEqual({ problem: 'late' });
  });

  it('is met as long as there is room for a line', async () => {
    const [full, birch] = await Promise.all([device(false), device()]);
    expect(await full.near.take({ step: 'invite' })).toEqual({ problem: 'full' });
    expect(await full.near.take({ step: 'answer', code: await birch.says() })).toEqual({ problem: 'full' });
    // Nobody is waited for.
    expect(await full.near.take({ step: 'look' })).toEqual({ isThere: false });
    expect(await full.near.take({ step: 'stop' })).toEqual({});
  });
});
