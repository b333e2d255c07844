import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import type { Tape } from '#lib/envelopes/index.ts';
import { encodeTape } from './tape.ts';

// Magic Attribute Protocol (https://bitcoinschema.org): SET key value …, ADD key value …, JSON object. REMOVE, DELETE,
// CLEAR and SELECT change older records and say nothing about their own. `:::` chains commands in one tape.

export const MAP_PREFIX = '1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5';

/** What MAP says about a record. Keys are an author's words: they are looked up, never assigned to objects. */
export type MapData = {
  /** Of SET and JSON; of a repeated key the last value. */
  readonly fields: ReadonlyMap<string, string>;
  /** Of ADD, in order. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly issues: readonly Issue[];
};

const MAX_KEY = 256;
/** Longer values are words or pictures in disguise, which have tapes of their own. */
const MAX_VALUE = 4_096;
const CHAIN = ':::';

/** Readers of MAP turn NUL into a space, and so a comparison with theirs needs it here. */
const textOf = (cell: Uint8Array): string | undefined =>
  cell.length > MAX_VALUE ? undefined : decodeUtf8(cell)?.replaceAll('\0', ' ');

class MapReader {
  readonly fields = new Map<string, string>();
  readonly lists = new Map<string, readonly string[]>();
  readonly issues: Issue[] = [];

  run(command: string | undefined, args: readonly (string | undefined)[]): void {
    if (command === 'SET') this.set(args);
    else if (command === 'ADD') this.add(args);
    else if (command === 'JSON') this.json(args[0]);
    else this.issues.push(issue('map-command', `MAP ${command?.slice(0, 20) ?? ''} is not read`));
  }

  private set(args: readonly (string | undefined)[]): void {
    if (args.length % 2 !== 0) this.issues.push(issue('map-odd', 'MAP SET with a key without a value'));
    for (let at = 0; at + 1 < args.length; at += 2) this.put(args[at], args[at + 1]);
  }

  private add([key, ...values]: readonly (string | undefined)[]): void {
    if (key === undefined || key.length > MAX_KEY) return;
    this.lists.set(key, [...(this.lists.get(key) ?? []), ...values.filter((value) => value !== undefined)]);
  }

  private json(text: string | undefined): void {
    const parsed = parseJson(text ?? '');
    if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) {
      this.issues.push(issue('map-json', 'MAP JSON without a JSON object'));
      return;
    }
    for (const [key, value] of Object.entries(parsed.value))
      if (typeof value === 'string') this.put(key, value);
  }

  private put(key: string | undefined, value: string | undefined): void {
    if (key === undefined || value === undefined || key.length > MAX_KEY) {
      this.issues.push(issue('map-field', 'a MAP field that is not text or too long'));
    } else {
      this.fields.set(key, value);
    }
  }
}

/** Reads every MAP tape of an output together; `undefined` when there is none. */
export function decodeMap(tapes: readonly Tape[]): MapData | undefined {
  const own = tapes.filter(({ prefix }) => prefix === MAP_PREFIX);
  if (own.length === 0) return undefined;
  const reader = new MapReader();
  for (const { cells } of own) {
    let command: (string | undefined)[] = [];
    for (const cell of cells) {
      const text = textOf(cell);
      if (text === CHAIN) {
        reader.run(command[0], command.slice(1));
        command = [];
      } else {
        command.push(text);
      }
    }
    reader.run(command[0], command.slice(1));
  }
  return reader;
}

/**
 * A `MAP SET` tape with `fields` in the given order.
 *
 * @throws {RangeError} when a key or a value has a form that a reader would take for something else.
 */
export function encodeMap(fields: readonly (readonly [key: string, value: string])[]): Uint8Array {
  for (const cell of fields.flat()) {
    if (cell === '' || cell === '|' || cell === CHAIN || cell.includes('\0') || !cell.isWellFormed()) {
      throw new RangeError(`not a MAP field: ${cell.slice(0, 40)}`);
    }
  }
  return encodeTape(MAP_PREFIX, 'SET', ...fields.flat());
}
