import type { Issue } from './issue.ts';

/** The outcome of reading something that may be hostile: a value, or the issue that stopped us. Never an exception. */
export type Result<T, E = Issue> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issue: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export const fail = <E>(issue: E): Result<never, E> => ({ ok: false, issue });

/** Closes an exhaustive switch: a new union member that is not handled does not compile. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
