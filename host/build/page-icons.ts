import { readFile } from 'node:fs/promises';
import path from 'node:path';

const BODY = /<body[^>]*>/;

/** The lines of all icons, which every page holds once (components/ui/icon.tsx). */
export async function readIcons(root: string): Promise<string> {
  const file = await readFile(path.join(root, 'components/ui/icons.svg'), 'utf8');
  const lines = file.replaceAll(/<!--[^]*?-->|\n/g, '');
  return lines.replace('<svg ', '<svg id="icons" width="0" height="0" aria-hidden="true" ');
}

/** A page with them in it, as the first of its body: what React makes comes behind them, and it passes over them. */
export const withIcons = (html: string, icons: string): string => html.replace(BODY, (body) => body + icons);
