/**
 * A vault or a copy of it was not opened or not changed. What was there before is as it was.
 *
 * - `broken`: it was written by other code, or its bytes or its key were changed.
 * - `wrong`: the passphrase, the words or the passkey are not those that it was closed with.
 * - `locked`: it is open to nobody at this moment.
 * - `last-way`: what was to be taken away is the last way in, or the last that does not hang on one device.
 * - `occupied`: there is another key on this device.
 * - `busy`: somebody else changed it at the same moment.
 * - `absent`: there is no key on this device.
 * - `in-use`: something that it signed is still on its way.
 * - `no-copy`: there is no copy yet.
 * - `linked`: this device has keys of its own alone; the words and the holder's key are on the one that linked it.
 */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly kind:
    | 'broken'
    | 'wrong'
    | 'locked'
    | 'last-way'
    | 'occupied'
    | 'busy'
    | 'absent'
    | 'in-use'
    | 'no-copy'
    | 'linked';

  constructor(kind: VaultError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
