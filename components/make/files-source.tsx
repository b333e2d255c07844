'use client';

import { type ChangeEvent, useId } from 'react';
import type { DraftFile } from '#lib/client/inscriptions.ts';
import { t } from '#lib/language/t.ts';
import { PICTURE_SIZES, type PictureSize } from '../compose/prepare-picture.ts';
import { buttonClass, IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { byteSize } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { once } from '../ui/once.ts';
import styles from './make.module.css';

const SIZES = Object.keys(PICTURE_SIZES) as readonly PictureSize[];
const WORDS = once((): Readonly<Record<PictureSize, string>> => ({
  small: t('Small'),
  medium: t('Medium'),
  large: t('Large'),
}));

/** A button that opens the system's dialog for files. */
function Choose(props: {
  readonly label: string;
  readonly accept?: string;
  readonly many?: boolean;
  readonly folder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const { label, accept, many = false, folder = false, onFiles } = props;
  const take = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const files = [...(target.files ?? [])];
    if (files.length > 0) onFiles(files);
    target.value = '';
  };
  return (
    <label className={classes(buttonClass('plain'), styles.choose)}>
      <Icon name={folder ? 'file' : 'picture'} small />
      {label}
      <input
        type="file"
        accept={accept}
        multiple={many || folder}
        // Every browser has it, and no type knows it.
        {...(folder ? { webkitdirectory: '' } : {})}
        onChange={take}
      />
    </label>
  );
}

type PictureProps = {
  readonly size: PictureSize;
  readonly hasFile: boolean;
  readonly onFile: (file: File) => void;
  readonly onSize: (size: PictureSize) => void;
};

/** One picture, and how much of it is worth paying for. */
export function PictureSource({ size, hasFile, onFile, onSize }: PictureProps) {
  const id = useId();
  return (
    <div className={styles.row}>
      <Choose
        label={hasFile ? t('Another picture') : t('Choose a picture')}
        accept="image/*"
        onFiles={([file]) => file !== undefined && onFile(file)}
      />
      <fieldset className={styles.sizes}>
        <legend>{t('Size')}</legend>
        {SIZES.map((each) => (
          <label key={each}>
            <input type="radio" name={id} checked={each === size} onChange={() => onSize(each)} />
            {WORDS()[each]}
          </label>
        ))}
      </fieldset>
    </div>
  );
}

type SiteProps = {
  readonly files: readonly DraftFile[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onRemove: (path: string) => void;
};

/** The files of a site, with the paths by which they name each other. */
export function SiteSource({ files, onFiles, onRemove }: SiteProps) {
  const hasIndex = files.some(({ path }) => path === 'index.html');
  return (
    <div className={styles.field}>
      <div className={styles.row}>
        <Choose label={t('Choose files')} many onFiles={onFiles} />
        <Choose label={t('Choose a folder')} folder onFiles={onFiles} />
      </div>
      {files.length > 0 && (
        <ul className={styles.files} aria-label={t('Files of the site')}>
          {files.map(({ path = '', body, contentType }) => (
            <li key={path}>
              <bdi>{path}</bdi>
              <small>
                {contentType.split(';', 1)[0]}, {byteSize(body.length)}
              </small>
              <IconButton label={t('Leave out {path}', { path })} onClick={() => onRemove(path)}>
                <Icon name="close" small />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.small}>
        {files.length > 0 && !hasIndex
          ? t('A site opens with index.html, which is not among them yet.')
          : t(
              'Up to 15 files of at most 399 kB each. They name each other by their paths; index.html is what opens.',
            )}
      </p>
    </div>
  );
}
