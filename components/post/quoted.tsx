import { lazy, Suspense } from 'react';
import type { QuoteView } from '#lib/feed/post-view.ts';

/** Few posts quote. */
const QuoteCard = lazy(async () => ({ default: (await import('./quote-card.tsx')).QuoteCard }));

/** The words of a post without the name of what it quotes, where they end with that: the card below says it. */
export function withoutQuote(text: string, quote: QuoteView | undefined): string {
  const words = text.trimEnd();
  return quote !== undefined && words.endsWith(quote.said)
    ? words.slice(0, -quote.said.length).trimEnd()
    : text;
}

export function Quoted({ quote }: { readonly quote: QuoteView | undefined }) {
  return (
    quote && (
      <Suspense fallback={null}>
        <QuoteCard quote={quote} />
      </Suspense>
    )
  );
}
