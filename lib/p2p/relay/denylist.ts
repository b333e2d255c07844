import { readFile, stat } from 'node:fs/promises';
import { isTxid } from '#lib/bytes/brand.ts';

/** Who and what a relay does not carry. */
export type Denylist = {
  /** Whether a PeerId is not taken in. */
  readonly deniesPeer: (peer: string) => boolean;
  /** Whether announcements of a txid are not passed on. */
  readonly deniesTxid: (txid: string) => boolean;
};

export const DENY_NOTHING: Denylist = { deniesPeer: () => false, deniesTxid: () => false };

/** How often the file is looked at. */
const LOOK_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
const PEER_ID = /^(?:12D3Koo|Qm)[1-9A-HJ-NP-Za-km-z]{30,60}$/;

/**
 * Names of a denylist: one PeerId or txid a line, `#` begins a remark.
 *
 * @returns the names, and the numbers of lines that are neither.
 */
export function parseDenylist(text: string): {
  readonly names: ReadonlySet<string>;
  readonly wrong: readonly number[];
} {
  const names = new Set<string>();
  const wrong: number[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const name = line.replace(/#.*/, '').trim();
    if (name === '') continue;
    if (isTxid(name) || PEER_ID.test(name)) names.add(name);
    else wrong.push(at + 1);
  }
  return { names, wrong };
}

/**
 * A denylist in a file, which may be changed while the relay runs. A file that cannot be read leaves what was read before.
 *
 * @param onWrong told of lines that are no names, and of a file that cannot be read, whenever it is read
 */
export async function watchDenylist(
  file: string,
  onWrong: (sentence: string) => void,
): Promise<Denylist & { readonly stop: () => void }> {
  let names: ReadonlySet<string> = new Set();
  let changed = -1;
  const look = async (): Promise<void> => {
    try {
      const { mtimeMs, size } = await stat(file);
      if (mtimeMs === changed) return;
      if (size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
      const parsed = parseDenylist(await readFile(file, 'utf8'));
      changed = mtimeMs;
      names = parsed.names;
      if (parsed.wrong.length > 0)
        onWrong(`${file}: no PeerId and no txid in lines ${parsed.wrong.slice(0, 20).join(', ')}`);
    } catch (error) {
      onWrong(`${file} cannot be read, what it said before counts: ${String(error)}`);
    }
  };
  await look();
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return {
    deniesPeer: (peer) => names.has(peer),
    deniesTxid: (txid) => names.has(txid),
    stop: () => clearInterval(timer),
  };
}
