/** Where and how words are drawn. Lengths are pixels of a style sheet, `scale` of the screen in one of them. */
export type WordsPaper = {
  readonly canvas: OffscreenCanvas;
  readonly ink: string;
  readonly font: string;
  readonly columns: number;
  readonly scale: number;
};

/**
 * Draws words with their numbers, column by column. A canvas of the page is handed to the worker for this, so that a page
 * shows what its scripts never held as text.
 */
export function drawWords(words: readonly string[], { canvas, ink, font, columns, scale }: WordsPaper): void {
  const paper = canvas.getContext('2d');
  if (paper === null) throw new TypeError('this browser draws nothing in a worker');
  const rows = Math.ceil(words.length / columns);
  const [width, height] = [canvas.width / scale, canvas.height / scale];
  paper.setTransform(scale, 0, 0, scale, 0, 0);
  paper.clearRect(0, 0, width, height);
  paper.fillStyle = ink;
  paper.font = font;
  paper.textBaseline = 'middle';
  words.forEach((word, at) => {
    const x = (Math.floor(at / rows) * width) / columns;
    const y = ((at % rows) + 0.5) * (height / rows);
    paper.globalAlpha = 0.6;
    paper.fillText(String(at + 1), x, y);
    paper.globalAlpha = 1;
    paper.fillText(word, x + 28, y);
  });
}
