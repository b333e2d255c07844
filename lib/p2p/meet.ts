import { publicKeyFromRaw } from '@libp2p/crypto/keys';
import type { Connection, PeerId } from '@libp2p/interface';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import { lpStream } from '@libp2p/utils';
import type { MeetStep, Met } from '#lib/bridge/direct-messages.ts';
import { concatBytes, equalBytes } from '#lib/bytes/concat.ts';
import { encodeUtf8 } from '#lib/bytes/text.ts';
import type { Network } from '#lib/chain/network.ts';
import { GATHER_MS, GATHERED_MS, MEET_MS, MET_MS } from './limits.ts';
import { sha256 } from './media-list.ts';
import { MeetError } from './meet-error.ts';
import { hostsIn, sdpOf, secretsIn } from './meet-sdp.ts';
import { decodeSignal, encodeSignal } from './meet-signal.ts';
import { callBy, takeCallBy, type MeetParts } from './meet-transport.ts';
import { nearStreams } from './near-stream.ts';
import { OFFER_NAME_BYTES, encodeMeetWord, readMeetCode, writeMeetCode, type MeetWord } from './meet-word.ts';

export type MeetOptions = MeetParts & {
  readonly network: Network;
  /** Counts a line to somebody whom nobody knows yet; answers whether it may be made. */
  readonly mayMeet: () => boolean;
  readonly isConnected: (peer: PeerId) => boolean;
};

type Words = ReturnType<typeof lpStream>;
type Theirs = { readonly word: MeetWord; readonly body: Uint8Array; readonly peer: PeerId };

/** An offer that this device shows. */
type Shown = {
  readonly name: Uint8Array;
  readonly words: Words;
  readonly line: Promise<Connection>;
  readonly stop: AbortController;
  /** Says whom the answer is from. */
  readonly meet: (peer: PeerId) => void;
};

/** Signed before a word, so that the signature is good for nothing else. */
const DOMAIN = encodeUtf8('nabo-meet/1 ');

/**
 * Meets somebody who is next to this device, with nobody between: one shows a code, the other reads it and shows another,
 * the first reads that, and there is a line. What goes through relays otherwise goes by the codes, and libp2p does the rest
 * as always. In place of the relay's word for who is at the other end, the key of either has signed the certificate of its
 * line. One meeting at a time: whoever begins another has given up the one before.
 */
export class InPerson {
  private readonly options: MeetOptions;
  private shown: Shown | undefined;
  private stopping: AbortController | undefined;
  /** Whose code was answered. */
  private awaited: PeerId | undefined;

  constructor(options: MeetOptions) {
    this.options = options;
  }

  /**
   * The code to begin with.
   *
   * @throws {MeetError} when there can be no line.
   */
  async invite(): Promise<string> {
    const stop = this.begin();
    const { peerId } = this.options.components;
    const [stream, end] = nearStreams(this.options.components.logger);
    const words = lpStream(end);
    let other = peerId;
    const line = callBy(stream, this.options, () => other, until(stop));
    line.catch(() => stop.abort());
    const { sdp } = await described(words, 'offer', stop.signal);
    const { code, body } = await this.sign(sdp);
    const meet = (peer: PeerId): void => {
      other = peer;
    };
    this.shown = { name: await nameOf(body), words, line, stop, meet };
    return code;
  }

  /**
   * The code that answers another's. The line comes when they have read it.
   *
   * @throws {MeetError} when it is none that can be answered.
   */
  async answer(code: string): Promise<string> {
    const { word, body, peer } = await this.read(code);
    if (word.to !== undefined) throw new MeetError('kind');
    const stop = this.begin();
    const [stream, end] = nearStreams(this.options.components.logger);
    const words = lpStream(end);
    await takeCallBy(stream, this.options, peer, until(stop));
    await words.write(encodeSignal({ type: 'offer', data: sdpOf(word) }), { signal: stop.signal });
    const { sdp, candidates } = await described(words, 'answer', stop.signal);
    const hosts = hostsIn(candidates);
    if (hosts.length === 0) throw new MeetError('unreached');
    const { code: own } = await this.sign(sdp, { offer: await nameOf(body), hosts });
    this.awaited = peer;
    return own;
  }

  /**
   * Takes the answer to the code that is shown, and resolves when there is a line. The code is used up, whatever comes of it.
   *
   * @throws {MeetError} when it is no answer to it, or there is no line in time.
   */
  async accept(code: string): Promise<void> {
    const { word, peer } = await this.read(code);
    const { shown } = this;
    if (word.to === undefined) throw new MeetError('kind');
    if (shown === undefined || shown.stop.signal.aborted || !equalBytes(word.to.offer, shown.name))
      throw new MeetError('late');
    this.shown = undefined;
    shown.meet(peer);
    const timer = setTimeout(() => shown.stop.abort(), MET_MS);
    try {
      const { signal } = shown.stop;
      await shown.words.write(encodeSignal({ type: 'answer', data: sdpOf(word) }), { signal });
      await shown.line;
    } catch {
      throw new MeetError('unreached');
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes one step, and answers what comes of it; never rejects. */
  async take(step: MeetStep): Promise<Met> {
    try {
      switch (step.step) {
        case 'invite':
          return { code: await this.invite() };
        case 'answer':
          return { code: await this.answer(step.code) };
        case 'accept':
          await this.accept(step.code);
          return { isThere: true };
        case 'look':
          return { isThere: this.awaited !== undefined && this.options.isConnected(this.awaited) };
        case 'stop':
          this.stop();
          return {};
      }
    } catch (error) {
      return { problem: error instanceof MeetError ? error.problem : 'unreached' };
    }
  }

  /** Nobody is waited for any longer. A line that came about stays. */
  stop(): void {
    this.stopping?.abort();
    this.shown = undefined;
    this.awaited = undefined;
  }

  private begin(): AbortController {
    this.stop();
    if (!this.options.mayMeet()) throw new MeetError('full');
    this.stopping = new AbortController();
    return this.stopping;
  }

  /** What a code says, if it is of another device of this network and signed by it. */
  private async read(code: string): Promise<Theirs> {
    const { network, components } = this.options;
    const signed = readMeetCode(code);
    if (signed === undefined) throw new MeetError('unreadable');
    const { word, body, signature } = signed;
    if (equalBytes(word.key, components.privateKey.publicKey.raw)) throw new MeetError('own');
    if (word.network !== network) throw new MeetError('network');
    try {
      const key = publicKeyFromRaw(word.key);
      if (!(await key.verify(concatBytes([DOMAIN, body]), signature))) throw new Error('not theirs');
      return { word, body, peer: peerIdFromPublicKey(key) };
    } catch {
      throw new MeetError('unreadable');
    }
  }

  private async sign(
    sdp: string,
    to?: MeetWord['to'],
  ): Promise<{ readonly code: string; readonly body: Uint8Array }> {
    const { network, components } = this.options;
    const secrets = secretsIn(sdp);
    if (secrets === undefined) throw new MeetError('unreached');
    const { privateKey } = components;
    const word = { network, key: privateKey.publicKey.raw, ...secrets };
    const body = encodeMeetWord({ ...word, ...(to !== undefined && { to }) });
    return { body, code: writeMeetCode(body, await privateKey.sign(concatBytes([DOMAIN, body]))) };
  }
}

const until = (stop: AbortController): AbortSignal =>
  AbortSignal.any([stop.signal, AbortSignal.timeout(MEET_MS)]);

const nameOf = async (body: Uint8Array): Promise<Uint8Array> =>
  (await sha256(body)).slice(0, OFFER_NAME_BYTES);

/** How this device's browser describes its end: its addresses come one by one, and nobody says which is the last. */
async function described(
  words: Words,
  type: 'offer' | 'answer',
  stop: AbortSignal,
): Promise<{ readonly sdp: string; readonly candidates: readonly string[] }> {
  const all = AbortSignal.timeout(GATHER_MS);
  const next = async (ms: number) => {
    const signal = AbortSignal.any([stop, all, AbortSignal.timeout(ms)]);
    return decodeSignal((await words.read({ signal })).subarray());
  };
  const first = await next(GATHER_MS).catch(() => undefined);
  if (first?.type !== type) throw new MeetError('unreached');
  const candidates: string[] = [];
  // Who is called needs no address of who calls.
  while (type === 'answer') {
    const signal = await next(candidates.length === 0 ? GATHER_MS : GATHERED_MS).catch(() => undefined);
    if (signal?.type !== 'candidate') break;
    const { candidate } = JSON.parse(signal.data) as { readonly candidate?: unknown };
    if (typeof candidate === 'string') candidates.push(candidate);
  }
  return { sdp: first.data, candidates };
}
