import { issue, type Issue } from '#lib/bytes/issue.ts';
import { parseJson } from '#lib/bytes/json.ts';
import { decodeUtf8 } from '#lib/bytes/text.ts';
import { AIP_PREFIX, type Tape } from '#lib/envelopes/index.ts';
import { encodeTape } from './tape.ts';

// Magic Attribute Protocol (https://github.com/rohenaz/MAP), commands in order, `:::` between those of one tape:
//
//   SET key value …    ADD key value …    JSON object    REMOVE key …    DELETE key [value …]
//
// REMOVE and DELETE undo what earlier commands of the output said. SELECT txid turns the rest of its tape, and CLEAR txid …
// itself, on older records: they say nothing about their own.

export const MAP_PREFIX = '1PuQa7K62MiKCtssSLKy1kh56WWU7MtUR5';

/** What MAP says about a record. Keys are an author's words: they are looked up, never assigned to objects. */
export type MapData = {
  /** Of SET and JSON, less what REMOVE took; of a repeated key the last value. */
  readonly fields: ReadonlyMap<string, string>;
  /** Of ADD, in order, less what REMOVE and DELETE took. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly issues: readonly Issue[];
};

const MAX_KEY = 256;
/** Longer values are words or pictures in disguise, which have tapes of their own. */
const MAX_VALUE = 4_096;
const CHAIN = ':::';

/** Readers of MAP turn NUL into a space, and so a comparison with theirs needs it here. */
function textOf(cell: Uint8Array): string | undefined {
  const text = cell.length > MAX_VALUE ? undefined : decodeUtf8(cell);
  return text?.includes('\0') === true ? text.replaceAll('\0', ' ') : text;
}

class MapReader {
  readonly fields = new Map<string, string>();
  readonly lists = new Map<string, readonly string[]>();
  readonly issues: Issue[] = [];

  /** Runs one command; false when the rest of its tape is about another record. */
  run(command: string | undefined, args: readonly (string | undefined)[]): boolean {
    if (command === 'SET') this.set(args);
    else if (command === 'ADD') this.add(args);
    else if (command === 'JSON') this.json(args[0]);
    else if (command === 'REMOVE') for (const key of args) this.remove(key);
    else if (command === 'DELETE') this.delete(args);
    else if (command === 'SELECT' || command === 'CLEAR')
      this.note('map-other', `MAP ${command} is about another record`);
    else this.note('map-command', `MAP ${command?.slice(0, 20) ?? ''} is not read`);
    return command !== 'SELECT';
  }

  /** One issue of a kind is enough, however often a tape repeats it. */
  private note(code: string, message: string): void {
    if (!this.issues.some((known) => known.code === code)) this.issues.push(issue(code, message));
  }

  private set(args: readonly (string | undefined)[]): void {
    if (args.length % 2 !== 0) this.note('map-odd', 'MAP SET with a key without a value');
    for (let at = 0; at + 1 < args.length; at += 2) this.put(args[at], args[at + 1]);
  }

  private add([key, ...values]: readonly (string | undefined)[]): void {
    if (key === undefined || key.length > MAX_KEY) return;
    this.lists.set(key, [...(this.lists.get(key) ?? []), ...values.filter((value) => value !== undefined)]);
  }

  private remove(key: string | undefined): void {
    if (key === undefined) return;
    this.fields.delete(key);
    this.lists.delete(key);
  }

  /** The text says `DELETE value …`, its table and its readers `DELETE key`: the key is named, values are optional. */
  private delete([key, ...values]: readonly (string | undefined)[]): void {
    if (key === undefined) return;
    const taken = new Set(values);
    const left = taken.size === 0 ? [] : (this.lists.get(key) ?? []).filter((own) => !taken.has(own));
    if (left.length === 0) this.lists.delete(key);
    else this.lists.set(key, left);
  }

  private json(text: string | undefined): void {
    const parsed = parseJson(text ?? '');
    if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) {
      this.note('map-json', 'MAP JSON without a JSON object');
      return;
    }
    for (const [key, value] of Object.entries(parsed.value))
      if (typeof value === 'string') this.put(key, value);
  }

  private put(key: string | undefined, value: string | undefined): void {
    const isField = key !== undefined && key.length <= MAX_KEY && value !== undefined;
    if (isField && key.isWellFormed() && value.isWellFormed()) this.fields.set(key, value);
    else this.note('map-field', 'a MAP field that is not text or too long');
  }
}

/** Reads every MAP tape of an output together; `undefined` when there is none. */
export function decodeMap(tapes: readonly Tape[]): MapData | undefined {
  const own = tapes.filter(({ prefix }) => prefix === MAP_PREFIX);
  if (own.length === 0) return undefined;
  const reader = new MapReader();
  for (const { cells } of own) {
    let command: (string | undefined)[] = [];
    let isOwn = true;
    for (const cell of cells) {
      const text = textOf(cell);
      if (text !== CHAIN) {
        command.push(text);
        continue;
      }
      if (isOwn) isOwn = reader.run(command[0], command.slice(1));
      command = [];
    }
    // The text of MAP ends a chain with its mark, so nothing behind it is no command.
    if (isOwn && (command.length > 0 || cells.length === 0)) reader.run(command[0], command.slice(1));
  }
  return reader;
}

/** Whether every reader takes `cell` for what it is: some words are marks to one, and some are cut off by another. */
function isPlainCell(cell: string): boolean {
  const isMark = cell === '|' || cell === CHAIN || cell === AIP_PREFIX;
  return !isMark && cell !== '' && !cell.includes('\0') && cell.isWellFormed() && cell.length <= MAX_KEY;
}

/**
 * A `MAP SET` tape with `fields` in the given order, and `ADD tags` chained to it when there are any.
 *
 * @throws {RangeError} when a key, a value or a tag is longer than 256 UTF-16 units, or has a form that a reader would
 * take for something else.
 */
export function encodeMap(
  fields: readonly (readonly [key: string, value: string])[],
  tags: readonly string[] = [],
): Uint8Array {
  const set = ['SET', ...fields.flat()];
  const add = tags.length === 0 ? [] : ['ADD', 'tags', ...tags];
  for (const cell of [...set, ...add])
    if (!isPlainCell(cell)) throw new RangeError(`not a MAP field: ${cell.slice(0, 40).toWellFormed()}`);
  return encodeTape(MAP_PREFIX, ...set, ...(add.length === 0 ? [] : [CHAIN, ...add]));
}
