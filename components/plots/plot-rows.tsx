import { PartTitle } from '../ui/facts.tsx';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './plot-rows.module.css';
import { plotWords, type LandBook } from './land-book.ts';

type Props = {
  readonly title: string;
  readonly heights: readonly number[];
  readonly book: LandBook;
  readonly onGo: (height: number) => void;
};

/** Some districts in rows; a press shows one on the map. Nothing where there is none. */
export function PlotRows({ title, heights, book, onGo }: Props) {
  if (heights.length === 0) return null;
  return (
    <section className={styles.part}>
      <PartTitle note={count(heights.length)}>{title}</PartTitle>
      <ul className={styles.rows}>
        {heights.map((height) => (
          <li key={height}>
            <button type="button" className={styles.row} onClick={() => onGo(height)}>
              <span className={styles.name}>
                {height}
                <i>.bitmap</i>
                <small>{plotWords(book.plotAt(height), false)}</small>
              </span>
              <Icon name="right" small />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
