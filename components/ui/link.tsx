'use client';

import NextLink from 'next/link';
import { usePathname } from 'next/navigation';
import type { ComponentProps, MouseEvent } from 'react';
import { noteDeparture } from './arrival.ts';
import { openFragment } from './fragment.ts';
import { hrefOf, pathOf, type Place } from './place.ts';

type Props = Omit<ComponentProps<typeof NextLink>, 'href' | 'prefetch' | 'scroll'> & { readonly to: Place };

/**
 * The one link inside the app. It never prefetches (a request ahead of a click tells the host what is on screen), it
 * keeps ids in the fragment, and it leaves scrolling to the reading position of the screen it leads to.
 */
export function Link({ to, onClick, ...rest }: Props) {
  const pathname = usePathname();
  const href = hrefOf(to);
  const samePage = pathname === pathOf(to);

  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented) return;
    if (isForNewTab(event)) return;
    noteDeparture();
    if (!samePage) return;
    event.preventDefault();
    if (href.includes('#')) openFragment(href);
    else window.scrollTo({ top: 0 });
  };

  return <NextLink {...rest} href={href} prefetch={false} scroll={false} onClick={follow} />;
}

function isForNewTab(event: MouseEvent<HTMLAnchorElement>): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
