import {
  CanvasTexture,
  ClampToEdgeWrapping,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
} from 'three';
import type { CityTheme } from './city-theme.ts';

/** A post that stands in a district as a sign. */
export type Sign = { readonly id: string; readonly by: string; readonly words: string };

type Drawn = { readonly width: number; readonly height: number };

/** What `draw` paints, as a flat thing of the city; `scale`: pixels for each unit. */
function drawnMesh(
  { width, height }: Drawn,
  scale: number,
  draw: (context: CanvasRenderingContext2D) => void,
): Mesh<PlaneGeometry, MeshBasicMaterial> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.scale(scale, scale);
    draw(context);
  }
  const texture = new CanvasTexture(canvas);
  texture.wrapS = texture.wrapT = ClampToEdgeWrapping;
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.anisotropy = 8;
  const material = new MeshBasicMaterial({ map: texture, transparent: true });
  return new Mesh(new PlaneGeometry(width, height), material);
}

/** The name of a district, lying on the street in front of it; it ends at the right. */
export function lyingName(height: number, theme: CityTheme, isRead: boolean): Mesh {
  const text = String(height);
  const size = { width: 0.64 * 2.4 * text.length + 5.4, height: 3 };
  const mesh = drawnMesh(size, 40, (context) => {
    context.textBaseline = 'alphabetic';
    context.font = `650 2.4px ${theme.names.font}`;
    context.fillStyle = isRead ? theme.names.ink : theme.names.quiet;
    const { width } = context.measureText(text);
    const right = size.width - 0.2;
    context.fillText(text, right - 4.7 - width, 2.3);
    context.font = `400 1.3px ${theme.names.font}`;
    context.fillStyle = theme.names.quiet;
    context.fillText('.bitmap', right - 4.6, 2.3, 4.6);
  });
  mesh.rotation.x = -Math.PI / 2;
  return mesh;
}

const SIGN = { width: 5.2, height: 2.6 };
const LINE = 0.44;
const LINES = 3;

/** A board with a post on it, that faces the street. */
export function signMesh({ by, words }: Sign, theme: CityTheme): Mesh {
  return drawnMesh(SIGN, 72, (context) => {
    const { names } = theme;
    context.fillStyle = names.paper;
    context.strokeStyle = names.line;
    context.lineWidth = 0.04;
    context.beginPath();
    context.roundRect(0.05, 0.05, SIGN.width - 0.1, SIGN.height - 0.1, 0.22);
    context.fill();
    context.stroke();
    context.textBaseline = 'alphabetic';
    context.fillStyle = names.quiet;
    context.font = `500 0.32px ${names.font}`;
    context.fillText(clipped(context, by, SIGN.width - 0.7), 0.35, 0.58);
    context.fillStyle = names.ink;
    context.font = `450 0.36px ${names.font}`;
    linesOf(context, words, SIGN.width - 0.7).forEach((line, at) => {
      context.fillText(line, 0.35, 1.1 + at * LINE);
    });
  });
}

/** Text as so many lines as fit on a board, the last one cut where there is more. */
function linesOf(context: CanvasRenderingContext2D, text: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.slice(0, 400).split(/\s+/);
  for (const [at, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (context.measureText(longer).width <= most) {
      line = longer;
      continue;
    }
    if (lines.length === LINES - 1)
      return [...lines, clipped(context, `${longer} ${words.slice(at + 1).join(' ')}`, most)];
    if (line !== '') lines.push(line);
    line = clipped(context, word, most);
  }
  return [...lines, line].slice(0, LINES);
}

function clipped(context: CanvasRenderingContext2D, text: string, most: number): string {
  if (context.measureText(text).width <= most) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && context.measureText(`${letters.join('')}…`).width > most) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
