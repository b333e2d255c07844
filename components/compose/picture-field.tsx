import { useId } from 'react';
import type { PostPicture } from '#lib/publish/publication.ts';
import { t } from '#lib/language/t.ts';
import { once } from '../ui/once.ts';
import { useBlobUrl } from '../media/use-blob-url.ts';
import { IconButton } from '../ui/button.tsx';
import { byteSize } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import styles from './picture-field.module.css';
import { PICTURE_SIZES, type PictureSize } from './prepare-picture.ts';

const SIZES = Object.keys(PICTURE_SIZES) as readonly PictureSize[];
const WORDS = once((): Readonly<Record<PictureSize, string>> => ({
  small: t('Small'),
  medium: t('Medium'),
  large: t('Large'),
}));

type Props = {
  readonly picture: PostPicture;
  /** Absent for a picture out of a draft, whose file is not at hand any more. */
  readonly size: PictureSize | undefined;
  readonly decorative: boolean;
  readonly onSize: (size: PictureSize) => void;
  readonly onAlt: (alt: string) => void;
  readonly onDecorative: (on: boolean) => void;
  readonly onRemove: () => void;
};

/** The picture as it will be written, the words for those who do not see it, and how much of it is worth paying for. */
export function PictureField(props: Props) {
  const { picture, size, decorative, onSize, onAlt, onDecorative, onRemove } = props;
  const altId = useId();
  const url = useBlobUrl(picture.body, picture.contentType);
  return (
    <div className={styles.picture}>
      <div className={styles.frame}>
        {url !== undefined && <img src={url} alt={picture.alt} />}
        <IconButton label={t('Remove the picture')} className={styles.remove} onClick={onRemove}>
          <Icon name="close" small />
        </IconButton>
      </div>
      <label htmlFor={altId}>{t('What is on it, for whoever does not see it')}</label>
      <input
        id={altId}
        value={picture.alt}
        maxLength={500}
        dir="auto"
        disabled={decorative}
        aria-required={!decorative}
        onChange={(event) => onAlt(event.target.value)}
      />
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={decorative}
          onChange={(event) => onDecorative(event.target.checked)}
        />
        {t('It only decorates')}
      </label>
      <div className={styles.facts}>
        {size !== undefined && (
          <fieldset>
            <legend>{t('Size')}</legend>
            {SIZES.map((each) => (
              <label key={each}>
                <input type="radio" name={altId} checked={each === size} onChange={() => onSize(each)} />
                {WORDS()[each]}
              </label>
            ))}
          </fieldset>
        )}
        <span>{t('{body}, without place and camera', { body: byteSize(picture.body.length) })}</span>
      </div>
    </div>
  );
}
