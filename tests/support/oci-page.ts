/** A page as Bitmap OCI is written: satoshis sorted, as distances, and the district of each. */
export function ociPage(sats: readonly number[]): string {
  const sorted = [...sats.entries()].sort(([, a], [, b]) => a - b);
  const distances = sorted.map(([, sat], at) => sat - (sorted[at - 1]?.[1] ?? 0));
  return `[[${distances.join(',')}],[${sorted.map(([district]) => district).join(',')}]]`;
}
