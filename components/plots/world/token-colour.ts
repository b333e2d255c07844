/** A colour of the style sheet as four bytes, whatever notation it is written in. */
export type TokenReader = (token: string) => Uint8ClampedArray;

/** Reads the tokens of the style sheet as they are now for `element`, light or dark. */
export function readTokens<T>(
  element: HTMLElement,
  read: (bytesOf: TokenReader, nameOf: (token: string) => string) => T,
): T {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const before = element.style.color;
  const nameOf = (token: string): string => {
    element.style.color = token;
    return getComputedStyle(element).color;
  };
  const bytesOf = (token: string): Uint8ClampedArray => {
    if (context === null) return new Uint8ClampedArray(4);
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = nameOf(token);
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const value = read(bytesOf, nameOf);
  element.style.color = before;
  return value;
}
