import type { CborValue } from '#lib/bytes/cbor.ts';
import { toHex } from '#lib/bytes/hex.ts';

/** A value of CBOR or JSON as a tree that is shown: no key of a stranger's becomes a property. */
export type TreeNode = {
  /** What it is called in the value around it: a key or an index. */
  readonly label?: string;
  readonly type: 'object' | 'list' | 'text' | 'number' | 'bytes' | 'word';
  /** The value as text; of objects and lists how many entries they have. */
  readonly text: string;
  readonly children?: readonly TreeNode[];
};

/** Nodes of one tree; what comes behind them is left out, and said. */
export const MAX_NODES = 2_000;
const MAX_DEPTH = 64;
const MAX_TEXT = 4_096;
const MAX_BYTES = 64;

const clip = (text: string, most = MAX_TEXT): string =>
  text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text.toWellFormed();

const keyText = (key: CborValue): string => {
  if (typeof key === 'string') return clip(key, 200);
  return key instanceof Uint8Array ? `0x${toHex(key.subarray(0, MAX_BYTES))}` : clip(wordOf(key), 200);
};

const wordOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? 'a value' : String(value);

type Entry = readonly [label: string, value: unknown];

/** Keys and values of an object, a map or a list; `undefined` for everything that has none. */
function entriesOf(value: unknown): readonly Entry[] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown, index): Entry => [String(index), item]);
  if (value instanceof Map)
    return Array.from(value as ReadonlyMap<CborValue, CborValue>, ([key, item]): Entry => [
      keyText(key),
      item,
    ]);
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([key, item]): Entry => [clip(key, 200), item]);
}

function leafOf(value: unknown): Pick<TreeNode, 'type' | 'text'> {
  if (typeof value === 'string') return { type: 'text', text: clip(value) };
  if (typeof value === 'number' || typeof value === 'bigint')
    return { type: 'number', text: clip(String(value)) };
  if (value instanceof Uint8Array) {
    const hex = toHex(value.subarray(0, MAX_BYTES));
    return { type: 'bytes', text: value.length > MAX_BYTES ? `${hex}… (${value.length} bytes)` : hex };
  }
  return { type: 'word', text: wordOf(value) };
}

/** How many nodes may still be made. */
type Budget = { left: number };

function nodeOf(value: unknown, label: string | undefined, depth: number, budget: Budget): TreeNode {
  budget.left -= 1;
  const named = label === undefined ? {} : { label };
  const entries = entriesOf(value);
  if (entries === undefined) return { ...named, ...leafOf(value) };
  const children: TreeNode[] = [];
  for (const [key, item] of entries) {
    if (budget.left <= 0 || depth >= MAX_DEPTH) break;
    children.push(nodeOf(item, key, depth + 1, budget));
  }
  const left = entries.length - children.length;
  if (left > 0) children.push({ type: 'word', text: `… and ${left} more` });
  return { ...named, type: Array.isArray(value) ? 'list' : 'object', text: String(entries.length), children };
}

/** The tree of a decoded value, of at most {@link MAX_NODES} values and {@link MAX_DEPTH} levels. Never throws. */
export const treeOf = (value: unknown): TreeNode => nodeOf(value, undefined, 0, { left: MAX_NODES });
