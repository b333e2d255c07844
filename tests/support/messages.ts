import { readFile } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { parseSync } from 'vite';

/** A message as the source says it: its words, and where it stands. */
export type SaidMessage = { readonly message: string; readonly file: string };

/** As the parser gives it. */
type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const childrenOf = (node: Node): Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));

const root = path.resolve(import.meta.dirname, '../..');

/** Where sentences are said to a reader. */
export async function sourceFiles(): Promise<readonly string[]> {
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
