/** Takes away the posts that the service worker wrote into the page (lib/sw/last-view.ts): React's own are there, or none will be. */
export const dropLastView = (): void => document.querySelector('#last-view')?.remove();
