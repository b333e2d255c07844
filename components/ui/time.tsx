import { useNow } from './clock.ts';
import { ago, dateTime } from './format.ts';

/** A moment as a reader wants it: how long ago, with the exact time on hover and for machines. */
export function Time({ at }: { readonly at: number }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {ago(at, now)}
    </time>
  );
}
