/**
 * An address for SVG that a picture is drawn from. Whatever opens it by itself is a page of nobody, where an address made of
 * a blob would be a page of ours.
 */
export const drawingUrl = (bytes: Uint8Array): string =>
  `data:image/svg+xml,${encodeURIComponent(new TextDecoder().decode(bytes))}`;
