/** A piece of a post's text. Everything is shown as text; only what is recognised becomes a link. */
export type TextToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hashtag'; readonly text: string; readonly tag: string }
  /** An inscription of BTC (`<txid>i<n>`), or an output of BSV (`<txid>_<n>`). */
  | { readonly kind: 'inscription'; readonly text: string }
  | {
      readonly kind: 'link';
      readonly text: string;
      readonly href: string;
      readonly host: string;
      readonly rest: string;
    }
  | { readonly kind: 'mention'; readonly text: string; readonly handle: string }
  | { readonly kind: 'district'; readonly text: string; readonly height: number };

/** More than this is not read for links: a post is a screen of words, and the rest is shown as plain text. */
const LONGEST = 10_000;

/** Each alternative is one unambiguous run of characters, so that matching takes linear time on any text. */
const PIECES = new RegExp(
  [
    String.raw`(?<link>https?:\/\/[^\s<>"'\u0000-\u001f]{1,2000})`,
    String.raw`(?<![\p{L}\p{N}_@])@(?<mention>[a-zA-Z0-9_-]{1,32})(?:\.bitter\b)?`,
    String.raw`(?<![\p{L}\p{N}_#&])#(?<hashtag>[\p{L}\p{N}_]{1,64})`,
    String.raw`(?<![\p{L}\p{N}_])(?<inscription>[0-9a-f]{64}[i_](?:0|[1-9][0-9]{0,9}))(?![\p{L}\p{N}_])`,
    String.raw`(?<![\p{L}\p{N}_.])(?<district>0|[1-9][0-9]{0,7})\.bitmap\b`,
  ].join('|'),
  'gu',
);

/** Splits text into what can be followed and what is only read. The tokens' texts join to the text itself. */
export function tokensOf(text: string): TextToken[] {
  const tokens: TextToken[] = [];
  let end = 0;
  const push = (from: number, to: number): void => {
    if (to > from) tokens.push({ kind: 'text', text: text.slice(from, to) });
  };
  for (const match of text.slice(0, LONGEST).matchAll(PIECES)) {
    const token = tokenOf(match);
    if (token === undefined) continue;
    push(end, match.index);
    tokens.push(token);
    end = match.index + token.text.length;
  }
  push(end, text.length);
  return tokens;
}

function tokenOf(match: RegExpExecArray): TextToken | undefined {
  const { link, mention, hashtag, inscription, district } = match.groups ?? {};
  const [text] = match;
  if (link !== undefined) return linkOf(link);
  if (mention !== undefined) return { kind: 'mention', text, handle: mention };
  if (hashtag !== undefined) return { kind: 'hashtag', text, tag: hashtag };
  if (inscription !== undefined) return { kind: 'inscription', text };
  if (district !== undefined) return { kind: 'district', text, height: Number(district) };
  return undefined;
}

/** A link says where it leads: the host as the browser will ask for it (in punycode), then the rest in grey. */
function linkOf(raw: string): TextToken | undefined {
  const text = withoutTail(raw);
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  // `https://bank.example@evil.example/` is made to be misread.
  if (url.host === '' || url.username !== '' || url.password !== '') return undefined;
  const rest = `${url.pathname}${url.search}${url.hash}`;
  return { kind: 'link', text, href: url.href, host: url.host, rest: rest === '/' ? '' : rest };
}

/** Punctuation at the end belongs to the sentence, and so does a bracket that was opened before the link. */
function withoutTail(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link.charAt(end - 1);
    const isStray = /[.,;:!?'*_~]/.test(last) || (last === ')' && !link.slice(0, end).includes('('));
    if (!isStray) break;
    end -= 1;
  }
  return link.slice(0, end);
}
