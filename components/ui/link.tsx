'use client';

import { usePathname, useRouter } from 'next/navigation';
import { type ComponentProps, type MouseEvent, startTransition } from 'react';
import { noteDeparture } from './arrival.ts';
import { openFragment } from './fragment.ts';
import { hrefOf, pathOf, type Place } from './place.ts';

type Props = Omit<ComponentProps<'a'>, 'href'> & { readonly to: Place };

/**
 * The one link inside the app. It never prefetches (a request ahead of a click tells the host what is on screen), which is
 * most of what Next's own link is made of, so it is a plain anchor that hands its clicks to the router. It keeps ids in
 * the fragment, and it leaves scrolling to the reading position of the screen it leads to.
 */
export function Link({ to, onClick, children, ...rest }: Props) {
  const pathname = usePathname();
  const router = useRouter();
  const href = hrefOf(to);
  const samePage = pathname === pathOf(to);

  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented) return;
    if (isForNewTab(event)) return;
    noteDeparture();
    event.preventDefault();
    if (!samePage) startTransition(() => router.push(href, { scroll: false }));
    else if (href.includes('#')) openFragment(href);
    else window.scrollTo({ top: 0 });
  };

  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}

function isForNewTab(event: MouseEvent<HTMLAnchorElement>): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
