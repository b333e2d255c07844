import type { Judgement } from '#lib/media/caps.ts';
import { byteSize, count } from '../ui/format.ts';
import type { ContentView } from '#lib/media/inscription-view.ts';
import { t } from '#lib/language/t.ts';

type Held = Extract<Judgement, { because: string }>;

/** Why something is not shown by itself, in one sentence. */
export function judgementWords(
  { shown, because }: Held,
  { body, picture }: Pick<ContentView, 'body' | 'picture'>,
): string {
  const size =
    picture === undefined
      ? ''
      : t('{width} × {height} pixels', { width: count(picture.width), height: count(picture.height) });
  const times = picture === undefined ? '' : t('{passes} times', { passes: count(picture.passes) });
  const isNever = shown === 'never';
  switch (because) {
    case 'bytes':
      return t('{body} is {more}.', {
        body: byteSize(body.length),
        more: isNever ? t('more than is shown here') : t('a lot'),
      });
    case 'pixels':
      return t('It claims {size}, {more}.', {
        size,
        more: isNever ? t('more than a device can draw safely') : t('which takes a lot of memory'),
      });
    case 'frames':
      return t('It would be drawn {times} at {size}, {more}.', {
        times,
        size,
        more: isNever ? t('more than a device can do safely') : t('which is a lot of work'),
      });
  }
}
