import type { MetadataRoute } from 'next';
import { webManifest } from './web-manifest.ts';

export const dynamic = 'force-static';

export default function manifest(): MetadataRoute.Manifest {
  return webManifest((message) => message, { lang: 'en', dir: 'auto' });
}
