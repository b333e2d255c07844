/** How finely the city is drawn. */
export type Quality = 'full' | 'reduced' | 'coarse';

const ORDER: readonly Quality[] = ['full', 'reduced', 'coarse'];

/** Pixels of the picture for each of the page's, at most. */
export const PIXELS: Readonly<Record<Quality, number>> = { full: 2, reduced: 1, coarse: 0.5 };

const LATE_MS = 24;
const ON_TIME_MS = 18;
const FRAMES_DOWN = 12;
const FRAMES_UP = 240;
/** A pause between frames is none: nothing moved. */
const PAUSE_MS = 400;

/**
 * Chooses the quality by what frames take: down after a dozen late ones, and up again, once, after a long row of frames
 * on time: what was late may have been the loading.
 */
export class QualityChoice {
  private at = 0;
  private late = 0;
  private onTime = 0;
  private mayRise = true;

  get quality(): Quality {
    return ORDER[this.at] ?? 'coarse';
  }

  /** Takes the time since the frame before, in milliseconds; says whether the quality changed by it. */
  take(ms: number): boolean {
    if (ms > PAUSE_MS) return false;
    this.late = ms > LATE_MS ? this.late + 1 : Math.max(0, this.late - 1);
    this.onTime = ms < ON_TIME_MS ? this.onTime + 1 : 0;
    if (this.late >= FRAMES_DOWN && this.at < ORDER.length - 1) this.at += 1;
    else if (this.onTime >= FRAMES_UP && this.at > 0 && this.mayRise) {
      this.at -= 1;
      this.mayRise = false;
    } else return false;
    this.late = this.onTime = 0;
    return true;
  }
}
