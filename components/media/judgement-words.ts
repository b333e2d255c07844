import type { Judgement } from '#lib/media/caps.ts';
import { byteSize, count } from '../ui/format.ts';
import type { ContentView } from '#lib/media/inscription-view.ts';

type Held = Extract<Judgement, { because: string }>;

/** Why something is not shown by itself, in one sentence. */
export function judgementWords(
  { shown, because }: Held,
  { body, picture }: Pick<ContentView, 'body' | 'picture'>,
): string {
  const size = picture === undefined ? '' : `${count(picture.width)} × ${count(picture.height)} pixels`;
  const times = picture === undefined ? '' : `${count(picture.passes)} times`;
  const isNever = shown === 'never';
  switch (because) {
    case 'bytes':
      return `${byteSize(body.length)} is ${isNever ? 'more than is shown here' : 'a lot'}.`;
    case 'pixels':
      return `It claims ${size}, ${isNever ? 'more than a device can draw safely' : 'which takes a lot of memory'}.`;
    case 'frames':
      return `It would be drawn ${times} at ${size}, ${isNever ? 'more than a device can do safely' : 'which is a lot of work'}.`;
  }
}
