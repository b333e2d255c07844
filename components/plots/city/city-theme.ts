import { readTokens } from '../world/token-colour.ts';

/** Red, green and blue from 0 to 1, as the screen has them. */
export type Colour = readonly [number, number, number];

export type CityTheme = {
  readonly paper: Colour;
  readonly ground: Colour;
  readonly line: Colour;
  readonly ink: Colour;
  readonly ember: Colour;
  /** Of a parcel that was cut out. */
  readonly gone: Colour;
  /** From the least parcels to the largest, as the plan has them. */
  readonly tints: readonly Colour[];
  /** Of letters on the ground and of signs, as canvas takes them. */
  readonly names: {
    readonly ink: string;
    readonly quiet: string;
    readonly paper: string;
    readonly line: string;
    readonly font: string;
  };
  readonly isDark: boolean;
};

const TINTS = [
  'var(--land-1)',
  'color-mix(in oklch, var(--land-1), var(--land-2))',
  'var(--land-2)',
  'color-mix(in oklch, var(--land-2), var(--land-3))',
  'var(--land-3)',
] as const;

/** The colours of the city as the style sheet has them now for `element`. */
export const readCityTheme = (element: HTMLElement): CityTheme =>
  readTokens(element, (bytesOf, named) => {
    const colour = (token: string): Colour => {
      const [red = 0, green = 0, blue = 0] = bytesOf(token);
      return [red / 255, green / 255, blue / 255];
    };
    const paper = colour('var(--bg)');
    return {
      paper,
      ground: colour('var(--press)'),
      line: colour('var(--line-strong)'),
      ink: colour('var(--text)'),
      ember: colour('var(--ember)'),
      gone: colour('color-mix(in oklch, var(--text-3), var(--bg) 25%)'),
      tints: TINTS.map(colour),
      names: {
        ink: named('var(--text)'),
        quiet: named('var(--text-3)'),
        paper: named('var(--raised)'),
        line: named('var(--line)'),
        font: getComputedStyle(element).fontFamily,
      },
      isDark: paper[0] + paper[1] + paper[2] < 1.5,
    };
  });

/** The tint of a parcel by its side: 1, 2, 3, 4 to 5, 6 and more. */
export const tintOf = (size: number): number => (size <= 3 ? size - 1 : size <= 5 ? 3 : 4);
