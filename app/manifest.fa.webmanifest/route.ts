import persian from '#lib/language/fa.json' with { type: 'json' };
import { webManifest } from '../web-manifest.ts';

export const dynamic = 'force-static';

const words: Readonly<Record<string, string>> = persian;

/** The manifest for whoever reads Persian: components/shell/in-persian.ts points to it. */
export function GET(): Response {
  const manifest = webManifest((message) => words[message] ?? message, { lang: 'fa', dir: 'rtl' });
  return Response.json(manifest, { headers: { 'content-type': 'application/manifest+json' } });
}
