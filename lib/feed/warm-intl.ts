/**
 * Makes the kinds of formatters that cards need, once, and forgets them. A browser reads the tables of a language when a
 * process asks for them first, which takes a phone's main thread up to a tenth of a second; this thread has the time while
 * the store opens, and the page, which is of the same process, then makes its own in a millisecond.
 *
 * @param languages As in `navigator.languages`; the first counts.
 */
export function warmIntl([tag]: readonly string[]): void {
  try {
    new Intl.NumberFormat(tag).format(0);
    new Intl.NumberFormat(tag, { notation: 'compact' }).format(0);
    new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(0);
    new Intl.ListFormat(tag).format([]);
  } catch {
    // A tag that Intl does not know: the page pays what it would have paid.
  }
}
