/* What every page runs before any other script, and before anything is drawn. It stands in the page itself
   (host/build/harden-page.ts): a file of its own would keep the browser from asking for the style sheets meanwhile. */

/* The only Trusted Types policy of the app: scripts may be loaded by address from our own build, and nothing else may
   become code or markup. */
(() => {
  const OWN_SCRIPT = /^\/(?:_next\/static\/[\w.~/-]+\.js|(?:feed|media|signer|sw)\.js)$/;
  if (!self.trustedTypes || trustedTypes.defaultPolicy) return;
  trustedTypes.createPolicy('default', {
    createScriptURL(address) {
      const url = new URL(address, location.origin);
      const own = url.origin === location.origin && url.search === '' && OWN_SCRIPT.test(url.pathname);
      // The very string that came in: Turbopack finds a loaded chunk by its src, character for character.
      return own ? address : null;
    },
  });
})();

/* Theme, size of text and density as the reader chose them (components/settings/look.ts), before anything is drawn. */
try {
  const look = JSON.parse(localStorage.getItem('nabo:look') ?? '{}');
  for (const part of ['theme', 'text', 'density'])
    if (typeof look?.[part] === 'string') document.documentElement.dataset[part] = look[part];
} catch {
  /* Storage is forbidden or not ours: the usual look. */
}

const INVITE = /^\/invite(?:\.html|\/)?$/;

/* The language that was chosen (components/settings/language.ts), or the first of the browser's that the app speaks. What is
   not English is out of sight until its words are here (components/shell/spoken.tsx). */
try {
  const known = (tag) => /^(?:en|fa)\b/.exec(tag)?.[0];
  const language =
    known(localStorage.getItem('nabo:language') ?? '') ?? navigator.languages.map(known).find(Boolean);
  if (language === 'fa')
    Object.assign(document.documentElement, { lang: 'fa', dir: 'rtl' }).dataset.waits = '';
} catch {
  /* Storage is forbidden: English. */
}

/* The fragment that was set last: a router that comes to life later puts its own address back (components/ui/fragment.ts). */
addEventListener('hashchange', (event) => {
  takeInvite();
  const { pathname, hash } = new URL(event.newURL);
  // Of a key not even the event is handed on: by then it has left the address, and whoever heard of it would put it back.
  if (hash !== '' && INVITE.test(pathname)) event.stopImmediatePropagation();
  else self.naboFragment = hash;
});

/* The key of an invite leaves the address before any other script can see it there (components/invite/taken-link.ts). */
function takeInvite() {
  const key = location.hash.slice(1);
  if (key === '' || !INVITE.test(location.pathname)) return;
  self.naboInvite = key;
  history.replaceState(null, '', location.pathname);
  dispatchEvent(new Event('nabo:invite'));
}
takeInvite();
addEventListener('popstate', takeInvite);

/* Posts that the service worker wrote into the page stand where they stood, before they are drawn (lib/sw/last-view.ts). */
const parsing = new MutationObserver(() => {
  const view = document.getElementById('last-view');
  const rows = view?.querySelector('[data-rows]');
  if (!rows) return;
  parsing.disconnect();
  try {
    const { feed, at = '', y } = view.dataset;
    const kept = sessionStorage.getItem(`nabo:place:${feed}`);
    const place = kept === null ? { id: at, top: y } : kept === 'top' ? { id: '' } : JSON.parse(kept);
    if (!['', `#${feed}`].includes(location.hash) || place.id !== at) view.remove();
    else if (at !== '') rows.style.marginTop = `${Number(place.top)}px`;
  } catch {
    view.remove();
  }
});
parsing.observe(document, { childList: true, subtree: true });
addEventListener('DOMContentLoaded', () => parsing.disconnect());

/* Such a page only names its scripts, and asks for them once its posts were painted: they come from this device, so fast
   that they would run first (lib/sw/last-view.ts). A page that nobody sees paints nothing. */
addEventListener('DOMContentLoaded', () => {
  const later = document.querySelector('template[data-scripts]');
  const run = () => {
    const paths = later.dataset.scripts?.split(' ') ?? [];
    delete later.dataset.scripts;
    for (const src of paths)
      document.body.append(Object.assign(document.createElement('script'), { src, async: true }));
  };
  if (!later) return;
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(run)));
  setTimeout(run, document.hidden ? 0 : 400);
});
