/** One person on this machine: an origin of its own. */
export type House = { readonly name: string; readonly origin: string };

type Place = Pick<Location, 'hostname' | 'protocol' | 'port'>;

/**
 * Two names of this very machine: where this page lives, if it is one of them, and next door. `undefined` where the page
 * came from another machine.
 */
export function housesOf({ hostname, protocol, port }: Place): { first: House; second: House } | undefined {
  if (!/^(?:(?:.+\.)?localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return undefined;
  const house = (name: string): House => ({
    name,
    origin: `${protocol}//${name}${port === '' ? '' : `:${port}`}`,
  });
  const [a, b] = [house('a.localhost'), house('b.localhost')];
  return hostname === b.name ? { first: b, second: a } : { first: a, second: b };
}

/**
 * Opens a window over one half of the screen, so that two of them stand side by side. Answers whether it did: where the
 * screen is too narrow for two, or the browser does not let us, a link does what links do.
 */
export function openBeside(url: string, half: 0 | 1): boolean {
  const { availWidth, availHeight } = window.screen;
  const width = Math.floor(availWidth / 2);
  if (width < 360) return false;
  const features = `popup,width=${width},height=${availHeight},left=${half * width},top=0`;
  return window.open(url, '_blank', features) !== null;
}
