import { IntlMessageFormat } from 'intl-messageformat';
import words from './fa.json' with { type: 'json' };
import { speak, type Value } from './t.ts';

const catalogue: Readonly<Record<string, string>> = words;
const formats = new Map<string, IntlMessageFormat>();

/** Says everything in Persian from now on; loaded by whoever reads it, and by nobody else. */
export function speakPersian(): void {
  speak('fa', (message, values) => {
    let format = formats.get(message);
    if (format === undefined) {
      // Tags are left to `rich`, which puts elements in their place.
      format = new IntlMessageFormat(catalogue[message] ?? message, 'fa', undefined, { ignoreTag: true });
      formats.set(message, format);
    }
    const shown = Object.entries(values).map(([place, value]) => [place, isolated(value)] as const);
    return String(format.format(Object.fromEntries(shown)));
  });
}

const LATIN = /^[^{]*[A-Za-z]/;

/** Names, ids and amounts in Latin letters keep their own direction amid the words (FSI and PDI of Unicode). */
const isolated = (value: Value): string | number =>
  value === false || value == null
    ? ''
    : typeof value === 'string' && LATIN.test(value)
      ? `\u2068${value}\u2069`
      : value;
