import { decodeAddress } from '#lib/bytes/address.ts';

/** Whether coins can be sent to what was typed. */
export type AddressCheck = 'empty' | 'none' | 'elsewhere' | 'own' | 'good';

/** Checks an address against our own, which is of this network. */
export function checkAddress(text: string, own: string): AddressCheck {
  if (text === '') return 'empty';
  const to = decodeAddress(text);
  if (to === undefined) return 'none';
  if (to.version !== decodeAddress(own)?.version) return 'elsewhere';
  return text === own ? 'own' : 'good';
}
