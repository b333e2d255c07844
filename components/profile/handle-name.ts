/** What we write: easy to type, hard to mistake. Other people's names may be anything and are read as they are. */
const WRITABLE = /^[a-z0-9_-]{1,32}$/;

/** Takes what somebody typed as a name: in lower case, without the ending that is added anyway. */
export const tidyName = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/^@/, '')
    .replace(/\.bitter$/, '');

export const isWritableName = (name: string): boolean => WRITABLE.test(name);
