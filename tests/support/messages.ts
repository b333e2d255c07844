import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSync } from 'vite';

/** As the parser gives it. */
type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const childrenOf = (node: Node): Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));

const root = path.resolve(import.meta.dirname, '../..');

/** Where sentences are said to a reader. */
async function sourceFiles(): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const file of glob('{app,components,lib}/**/*.{ts,tsx}', { cwd: root })) all.push(file);
  return all.filter((file) => !/^lib\/language\/|rich\.ts$/.test(file)).sort();
}

/** Every message that one file says: `t`, `msg`, `rich`, and the forms of `plural` as they stand in the catalogue. */
export function messagesIn(file: string, source: string): readonly string[] {
  const messages: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'CallExpression' && isNode(node['callee'])) {
      const called = node['callee']['name'];
      const given = (node['arguments'] as Node[]).map((argument) => argument['value']);
      if (called === 't' || called === 'msg' || called === 'rich') {
        if (typeof given[0] !== 'string') throw new Error(`${file}: a message that is no literal`);
        messages.push(given[0]);
      }
      if (called === 'plural') {
        if (typeof given[1] !== 'string' || typeof given[2] !== 'string')
          throw new Error(`${file}: a plural that is no literal`);
        messages.push(`{n, plural, one {# ${given[1]}} other {# ${given[2]}}}`);
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  const parsed = parseSync(path.join(root, file), source);
  if (parsed.errors.length > 0) throw new Error(`${file}: ${parsed.errors[0]?.message ?? 'does not parse'}`);
  visit(parsed.program as unknown as Node);
  return messages;
}

/** Every message of the app, each once. */
export async function allMessages(): Promise<readonly string[]> {
  const files = await sourceFiles();
  const found = await Promise.all(
    files.map(async (file) => messagesIn(file, await readFile(path.join(root, file), 'utf8'))),
  );
  return [...new Set(found.flat())].sort();
}

/** Names, which are the same in every language. */
const NAMES = /\.bitmap|\.bitter|\bnabo\b|\bbtc\b|\bbsv\b/g;
const SHOWN_ATTRIBUTES =
  /^(?:aria-label|aria-description|aria-roledescription|title|alt|placeholder|label|note|claim|evidence)$/;
const SAYING = new Set(['t', 'msg', 'rich', 'plural']);
/** A capital and more than one word: nothing but a sentence is written so. */
const SENTENCE = /^\p{Lu}[\p{Ll}’]*,? \p{L}[\p{L}’]*/u;

const isSaying = (node: Node | undefined): boolean =>
  node?.type === 'CallExpression' && isNode(node['callee']) && SAYING.has(String(node['callee']['name']));

/** Words without a capital in a table of words: values of an object, or seconds of pairs, of which others are said. */
function besidesSaid(node: Node): readonly string[] {
  const elements = (of: Node): Node[] => (of['elements'] as (Node | null)[]).filter((each) => each !== null);
  const values =
    node.type === 'ObjectExpression'
      ? (node['properties'] as Node[]).map(({ value }) => value).filter(isNode)
      : node.type === 'ArrayExpression'
        ? elements(node).flatMap((pair) =>
            pair.type === 'ArrayExpression' ? elements(pair).slice(1, 2) : [],
          )
        : [];
  // Where most are words, the others are no names of anything.
  if (values.filter(isSaying).length * 2 <= values.length) return [];
  return values.flatMap(({ type, value }) =>
    type === 'Literal' && typeof value === 'string' && /^\p{Ll}+(?: |$)|^\d+ \p{Ll}/u.test(value)
      ? [value]
      : [],
  );
}

/** What a component shows past the catalogue: text between tags, attributes that are read out, sentences in its code. */
export function strayWordsIn(file: string, source: string): readonly string[] {
  const stray: string[] = [];
  const visit = (node: Node): void => {
    if (/^(?:Import|ExportAll|ThrowStatement|TS(?:Literal|TypeAnnot|TypeAlias|Interface))/.test(node.type))
      return;
    const value = node['value'];
    if (node.type === 'JSXText' && typeof value === 'string') {
      if (/\p{L}/u.test(value.replaceAll(NAMES, '').replaceAll(/&\w+;/g, ''))) stray.push(value.trim());
    }
    if (node.type === 'JSXAttribute' && isNode(node['name']) && isNode(value)) {
      const words = value['value'];
      if (
        SHOWN_ATTRIBUTES.test(String(node['name']['name'])) &&
        typeof words === 'string' &&
        /\p{L}/u.test(words)
      )
        stray.push(words);
    }
    if (node.type === 'Literal' && typeof value === 'string' && SENTENCE.test(value)) stray.push(value);
    if (node.type === 'TemplateElement' && value !== null && typeof value === 'object' && 'cooked' in value) {
      if (SENTENCE.test(String(value.cooked))) stray.push(String(value.cooked));
    }
    stray.push(...besidesSaid(node));
    const isSaid =
      node.type === 'CallExpression' && isNode(node['callee']) && SAYING.has(String(node['callee']['name']));
    for (const child of childrenOf(node)) if (!(isSaid && child.type === 'Literal')) visit(child);
  };
  visit(parseSync(path.join(root, file), source).program as unknown as Node);
  return stray;
}

/** Every stray word of the screens, with its file. */
export async function strayWords(): Promise<readonly string[]> {
  const files = (await sourceFiles()).filter((file) => file.startsWith('components/'));
  const found = await Promise.all(
    files.map(async (file) =>
      strayWordsIn(file, await readFile(path.join(root, file), 'utf8')).map((words) => `${file}: ${words}`),
    ),
  );
  return found.flat();
}
