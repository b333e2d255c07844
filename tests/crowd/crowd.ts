import { IDBKeyRange } from 'fake-indexeddb';
import type { PeerId } from '@libp2p/interface';
import { ownRecord } from '#tests/support/own-record.ts';
import { startLiar, type Liar } from './liar.ts';
import { CrowdPerson } from './person.ts';
import { PlayedClock } from './played-clock.ts';
import { newPeer } from './played-node.ts';
import { PlayedNetwork, type NetworkOptions, type Passed } from './played-network.ts';

export type CrowdOptions = NetworkOptions & {
  readonly people: number;
  /** Of all, how many lie. */
  readonly liars: number;
  readonly posts: number;
  /** Of the honest, how many leave in a second while posts are written; each comes back after some seconds. */
  readonly churn: number;
  /** How long posts are written, in milliseconds. */
  readonly writingMs: number;
  /** How long it may take afterwards until everybody has everything. */
  readonly patienceMs: number;
  readonly revisitMs?: number;
  readonly onProgress?: (line: string) => void;
};

export type CrowdOutcome = {
  readonly honest: number;
  readonly posts: number;
  /** Honest devices that have every post at the end. */
  readonly complete: number;
  /** From the last post to the moment in which the last honest device had all; absent when not all have it. */
  readonly convergedMs?: number;
  readonly left: number;
  readonly passed: Passed;
  /** Lies that honest devices counted. */
  readonly refused: number;
};

const AWAY_MS = 8_000;
const LOOK_MS = 500;
const JOIN_AT_ONCE = 20;
/** Of those who come, and of what they write, how many there are between two lines of progress. */
const TOLD_EVERY = 100;
const SAID_EVERY = 5;

/**
 * A crowd in one process that runs `lib/p2p` itself, each device over a database of its own, with a played transport:
 * people come, some write, some leave and come back, some lie. It ends when every honest device has every post.
 */
export async function playCrowd(options: CrowdOptions): Promise<CrowdOutcome> {
  globalThis.IDBKeyRange = IDBKeyRange;
  // Keys are made by other threads, for which the played clock does not wait.
  const peers: PeerId[] = [];
  for (let at = 0; at < options.people; at += 1) peers.push(await newPeer());
  return PlayedClock.play((clock) => play(options, clock, peers));
}

async function play(
  options: CrowdOptions,
  clock: PlayedClock,
  peers: readonly PeerId[],
): Promise<CrowdOutcome> {
  const { people, liars: wanted, posts, churn, writingMs, patienceMs, revisitMs, onProgress } = options;
  const network = new PlayedNetwork(options);
  const names = peers.values();
  const nextName = (): PeerId => {
    const { value } = names.next();
    if (value === undefined) throw new RangeError('more devices than keys');
    return value;
  };
  const honest: CrowdPerson[] = [];
  const liars: Liar[] = [];
  for (let at = 0; at < wanted; at += 1) liars.push(await startLiar(network, at, nextName()));
  while (honest.length < people - wanted) {
    const group = Math.min(JOIN_AT_ONCE, people - wanted - honest.length);
    const joined = await Promise.all(
      Array.from({ length: group }, () => CrowdPerson.make(network, nextName())),
    );
    await Promise.all(joined.map((person) => person.come(revisitMs)));
    honest.push(...joined);
    if (honest.length % TOLD_EVERY === 0) onProgress?.(`${honest.length} have come`);
  }
  onProgress?.(`${honest.length} honest, ${liars.length} lie`);

  let left = 0;
  let isOver = false;
  const coming: Promise<void>[] = [];
  const churning = (async () => {
    while (!isOver) {
      await clock.pause(1_000 / Math.max(churn * honest.length, 0.001));
      const person = honest[Math.floor(Math.random() * honest.length)];
      if (isOver || person?.isHere !== true) continue;
      left += 1;
      await person.go();
      coming.push(clock.pause(AWAY_MS * (0.5 + Math.random())).then(() => person.come(revisitMs)));
    }
  })();

  for (let at = 0; at < posts; at += 1) {
    await clock.pause(writingMs / posts);
    const here = honest.filter(({ isHere }) => isHere);
    const author = here[Math.floor(Math.random() * here.length)];
    const { txid, raw } = ownRecord(`said in the crowd, number ${at}`);
    await author?.say(txid, raw);
    if ((at + 1) % SAID_EVERY === 0)
      onProgress?.(`${at + 1} posts are written; ${JSON.stringify(network.passed)}`);
  }
  isOver = true;
  if (churn > 0) await churning;
  await Promise.all(coming);

  const from = clock.ms;
  const passedBefore = { ...network.passed };
  let complete = 0;
  let convergedMs: number | undefined;
  while (convergedMs === undefined && clock.ms - from < patienceMs) {
    const held = await Promise.all(honest.map((person) => person.holds()));
    complete = held.filter((count) => count >= posts).length;
    onProgress?.(
      `${Math.round((clock.ms - from) / 1000)} s: ${complete} of ${honest.length} have all; ${JSON.stringify(network.passed)}`,
    );
    if (complete === honest.length) convergedMs = clock.ms - from;
    else await clock.pause(LOOK_MS);
  }
  onProgress?.(`before: ${JSON.stringify(passedBefore)}`);
  const refused = (await Promise.all(honest.map((person) => person.refused()))).reduce(
    (sum, each) => sum + each,
    0,
  );
  for (const liar of liars) liar.stop();
  await Promise.all(honest.map((person) => person.leaveForEver()));
  network.stop();
  return {
    honest: honest.length,
    posts,
    complete,
    ...(convergedMs !== undefined && { convergedMs }),
    left,
    passed: network.passed,
    refused,
  };
}
