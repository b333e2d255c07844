'use client';

import { useEffect, useRef } from 'react';
import { t } from '#lib/language/t.ts';
import styles from './meet-near.module.css';
import { readCode } from './read-code.ts';

/** Pause between two looks at what the camera shows. */
const LOOK_MS = 200;
/** Pixels of the longer side of what is looked at: enough for the squares of a code that fills half of it. */
const LOOK_PIXELS = 960;

type Props = {
  readonly onCode: (code: string) => void;
  /** There is no camera, or it may not be used. */
  readonly onTrouble: (words: string) => void;
};

/** What the camera sees, until there is a code in it. Nothing of it is kept, and it is off as soon as this is gone. */
export function CameraReader({ onCode, onTrouble }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef({ onCode, onTrouble });
  useEffect(() => {
    tell.current = { onCode, onTrouble };
  });
  useEffect(() => {
    const stop = new AbortController();
    void watch(video.current, stop.signal).then(
      (code) => code !== undefined && tell.current.onCode(code),
      () => {
        if (!stop.signal.aborted)
          tell.current.onTrouble(t('The camera cannot be used here. Paste their code instead.'));
      },
    );
    return () => stop.abort();
  }, []);
  return (
    <video ref={video} className={styles.view} muted playsInline aria-label={t('What the camera sees')} />
  );
}

/** The code that comes before the camera, or nothing once aborted. */
async function watch(video: HTMLVideoElement | null, until: AbortSignal): Promise<string | undefined> {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const close = (): void => {
    for (const track of camera.getTracks()) track.stop();
  };
  until.addEventListener('abort', close);
  try {
    if (video === null || until.aborted) return undefined;
    video.srcObject = camera;
    await video.play();
    while (!until.aborted) {
      const code = readCode(frameOf(video));
      if (code !== undefined) return code;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return undefined;
  } finally {
    close();
  }
}

function frameOf(video: HTMLVideoElement): ImageData {
  const scale = Math.min(1, LOOK_PIXELS / Math.max(video.videoWidth, video.videoHeight, 1));
  const [width, height] = [video.videoWidth, video.videoHeight].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const canvas = new OffscreenCanvas(width ?? 1, height ?? 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
