import {
  endOf,
  PARTS,
  pageOf,
  readAnswer,
  readQuestion,
  sumsOf,
  writeAnswer,
  writeQuestion,
  type Answer,
  type Question,
} from './page.ts';
import type { Rows, SyncRow } from './row.ts';
import { seal, unseal } from './seal.ts';

/** Pages that are asked for at most before anything is taken over: 15 MB. */
const MOST_PAGES = 256;
/** How often it is looked again for what changed while we asked. */
const MOST_ROUNDS = 5;

/** One of two neighbours who may be devices of one person, by the names of their connection. */
export type Pair = { readonly self: string; readonly peer: string };

/** Carries a question to a neighbour and brings its answer; rejects or answers `undefined` where there is none. */
export type Carry = (pair: Pair, question: Uint8Array) => Promise<Uint8Array | undefined>;

export type TalkOptions = {
  readonly key: CryptoKey;
  /** What this device has now. */
  readonly rows: () => Rows;
  /** Takes what another own device has. */
  readonly take: (rows: readonly SyncRow[]) => Promise<void>;
  /** One of the own devices asked, and has something else than this one. */
  readonly onDiffers: (pair: Pair) => void;
  readonly carry: Carry;
};

/** `stranger`: whoever it is does not have our key, or nobody there speaks for it now. `took`: there was a difference. */
export type Pulled = 'stranger' | 'same' | 'took';

/** What own devices say to one another. Who does not have the key hears noise, and is not answered. */
export interface Talk {
  /** The answer to a question; `undefined` for whoever is not one of our devices. */
  answer(pair: Pair, question: Uint8Array): Promise<Uint8Array | undefined>;
  /**
   * Takes over whatever a neighbour has that we do not, where it is one of our devices. All of it at once, as it stood there in
   * one moment: new words that came without the removal of the old ones would look like words of somebody else.
   */
  pull(pair: Pair): Promise<Pulled>;
}

export function createTalk({ key, rows, take, onDiffers, carry }: TalkOptions): Talk {
  const ask = async ({ self, peer }: Pair, asked: Question): Promise<Answer | undefined> => {
    const question = await seal(key, writeQuestion(asked), { from: self, to: peer });
    const frame = await carry({ self, peer }, question).catch(() => undefined);
    const plain = frame && (await unseal(key, frame, { from: peer, to: self, question }));
    return plain && readAnswer(plain);
  };
  /** The rows of one part; `undefined` where they do not end, or nobody answers any more. */
  const readPart = async (
    pair: Pair,
    part: number,
    mostPages: number,
  ): Promise<{ readonly rows: readonly SyncRow[]; readonly pages: number } | undefined> => {
    const all: SyncRow[] = [];
    let after = '';
    for (let pages = 1; pages <= mostPages; pages += 1) {
      const answer = await ask(pair, { ask: 'rows', part, after });
      if (answer?.rows === undefined) return undefined;
      all.push(...answer.rows);
      const end = endOf(answer.rows);
      if (answer.more !== true) return { rows: all, pages };
      if (end <= after) return undefined;
      after = end;
    }
    return undefined;
  };
  return {
    async answer({ self, peer }, question) {
      const plain = await unseal(key, question, { from: peer, to: self });
      const asked = plain && readQuestion(plain);
      if (asked === undefined) return undefined;
      const mine = sumsOf(rows());
      if (asked.ask === 'sums' && asked.sums.some((sum, part) => sum !== mine[part]))
        onDiffers({ self, peer });
      const answer = asked.ask === 'sums' ? { sums: mine } : pageOf(rows(), asked.part, asked.after);
      return seal(key, writeAnswer(answer), { from: self, to: peer, question });
    },
    async pull(pair) {
      const known = new Map(sumsOf(rows()).entries());
      const sums = async (): Promise<readonly string[] | undefined> =>
        (await ask(pair, { ask: 'sums', sums: [...sumsOf(rows())] }))?.sums;
      let theirs = await sums();
      if (theirs === undefined) return 'stranger';
      const differing = (): number[] =>
        Array.from({ length: PARTS }, (_, part) => part).filter((part) => known.get(part) !== theirs?.[part]);
      if (differing().length === 0) return 'same';
      const news = new Map<number, readonly SyncRow[]>();
      let pages = 0;
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        for (const part of differing()) {
          known.set(part, theirs[part] ?? '');
          const page = await readPart(pair, part, MOST_PAGES - pages);
          if (page === undefined) return 'took';
          pages += page.pages;
          news.set(part, page.rows);
        }
        theirs = await sums();
        if (theirs === undefined) return 'took';
        if (differing().length > 0) continue;
        await take([...news.values()].flat());
        return 'took';
      }
      return 'took';
    },
  };
}
