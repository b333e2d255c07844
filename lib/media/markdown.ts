/**
 * A subset of Markdown, read to nodes and never to HTML: headings, paragraphs, lists, quotes, fenced code, rules, and in
 * lines bold, italic, code and links. Tags are words like any others. Every step moves on, and what has been looked for
 * once is not looked for again, so that the cost is linear in the text whatever it holds.
 */

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly inner: readonly Inline[] }
  /** `href` is as it was written: whoever shows it decides where it may lead. */
  | { readonly kind: 'link' | 'picture'; readonly href: string; readonly text: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly inner: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly inner: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' };

/** Longest text that is read, in characters; the rest is left out. */
export const MAX_MARKDOWN = 262_144;
/** Blocks and list items that are made; a browser lays out no more of them in a moment. */
const MAX_BLOCKS = 5_000;
const MAX_INLINE = 20_000;
const MAX_HREF = 2_048;
/** Bold in italic in bold is as deep as anybody goes. */
const MAX_DEPTH = 3;

/** Finds the next place of a mark, and remembers it for the questions that follow. */
class Finder {
  private readonly text: string;
  private readonly known = new Map<string, { readonly from: number; readonly at: number }>();

  constructor(text: string) {
    this.text = text;
  }

  /** Index of `mark` at or behind `from`; the text's length when there is none. */
  next(mark: string, from: number): number {
    const known = this.known.get(mark);
    if (known !== undefined && from >= known.from && from <= known.at) return known.at;
    const found = this.text.indexOf(mark, from);
    const at = found < 0 ? this.text.length : found;
    this.known.set(mark, { from, at });
    return at;
  }
}

/** How many inline nodes may still be made. */
type Budget = { left: number };

const isSpace = (character: string | undefined): boolean =>
  character === undefined || character === ' ' || character === '\n';

/** What a mark at `at` opens, and where that ends; `undefined` when it is only a character. */
function openAt(
  text: string,
  at: number,
  finder: Finder,
  depth: number,
  budget: Budget,
): { readonly node: Inline; readonly end: number } | undefined {
  const { length } = text;
  if (text[at] === '`') {
    const end = finder.next('`', at + 1);
    return end < length && end > at + 1
      ? { node: { kind: 'code', text: text.slice(at + 1, end) }, end: end + 1 }
      : undefined;
  }
  if (text[at] === '[' || (text[at] === '!' && text[at + 1] === '[')) {
    const begin = text[at] === '!' ? at + 2 : at + 1;
    const middle = finder.next('](', begin);
    const end = middle < length ? finder.next(')', middle + 2) : length;
    if (end >= length || end - middle > MAX_HREF) return undefined;
    const kind = begin === at + 1 ? 'link' : 'picture';
    return {
      node: { kind, href: text.slice(middle + 2, end).trim(), text: text.slice(begin, middle) },
      end: end + 1,
    };
  }
  if ((text[at] !== '*' && text[at] !== '_') || depth >= MAX_DEPTH) return undefined;
  const isStrong = text[at + 1] === text[at];
  const mark = isStrong ? `${text[at]}${text[at]}` : (text[at] ?? '');
  const begin = at + mark.length;
  const end = finder.next(mark, begin);
  // Words such as snake_case, and stars that stand alone, are no marks.
  if (end >= length || end === begin || isSpace(text[begin]) || isSpace(text[end - 1])) return undefined;
  if (mark === '_' && /\w/.test(text[at - 1] ?? '')) return undefined;
  const inner = readLine(text.slice(begin, end), depth + 1, budget);
  return { node: { kind: isStrong ? 'strong' : 'em', inner }, end: end + mark.length };
}

function readLine(text: string, depth: number, budget: Budget): Inline[] {
  const finder = new Finder(text);
  const nodes: Inline[] = [];
  let plain = 0;
  const flush = (to: number): void => {
    if (to > plain) nodes.push({ kind: 'text', text: text.slice(plain, to) });
  };
  for (let at = 0; at < text.length && budget.left > 0;) {
    const opened = '`[!*_'.includes(text[at] ?? ' ') ? openAt(text, at, finder, depth, budget) : undefined;
    if (opened === undefined) {
      at += 1;
      continue;
    }
    budget.left -= 1;
    flush(at);
    nodes.push(opened.node);
    at = opened.end;
    plain = at;
  }
  flush(text.length);
  return nodes;
}

const HEADING = /^(#{1,6}) +/;
const ITEM = /^ {0,3}(?:[-*+]|(\d{1,9})[.)]) +/;
const QUOTE = /^ {0,3}> ?/;
const FENCE = /^ {0,3}(?:```|~~~)/;
const RULE = /^ {0,3}(?:-[- ]{2,}|\*[* ]{2,}|_[_ ]{2,})$/;

/** Reads `text`, at most {@link MAX_MARKDOWN} characters of it, into blocks. Never throws. */
export function readMarkdown(text: string): Block[] {
  const lines = text
    .slice(0, MAX_MARKDOWN)
    .toWellFormed()
    .split(/\r\n|\r|\n/);
  const budget = { left: MAX_INLINE };
  const inline = (given: string): Inline[] => readLine(given, 0, budget);
  const blocks: Block[] = [];
  let items = 0;
  for (let at = 0; at < lines.length && blocks.length + items < MAX_BLOCKS;) {
    const line = lines[at] ?? '';
    const taken = (fits: (candidate: string) => boolean): string[] => {
      const from = at;
      do at += 1;
      while (at < lines.length && fits(lines[at] ?? ''));
      return lines.slice(from, at);
    };
    const heading = HEADING.exec(line);
    if (line.trim() === '') {
      at += 1;
    } else if (FENCE.test(line)) {
      const body = taken((next) => !FENCE.test(next)).slice(1);
      at += 1;
      blocks.push({ kind: 'code', text: body.join('\n') });
    } else if (RULE.test(line)) {
      at += 1;
      blocks.push({ kind: 'rule' });
    } else if (heading !== null) {
      at += 1;
      const level = Math.min(3, heading[1]?.length ?? 1) as 1 | 2 | 3;
      blocks.push({ kind: 'heading', level, inner: inline(line.slice(heading[0].length)) });
    } else if (QUOTE.test(line)) {
      const words = taken((next) => QUOTE.test(next)).map((each) => each.replace(QUOTE, ''));
      blocks.push({ kind: 'quote', inner: inline(words.join('\n')) });
    } else if (ITEM.test(line)) {
      const ordered = ITEM.exec(line)?.[1] !== undefined;
      const list = taken((next) => ITEM.test(next)).slice(0, MAX_BLOCKS);
      items += list.length;
      blocks.push({ kind: 'list', ordered, items: list.map((each) => inline(each.replace(ITEM, ''))) });
    } else {
      const words = taken((next) => isPlain(next));
      blocks.push({ kind: 'paragraph', inner: inline(words.join('\n')) });
    }
  }
  return blocks;
}

/** Whether a line goes on with the paragraph before it. */
const isPlain = (line: string): boolean =>
  line.trim() !== '' && ![HEADING, ITEM, QUOTE, FENCE, RULE].some((begins) => begins.test(line));
