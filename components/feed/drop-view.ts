const view = (): HTMLElement | null => document.querySelector<HTMLElement>('#last-view');

/** Takes away the posts that the service worker wrote into the page (lib/sw/last-view.ts): React's own are there, or none will be. */
export const dropLastView = (): void => view()?.remove();

/** Keeps them where they are on screen, while the page below them is filled and goes to the reader's place. */
export function pinLastView(): void {
  const section = view();
  if (section === null) return;
  section.style.top = `${-window.scrollY}px`;
  section.style.position = 'fixed';
}
