import { generateKeyPair } from '@libp2p/crypto/keys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MEET_TEXT } from '#lib/bridge/direct-messages.ts';
import { decodeSignal, encodeSignal } from '#lib/p2p/meet-signal.ts';
import { hostsIn, sdpOf, secretsIn } from '#lib/p2p/meet-sdp.ts';
import {
  decodeMeetWord,
  encodeMeetWord,
  MAX_MEET_CODE,
  MAX_MEET_HOSTS,
  OFFER_NAME_BYTES,
  readMeetCode,
  writeMeetCode,
  type MeetWord,
} from '#lib/p2p/meet-word.ts';

const RUNS = 300;
const ICE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split('');
const letters = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...ICE), minLength: min, maxLength: max });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const address = fc.oneof(
  fc.ipV4(),
  // As browsers write them: eight groups or fewer, small letters.
  fc.ipV6().filter((text) => !text.includes('.')),
  fc.uuid().map((id) => `${id}.local`),
);
const host = fc.record({ address, port: fc.integer({ min: 1, max: 65_535 }) });
const secrets = fc.record({ fingerprint: bytes(32), ufrag: letters(4, 32), pwd: letters(22, 64) });
const offer = fc
  .tuple(secrets, fc.constantFrom('devnet', 'test', 'main'), bytes(32))
  .map(([said, network, key]): MeetWord => ({ ...said, network, key }) as MeetWord);
const answer = fc
  .tuple(offer, bytes(OFFER_NAME_BYTES), fc.array(host, { minLength: 1, maxLength: MAX_MEET_HOSTS }))
  .map(([word, name, hosts]): MeetWord => ({ ...word, to: { offer: name, hosts } }));
const word = fc.oneof(offer, answer);

/** One spelling for each address. */
const plain = (said: MeetWord | undefined): MeetWord | undefined =>
  said && decodeMeetWord(encodeMeetWord(said));

describe('the word of a meeting', () => {
  it('is the same when it was written and read', () => {
    fc.assert(
      fc.property(word, bytes(64), (said, signature) => {
        const body = encodeMeetWord(said);
        const read = decodeMeetWord(body);
        expect(plain(read)).toEqual(read);
        expect({ ...read, to: undefined }).toEqual({ ...said, to: undefined });
        expect(read?.to?.hosts.map(({ port }) => port)).toEqual(said.to?.hosts.map(({ port }) => port));
        expect(read?.to?.offer).toEqual(said.to?.offer);
        const code = writeMeetCode(body, signature);
        expect(code.length).toBeLessThanOrEqual(MAX_MEET_CODE);
        expect(readMeetCode(code)).toEqual({ word: read, body, signature });
        // As it comes out of a message that was wrapped.
        expect(readMeetCode(` ${code.replaceAll(/.{40}/g, '$&\n')}\n`)).toEqual({
          word: read,
          body,
          signature,
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('is none when a byte is missing or too many, whatever the rest', () => {
    fc.assert(
      fc.property(word, fc.nat(), (said, at) => {
        const body = encodeMeetWord(said);
        expect(decodeMeetWord(body.subarray(0, at % body.length))).toBeUndefined();
        expect(decodeMeetWord(Uint8Array.of(...body, 0))).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  it('of a stranger is read or is none, and never throws', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.tuple(word, fc.nat(), fc.nat(255)).map(([said, at, byte]) => {
        const body = encodeMeetWord(said);
        body[at % body.length] = byte;
        return body;
      }),
    );
    fc.assert(
      fc.property(hostile, bytes(64), (body, signature) => {
        const read = decodeMeetWord(body);
        expect(read === undefined ? read : encodeMeetWord(read)).toEqual(read === undefined ? read : body);
        expect(readMeetCode(writeMeetCode(body, signature))?.word).toEqual(
          writeMeetCode(body, signature).length > MAX_MEET_CODE ? undefined : read,
        );
      }),
      { numRuns: RUNS },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 3_000 }), (text) => {
        expect(readMeetCode(text)).toBeUndefined();
        expect(readMeetCode(`nabo-${text}`)?.signature.length ?? 64).toBe(64);
      }),
      { numRuns: RUNS },
    );
    expect(readMeetCode(`nabo-${'A'.repeat(MAX_MEET_TEXT)}`)).toBeUndefined();
  });

  it('is short enough for a camera across a table', async () => {
    const { publicKey } = await generateKeyPair('Ed25519');
    const said = {
      network: 'main',
      key: publicKey.raw,
      fingerprint: new Uint8Array(32),
      ufrag: 'abcd',
      pwd: 'abcdefghijklmnopqrstuvwx',
    } as const;
    const hosts = [
      { address: '192.168.0.17', port: 50_000 },
      { address: '4f1c2a3b-0000-4000-8000-123456789abc.local', port: 50_001 },
    ];
    const name = new Uint8Array(OFFER_NAME_BYTES);
    const lengths = [said, { ...said, to: { offer: name, hosts } }].map(
      (each) => writeMeetCode(encodeMeetWord(each), new Uint8Array(64)).length,
    );
    expect(lengths).toEqual([220, 267]);
  });
});

/** As Chromium 156 wrote it. */
const CHROMIUM = [
  'v=0',
  'o=- 5322103838419186323 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:rNHy',
  'a=ice-pwd:T1ab+/ab12cd34ef56gh78ij',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
  'a=setup:actpass',
  'a=mid:0',
  'a=sctp-port:5000',
  'a=max-message-size:262144',
  '',
].join('\r\n');

describe('what a browser says of its line', () => {
  it('is taken out of its description and put into ours', () => {
    const said = secretsIn(CHROMIUM);
    expect(said).toEqual({
      ufrag: 'rNHy',
      pwd: 'T1ab+/ab12cd34ef56gh78ij',
      fingerprint: new Uint8Array(32).fill(0xab),
    });
    fc.assert(
      fc.property(answer, (each) => {
        const sdp = sdpOf(each);
        const { ufrag, pwd, fingerprint } = each;
        expect(secretsIn(sdp)).toEqual({ ufrag, pwd, fingerprint });
        const candidates = sdp.split('\r\n').flatMap((line) => /^a=(candidate:.+)$/.exec(line)?.[1] ?? []);
        const distinct = new Map(each.to?.hosts.map((one) => [`${one.address} ${one.port}`, one]));
        expect(hostsIn(candidates)).toEqual([...distinct.values()]);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['another kind of sum', CHROMIUM.replace('sha-256', 'sha-1')],
    ['a short sum', CHROMIUM.replace('AB:AB:', 'AB:')],
    ['no name', CHROMIUM.replace('a=ice-ufrag:rNHy', '')],
  ])('is nothing with %s', (_name, sdp) => expect(secretsIn(sdp)).toBeUndefined());

  it('is found by its addresses, not by those of another kind', () => {
    const name = '4f1c2a3b-0000-4000-8000-123456789abc.local';
    expect(
      hostsIn([
        `candidate:1 1 udp 2113937151 ${name} 51234 typ host generation 0 ufrag rNHy network-cost 999`,
        'candidate:2 1 tcp 1518280447 192.168.0.17 9 typ host tcptype active',
        'candidate:3 1 UDP 2113937151 192.168.0.17 51235 typ host',
        'candidate:3 2 udp 2113937151 192.168.0.17 51236 typ host',
        'candidate:4 1 udp 1677729535 fe80::1%eth0 51236 typ host',
        'candidate:5 1 udp 1677729535 example.org 51236 typ host',
        'candidate:6 1 udp 1677729535 10.0.0.1 0 typ host',
        '',
      ]),
    ).toEqual([
      { address: name, port: 51_234 },
      { address: '192.168.0.17', port: 51_235 },
    ]);
  });

  it('goes to libp2p in its own words', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('offer', 'answer', 'candidate'),
        fc.string({ maxLength: 5_000 }),
        (type, data) => {
          expect(decodeSignal(encodeSignal({ type, data }))).toEqual({ type, data: data.toWellFormed() });
        },
      ),
      { numRuns: RUNS },
    );
  });
});
