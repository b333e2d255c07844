/**
 * A story as data. Each scene is one block; `hours` is its time since the story began. Acts of one scene happen in
 * order. Names in `says` and the like are those of {@link Cast}; `as` names a post, for later acts to point at.
 */
export type Scene = { readonly hours: number; readonly acts: readonly Act[] };

type Told = { readonly who: string; readonly as?: string };

export type Act =
  /** A post; under a handle when `handle` says so, which nobody checks but the reader. */
  | (Told & { readonly says: string; readonly handle?: string })
  | (Told & { readonly answers: string; readonly says: string; readonly handle?: string })
  | (Told & { readonly shows: Uint8Array; readonly says: string })
  /** An HTML page of its own. */
  | (Told & { readonly builds: string })
  | { readonly who: string; readonly likes: string }
  | { readonly who: string; readonly reposts: string }
  | { readonly who: string; readonly claims: string }
  | { readonly who: string; readonly settles: number };
