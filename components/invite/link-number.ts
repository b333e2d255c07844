const numbers = new Map<string, number>();

/** A name for a link that says nothing about it. */
export function numberOf(link: string): number {
  const known = numbers.get(link) ?? numbers.size;
  numbers.set(link, known);
  return known;
}
