import { parseBitmap } from './bitmap.ts';
import { parseBitter } from './bitter.ts';

/** Whether words alone in an envelope could be a claim or a token order, which nobody meant by saying them. */
export const isCommand = (text: string): boolean =>
  /^\s*[[{]/.test(text) || parseBitter(text)?.ok === true || parseBitmap(text) !== undefined;
