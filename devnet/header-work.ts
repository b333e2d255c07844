import { encodeHeader, meetsTarget, parseHeader, type Header, type HeaderFields } from '#lib/chain/header.ts';

/** Finds a nonce by trying: about two hashes at the devnet's difficulty. */
export function mineHeader(fields: Omit<HeaderFields, 'nonce'>): Header {
  for (let nonce = 0; nonce <= 0xffff_ffff; nonce += 1) {
    const header = parseHeader(encodeHeader({ ...fields, nonce }));
    if (header.ok && meetsTarget(header.value)) return header.value;
  }
  throw new Error('no nonce meets the target');
}
