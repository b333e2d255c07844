import { fromHex, toHex } from '#lib/bytes/hex.ts';
import { isMeetHost, MAX_MEET_HOSTS, type MeetHost, type MeetWord } from './meet-word.ts';

// A browser says what a line would be in some forty lines of SDP (RFC 8866, 8839, 8841). All but five values of them are
// the same for every line of ours.

type Secrets = Pick<MeetWord, 'fingerprint' | 'ufrag' | 'pwd'>;

/** What a browser's own description says that the other cannot know; `undefined` where something of it is missing. */
export function secretsIn(sdp: string): Secrets | undefined {
  const value = (name: string): string | undefined => new RegExp(`^a=${name}:(.+?)\r?$`, 'm').exec(sdp)?.[1];
  const [ufrag, pwd] = [value('ice-ufrag'), value('ice-pwd')];
  const sum = /^sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/i.exec(value('fingerprint') ?? '')?.[1];
  const fingerprint = sum === undefined ? undefined : fromHex(sum.replaceAll(':', '').toLowerCase());
  return ufrag === undefined || pwd === undefined || fingerprint === undefined
    ? undefined
    : { fingerprint, ufrag, pwd };
}

/** Where a browser found itself to be, of its candidates (`candidate:…`): by UDP, each once, the first of them. */
export function hostsIn(candidates: readonly string[]): MeetHost[] {
  const hosts = new Map<string, MeetHost>();
  for (const candidate of candidates) {
    const [, component, protocol, , address = '', port = ''] = candidate.split(' ');
    const host = { address: address.toLowerCase(), port: Number(port) };
    if (component !== '1' || protocol?.toLowerCase() !== 'udp' || !isMeetHost(host)) continue;
    hosts.set(`${host.address} ${host.port}`, host);
  }
  return [...hosts.values()].slice(0, MAX_MEET_HOSTS);
}

/**
 * The description that the browser of `word` would have given. Whoever was offered a line tells where they are, and waits
 * to be called: an offer names no address, and a browser that has none to try does not give up before the answer is read.
 */
export function sdpOf({ fingerprint, ufrag, pwd, to }: MeetWord): string {
  const sum = toHex(fingerprint).toUpperCase().match(/../g)?.join(':') ?? '';
  const lines = [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${sum}`,
    `a=setup:${to === undefined ? 'actpass' : 'active'}`,
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    // The first is the dearest, as browsers order their own.
    ...(to?.hosts ?? []).map(
      ({ address, port }, at) =>
        `a=candidate:${at + 1} 1 udp ${2_130_706_431 - at} ${address} ${port} typ host`,
    ),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
