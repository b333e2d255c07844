import { language } from '#lib/language/t.ts';

/** Made when it is first asked for in a language: what a language needs to be written takes a phone milliseconds each. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly it: T; readonly tag: string } | undefined;
  return () => {
    const tag = language();
    if (made?.tag !== tag) made = { it: make(), tag };
    return made.it;
  };
};
