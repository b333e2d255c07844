/**
 * Why something was not accepted, as data. `code` is stable and kebab-case (screens translate it into a sentence),
 * `offset` is in bytes from the start of what was read, `path` names the place for a person: `outputs/0/script`.
 */
export type Issue = {
  readonly code: string;
  readonly message: string;
  readonly offset?: number;
  readonly path?: string;
};

/** Builds an {@link Issue}; absent places stay absent, so that issues compare with deep equality. */
export function issue(code: string, message: string, at: { offset?: number; path?: string } = {}): Issue {
  return { code, message, ...at };
}
