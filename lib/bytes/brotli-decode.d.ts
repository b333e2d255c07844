/** The decoder inside the package brotli, which publishes no types for it. It throws plain errors on malformed input. */
declare module 'brotli/dec/decode.js' {
  /** Fills `buffer` from `at` with at most `count` bytes and says how many; fewer means the end. */
  type BrotliInput = { read(buffer: Uint8Array, at: number, count: number): number };

  /** Takes decoded bytes, a window at a time. The decoder grows `buffer` when `buffer.length` is too small. */
  type BrotliOutput = {
    readonly buffer: { readonly length: number };
    write(buffer: Uint8Array, count: number): number;
  };

  export function BrotliDecompress(input: BrotliInput, output: BrotliOutput): void;
}
