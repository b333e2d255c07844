import { useAccount } from '../use-answers.ts';

/** Under which name the reader writes. Without a handle a post is a plain one; without a key one is made for it. */
export function useWriter(): { readonly key: string | undefined; readonly handle: string | undefined } {
  const { data: account } = useAccount();
  return { key: account?.key, handle: account?.handle };
}
