import type { MetadataRoute } from 'next';
import { msg } from '#lib/language/t.ts';

/** Members that Next's type does not know yet. */
type Manifest = MetadataRoute.Manifest & {
  readonly handle_links: 'preferred';
  readonly launch_handler: { readonly client_mode: readonly string[] };
};

const SHOTS = [
  ['feed-390-light', '390x844', 'narrow', msg('The feed, checked on this device')],
  ['feed-390-dark', '390x844', 'narrow', msg('The feed at night')],
  ['feed-1280-light', '1280x900', 'wide', msg('The feed and what this device knows by itself')],
  ['feed-1280-dark', '1280x900', 'wide', msg('The same at night')],
] as const;

/**
 * What a browser installs, in the words of `say`; its `id` is the same in every language, so that it stays one app.
 *
 * @param lang the language of `say`, and the way in which it runs
 */
export function webManifest(
  say: (message: string) => string,
  lang: { readonly lang: string; readonly dir: 'auto' | 'rtl' },
): Manifest {
  return {
    id: '/',
    name: 'Nabo',
    short_name: 'Nabo',
    description: say(msg('A social feed that nobody owns.')),
    ...lang,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    display_override: ['window-controls-overlay', 'standalone', 'minimal-ui'],
    background_color: '#fbfaf7',
    theme_color: '#fbfaf7',
    categories: ['social', 'news'],
    icons: [
      { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'any' },
      { src: '/icon-192.png', type: 'image/png', sizes: '192x192', purpose: 'any' },
      { src: '/icon-512.png', type: 'image/png', sizes: '512x512', purpose: 'any' },
      { src: '/icons/maskable-512.png', type: 'image/png', sizes: '512x512', purpose: 'maskable' },
      { src: '/icons/monochrome-512.png', type: 'image/png', sizes: '512x512', purpose: 'monochrome' },
    ],
    screenshots: SHOTS.map(([name, sizes, form_factor, label]) => ({
      src: `/screenshots/${name}.png`,
      type: 'image/png',
      sizes,
      form_factor,
      label: say(label),
    })),
    shortcuts: [
      { name: say(msg('New post')), url: '/compose' },
      { name: say(msg('Map')), url: '/map' },
      { name: say(msg('Me')), url: '/me' },
    ],
    share_target: {
      action: '/compose',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: {
        title: 'title',
        text: 'text',
        url: 'url',
        files: [{ name: 'files', accept: ['image/*'] }],
      },
    },
    // What a link names stays behind the fragment, which no host receives.
    protocol_handlers: [
      { protocol: 'web+bitter', url: '/open#%s' },
      { protocol: 'web+bitmap', url: '/open#%s' },
    ],
    launch_handler: { client_mode: ['navigate-existing', 'auto'] },
    handle_links: 'preferred',
  };
}
