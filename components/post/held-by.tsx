import type { Txid } from '#lib/bytes/brand.ts';
import { t } from '#lib/language/t.ts';
import { plural } from '../ui/format.ts';
import { Link } from '../ui/link.tsx';
import { useHolders } from '../use-answers.ts';

/** How many neighbours hold a post, where any said so. */
export function HeldBy({ txid }: { readonly txid: Txid }) {
  const { data: count = 0 } = useHolders(txid);
  if (count === null || count === 0) return null;
  return (
    <Link to={{ screen: 'neighbours' }}>
      {t('Held by {neighbours}', { neighbours: plural(count, 'neighbour', 'neighbours') })}
    </Link>
  );
}
