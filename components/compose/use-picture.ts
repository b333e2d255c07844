import { useRef, useState } from 'react';
import { t } from '#lib/language/t.ts';
import { preparePicture, type PictureSize, type PreparedPicture } from './prepare-picture.ts';

/** The picture of a post while it is written: its file stays here, and what is made of it goes to the draft. */
export function usePicture(keep: (picture?: PreparedPicture) => void) {
  const [file, setFile] = useState<Blob>();
  const [size, setSize] = useState<PictureSize>('medium');
  const [decorative, setDecorative] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const latest = useRef(0);

  const make = async (from: Blob, wanted: PictureSize): Promise<void> => {
    latest.current += 1;
    const turn = latest.current;
    setBusy(true);
    setTrouble(undefined);
    setSize(wanted);
    try {
      const made = await preparePicture(from, wanted);
      if (turn !== latest.current) return;
      setFile(from);
      keep(made);
    } catch (error) {
      if (turn === latest.current)
        setTrouble(error instanceof Error ? error.message : t('It could not be opened.'));
    } finally {
      if (turn === latest.current) setBusy(false);
    }
  };

  return {
    busy,
    trouble,
    decorative,
    setDecorative,
    size: file === undefined ? undefined : size,
    take: (from: Blob) => void make(from, size),
    resize: (wanted: PictureSize) => void (file !== undefined && make(file, wanted)),
    remove: () => {
      latest.current += 1;
      setFile(undefined);
      setBusy(false);
      keep();
    },
  };
}
