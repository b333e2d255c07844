import { withContent, type Inscription } from './inscription.ts';
import { readOrdFields } from './ord-fields.ts';

/**
 * `inscription` as ord shows it: with all of the content of the inscription that it delegates to, its own being passed
 * over. One level: what `delegate` delegates to itself does not count. `undefined` when `delegate` is not the one named.
 */
export function withDelegate(inscription: Inscription, delegate: Inscription): Inscription | undefined {
  if (readOrdFields(inscription).delegate !== delegate.id) return undefined;
  return withContent(inscription, delegate);
}
