import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import styles from './move-pad.module.css';

type Props = {
  readonly withUp: boolean;
  readonly onHold: (code: string) => void;
  readonly onLetGo: (code: string) => void;
};

const WAYS = once(
  (): readonly {
    readonly code: string;
    readonly label: string;
    readonly icon: IconName;
    readonly at: string;
  }[] => [
    { code: 'KeyW', label: t('Ahead'), icon: 'down', at: 'ahead' },
    { code: 'KeyA', label: t('To the left'), icon: 'right', at: 'left' },
    { code: 'KeyD', label: t('To the right'), icon: 'right', at: 'right' },
    { code: 'KeyS', label: t('Back'), icon: 'down', at: 'back' },
  ],
);

const HEIGHTS = once(
  () =>
    [
      { code: 'Space', label: t('Rise'), icon: 'plus', at: 'rise' },
      { code: 'KeyQ', label: t('Sink'), icon: 'minus', at: 'sink' },
    ] as const,
);

/** Keys on the screen for whoever walks with fingers: one moves as long as it is held. */
export function MovePad({ withUp, onHold, onLetGo }: Props) {
  return (
    <div className={styles.pad}>
      {[...WAYS(), ...(withUp ? HEIGHTS() : [])].map(({ code, label, icon, at }) => (
        <IconButton
          key={code}
          label={label}
          className={classes(styles.key, styles[at])}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            onHold(code);
          }}
          onPointerUp={() => onLetGo(code)}
          onPointerCancel={() => onLetGo(code)}
          onContextMenu={(event) => event.preventDefault()}
          onKeyDown={({ key }) => (key === ' ' || key === 'Enter') && onHold(code)}
          onKeyUp={() => onLetGo(code)}
          onBlur={() => onLetGo(code)}
        >
          <Icon name={icon} />
        </IconButton>
      ))}
    </div>
  );
}
