import { createHash } from 'node:crypto';
import { metaPolicy } from '../headers.ts';

/** A prerendered page that is ready to be served, and what its policy has to allow. */
export type HardenedPage = {
  readonly html: string;
  /** CSP sources of its inline scripts, in order. */
  readonly scriptHashes: readonly string[];
  /** What the policy would silently not run or not paint. */
  readonly problems: readonly string[];
};

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script>/gi;
const HEAD_START = /<head>(?:<meta charset="utf-8"\/?>)?/i;

/**
 * Prepares a page that Next prerendered for its content policy: hashes the inline scripts, writes the policy into the
 * page for hosts that send no headers, and `first` (host/build/first-script.js) before any script that needs the Trusted
 * Types policy in it. The encoding stays first, within the bytes that browsers look at for it.
 *
 * @throws {Error} when the page has no head, or `first` would end before its end.
 */
export function hardenPage(html: string, first: string): HardenedPage {
  if (/<\/script|<!--/i.test(first)) throw new Error('the first script does not fit into a page');
  const scriptHashes = [...html.matchAll(SCRIPT)]
    .filter(([, attributes = '']) => !/\bsrc\s*=/i.test(attributes))
    .map(([, , text = '']) => hashSource(text));
  const unique = [...new Set([hashSource(first), ...scriptHashes])];
  const guard = `<meta http-equiv="Content-Security-Policy" content="${metaPolicy(unique)}"/><script>${first}</script>`;
  if (!HEAD_START.test(html)) throw new Error('a prerendered page has no <head>');
  return {
    html: html.replace(HEAD_START, (start) => start + guard),
    scriptHashes: unique,
    problems: findProblems(html.replaceAll(SCRIPT, '')),
  };
}

const hashSource = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Looks at markup that React wrote, so attributes are quoted and quotes in text are escaped. */
function findProblems(markup: string): readonly string[] {
  const problems: string[] = [];
  const styled = /<[a-z][^>]*? style="[^"]*"/i.exec(markup);
  if (styled) problems.push(`an inline style attribute, which is not applied: ${styled[0].slice(0, 120)}>`);
  if (/<style\b/i.test(markup)) problems.push('an inline <style>, which is not applied');
  const handler = /<[a-z][^>]*? on[a-z]+="[^"]*"/i.exec(markup);
  if (handler) problems.push(`an inline event handler, which never runs: ${handler[0].slice(0, 120)}>`);
  return problems;
}
