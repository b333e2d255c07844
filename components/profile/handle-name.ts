/** Takes what somebody typed as a name: in lower case, without the ending that is added anyway. */
export const tidyName = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/^@/, '')
    .replace(/\.bitter$/, '');
