import encodeQR from 'qr';
import { useMemo } from 'react';
import { classes } from '../ui/classes.ts';
import styles from './wallet.module.css';

const BORDER = 2;

type Props = {
  readonly text: string;
  readonly label: string;
  /** For a text of some hundred letters, whose squares are small. */
  readonly large?: boolean;
};

/** A text as a code for a camera, dark on light in every theme: many readers take no other. */
export function QrCode({ text, label, large = false }: Props) {
  const { size, path } = useMemo(() => {
    const rows = encodeQR(text, 'raw', { border: BORDER });
    const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
    return { size: rows.length, path: squares.join('') };
  }, [text]);
  return (
    <svg
      className={classes(styles.qr, large && styles.large)}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
    >
      <path d={`M0 0h${size}v${size}H0z`} className={styles.paper} />
      <path d={path} className={styles.ink} shapeRendering="crispEdges" />
    </svg>
  );
}
