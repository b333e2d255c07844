/** Strings, each with a number, in the order in which they came. */
export class NameTable {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];

  get size(): number {
    return this.names.length;
  }

  intern(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.length;
    this.names.push(name);
    this.numbers.set(name, number);
    return number;
  }

  /** The number of a name, or -1. */
  find(name: string): number {
    return this.numbers.get(name) ?? -1;
  }

  at(number: number): string {
    return this.names[number] ?? '';
  }
}
