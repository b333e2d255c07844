import { multiaddr } from '@multiformats/multiaddr';
import { concatBytes } from '#lib/bytes/concat.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/bytes/text.ts';
import type { Network } from '#lib/chain/network.ts';

/** Where a browser is reached in its own network: an IP address or a `.local` name, and a UDP port. */
export type MeetHost = { readonly address: string; readonly port: number };

/**
 * What two browsers that stand next to each other have to know of one another, and nothing else: who it is (`key`, the 32
 * bytes of an Ed25519 key), by which certificate the line is encrypted (`fingerprint`, its SHA-256), and what its first
 * packets carry (`ufrag`, `pwd`, RFC 8839). An answer says besides where it is found, and which offer it is for.
 */
export type MeetWord = {
  readonly network: Network;
  readonly key: Uint8Array;
  readonly fingerprint: Uint8Array;
  readonly ufrag: string;
  readonly pwd: string;
  /** Only in an answer. */
  readonly to?: { readonly offer: Uint8Array; readonly hosts: readonly MeetHost[] };
};

/** A word and its signature by the key that it names. */
export type SignedWord = {
  readonly word: MeetWord;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
};

/** Bytes of an offer by which an answer names it. */
export const OFFER_NAME_BYTES = 8;
/** Addresses of one answer. A browser has one for each of its networks. */
export const MAX_MEET_HOSTS = 6;
/** Longest code as text, of which nothing is looked at beyond: with all addresses an answer has some 480 letters. */
export const MAX_MEET_CODE = 700;

const VERSION = 1;
const NETWORKS: readonly Network[] = ['devnet', 'test', 'main'];
const KEY_BYTES = 32;
const SUM_BYTES = 32;
const SIGNATURE_BYTES = 64;
const NAME = 'nabo-';
/** Letters of `ufrag` and `pwd`, and how many, of which RFC 8839 allows more than any browser makes. */
const UFRAG = /^[A-Za-z0-9+/]{4,32}$/;
const PWD = /^[A-Za-z0-9+/]{22,64}$/;
const LOCAL = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/;
/** How an address begins: as in a multiaddr, and one of ours for names that browsers make up. */
const [IP4, IP6, NAMED] = [4, 41, 0] as const;

/**
 * Form: version, kind (0 offer, 1 answer), network, key, fingerprint, length and letters of ufrag and pwd; in an answer the
 * first eight bytes of the offer's hash, the number of addresses, and each with its port, big end first.
 *
 * @throws {Error} for a word that no browser of ours says.
 */
export function encodeMeetWord(word: MeetWord): Uint8Array {
  const { network, key, fingerprint, ufrag, pwd, to } = word;
  const letters = (text: string): Uint8Array => concatBytes([Uint8Array.of(text.length), encodeUtf8(text)]);
  const hosts = to?.hosts.slice(0, MAX_MEET_HOSTS) ?? [];
  const bytes = concatBytes([
    Uint8Array.of(VERSION, to === undefined ? 0 : 1, NETWORKS.indexOf(network)),
    key,
    fingerprint,
    letters(ufrag),
    letters(pwd),
    ...(to === undefined ? [] : [to.offer, Uint8Array.of(hosts.length)]),
    ...hosts.flatMap(({ address, port }) => [encodeHost(address), Uint8Array.of(port >> 8, port & 255)]),
  ]);
  if (decodeMeetWord(bytes) === undefined) throw new Error('a word that nobody could read');
  return bytes;
}

/** The word of these bytes; `undefined` where they are anything else, or go on after it. */
export function decodeMeetWord(bytes: Uint8Array): MeetWord | undefined {
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return bytes.slice(at - length, at);
  };
  const byte = (): number => take(1)[0] ?? -1;
  const letters = (): string => decodeUtf8(take(Math.max(0, byte()))) ?? '';
  const [version, kind, network] = [byte(), byte(), NETWORKS[byte()]];
  if (version !== VERSION || (kind !== 0 && kind !== 1) || network === undefined) return undefined;
  const [key, fingerprint, ufrag, pwd] = [take(KEY_BYTES), take(SUM_BYTES), letters(), letters()];
  if (at > bytes.length || !UFRAG.test(ufrag) || !PWD.test(pwd)) return undefined;
  const word = { network, key, fingerprint, ufrag, pwd };
  if (kind === 0) return at === bytes.length ? word : undefined;
  const offer = take(OFFER_NAME_BYTES);
  const count = byte();
  if (count < 0 || count > MAX_MEET_HOSTS) return undefined;
  const hosts: MeetHost[] = [];
  for (let each = 0; each < count; each += 1) {
    const address = decodeHost(byte(), take);
    const [high = 0, low = 0] = take(2);
    const port = high * 256 + low;
    if (address === undefined || port === 0) return undefined;
    hosts.push({ address, port });
  }
  return at === bytes.length ? { ...word, to: { offer, hosts } } : undefined;
}

/** A code that is shown or pasted: `nabo-`, and base64url of word and signature. */
export function writeMeetCode(body: Uint8Array, signature: Uint8Array): string {
  const letters = btoa(String.fromCharCode(...body, ...signature));
  return NAME + letters.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** What a code says, whoever signed it; `undefined` where it is none. White space around and in it does not count. */
export function readMeetCode(text: string): SignedWord | undefined {
  if (text.length > 2 * MAX_MEET_CODE) return undefined;
  const letters = text.replaceAll(/\s/g, '');
  if (letters.length > MAX_MEET_CODE || !/^nabo-[\w-]+$/.test(letters)) return undefined;
  const bytes = fromBase64Url(letters.slice(NAME.length));
  if (bytes === undefined || bytes.length <= SIGNATURE_BYTES) return undefined;
  const body = bytes.slice(0, -SIGNATURE_BYTES);
  const word = decodeMeetWord(body);
  return word && { word, body, signature: bytes.slice(-SIGNATURE_BYTES) };
}

/** Whether somebody is found at such an address by a code. */
export const isMeetHost = ({ address, port }: MeetHost): boolean => {
  try {
    return encodeHost(address).length > 1 && port > 0 && port < 65_536;
  } catch {
    return false;
  }
};

function encodeHost(address: string): Uint8Array {
  const [, ...digits] = LOCAL.exec(address) ?? [];
  if (digits.length > 0)
    return concatBytes([
      Uint8Array.of(NAMED),
      Uint8Array.from(digits.join('').match(/../g) ?? [], fromHexByte),
    ]);
  return multiaddr(address.includes(':') ? `/ip6/${address}` : `/ip4/${address}`).bytes;
}

function decodeHost(form: number, take: (length: number) => Uint8Array): string | undefined {
  if (form === NAMED) {
    const digits = Array.from(take(16), (each) => each.toString(16).padStart(2, '0')).join('');
    const name = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5.local');
    return LOCAL.test(name) ? name : undefined;
  }
  if (form !== IP4 && form !== IP6) return undefined;
  const bytes = take(form === IP4 ? 4 : 16);
  if (bytes.length !== (form === IP4 ? 4 : 16)) return undefined;
  return multiaddr(concatBytes([Uint8Array.of(form), bytes])).getComponents()[0]?.value;
}

const fromHexByte = (digits: string): number => Number.parseInt(digits, 16);

function fromBase64Url(letters: string): Uint8Array | undefined {
  try {
    const text = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  } catch {
    return undefined;
  }
}
