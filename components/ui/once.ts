/** Made when it is first asked for: what a language needs to be written takes a phone milliseconds each. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
};
