const ANNEX = 0x50;

/**
 * The script of a taproot spend by script path (BIP 341): the second item from the end, or the third before an annex.
 * `undefined` for a spend by key.
 */
export function tapscriptOf(witness: readonly Uint8Array[]): Uint8Array | undefined {
  const hasAnnex = witness.length >= 2 && witness.at(-1)?.[0] === ANNEX;
  const script = witness.at(hasAnnex ? -3 : -2);
  return witness.length < 2 ? undefined : script;
}
