import type { CityDistrict } from './city-district.ts';

/** So long light is worked out at once, in milliseconds: less than half of a frame. */
const SLICE_MS = 6;

/** Works out the light of districts a moment at a time between frames, in the order in which they are given. */
export class Lighting {
  private readonly onLit: () => void;
  private districts: readonly Pick<CityDistrict, 'isUnlit' | 'lightFor'>[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onLit the light of a district changed. */
  constructor(onLit: () => void) {
    this.onLit = onLit;
  }

  /** Whether the light of any of them is not worked out yet. */
  get isWorking(): boolean {
    return this.timer !== undefined;
  }

  /** These are the districts from now on; those of before are forgotten. */
  begin(districts: typeof this.districts): void {
    this.districts = districts;
    if (this.timer === undefined) this.goOn();
  }

  stop(): void {
    this.districts = [];
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private goOn(): void {
    const next = this.districts.find(({ isUnlit }) => isUnlit);
    this.timer = next && setTimeout(() => this.slice(next));
  }

  private slice(district: (typeof this.districts)[number]): void {
    // It may be gone since: what is worked out of it then is for nobody.
    if (this.districts.includes(district)) {
      district.lightFor(SLICE_MS);
      if (!district.isUnlit) this.onLit();
    }
    this.goOn();
  }
}
