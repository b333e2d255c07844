import encodeQR from 'qr';
import { useMemo } from 'react';
import styles from './wallet.module.css';

const BORDER = 2;

/** A text as a code for a camera, dark on light in every theme: many readers take no other. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => {
    const rows = encodeQR(text, 'raw', { border: BORDER });
    const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
    return { size: rows.length, path: squares.join('') };
  }, [text]);
  return (
    <svg className={styles.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={`M0 0h${size}v${size}H0z`} className={styles.paper} />
      <path d={path} className={styles.ink} shapeRendering="crispEdges" />
    </svg>
  );
}
