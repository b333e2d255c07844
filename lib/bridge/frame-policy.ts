/**
 * The frame in which a page of the chain runs, when somebody asked for that. Its policy is sent by the host and, for
 * hosts that send no headers, again by the service worker; the page loader in it stays shut unless it sees that it holds.
 *
 * The sandbox stands in the response because an `<iframe>` with the attribute is not served by a service worker, and would
 * not open with the host gone. It gives the page an origin of nobody: no storage, no cookies, no way to the app around it.
 */

/** Where the loader is. The only path that an inner frame of the app is ever answered under. */
export const FRAME_PATH = '/frame.html';

/** What the page may use: all that is in it, and nothing from anywhere. Also written into the loader itself. */
export const FRAME_INNER_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "style-src 'unsafe-inline' data: blob:",
  'img-src data: blob:',
  'media-src data: blob:',
  'font-src data: blob:',
  'connect-src data: blob:',
  'worker-src data: blob:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What only a header can say. */
export const FRAME_POLICY = `sandbox allow-scripts; ${FRAME_INNER_POLICY}; frame-ancestors 'self'`;
