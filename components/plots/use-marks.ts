import { useMemo } from 'react';
import type { PostView } from '#lib/feed/post-view.ts';
import { useKept } from '../kept.tsx';
import { authorLabel } from '../post/author-label.ts';
import { whyNot } from '../post/post-filter.ts';
import type { Marks } from './city/city-district.ts';
import { usePictures } from './use-pictures.ts';
import type { Built } from './use-street.ts';

/** What is shown of each district besides its land: whose parcels, and what was said there. */
export function useMarks(
  built: ReadonlyMap<number, Built>,
  middle: number,
  own: readonly number[],
): ReadonlyMap<number, Marks> {
  const kept = useKept();
  const ids = useMemo(
    () => [...built.values()].flatMap(({ district }) => district.plot.pictures.map(({ id }) => id)),
    [built],
  );
  const pictures = usePictures(ids);
  return useMemo(
    () =>
      new Map(
        [...built].map(([height, { district, squares }]): readonly [number, Marks] => {
          const boxes = (parcels: readonly number[]): readonly number[] =>
            parcels.flatMap((parcel) => squares.squareOf(parcel) ?? []);
          return [
            height,
            {
              own: height === middle ? boxes(own) : [],
              gone: boxes(district.plot.parcels.map(({ index }) => index)),
              signs: district.plot.posts
                .filter((post) => whyNot(post, kept) === undefined)
                .map((post) => ({ id: post.id, by: byOf(post), words: post.text })),
              pictures: district.plot.pictures.flatMap(({ index, id }) => {
                const box = squares.squareOf(index);
                const image = pictures.get(id);
                return box === undefined || image === undefined ? [] : [{ box, image }];
              }),
            },
          ];
        }),
      ),
    [built, middle, own, kept, pictures],
  );
}

const byOf = ({ author }: PostView): string =>
  author.handle === undefined ? authorLabel(author) : `${author.handle}.bitter`;
