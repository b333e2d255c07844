/** As many as one question may have. */
const MOST_TAGS = 16;
const TAG = /^[\p{L}\p{N}_]{1,64}$/u;

/** Tags of a fragment: words with `+` between them, with or without `#`, each once. What is no tag is left out. */
export function tagsOf(fragment: string): readonly string[] {
  const tags = fragment.split('+').map((word) => word.trim().replace(/^#/, '').toLowerCase());
  return [...new Set(tags.filter((tag) => TAG.test(tag)))].slice(0, MOST_TAGS);
}
