/** The unsigned 16-bit number at `at`, most significant byte first. Bytes past the end count as 0. */
export const be16 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0);

/** The unsigned 32-bit number at `at`, most significant byte first. Bytes past the end count as 0. */
export const be32 = (bytes: Uint8Array, at: number): number =>
  be16(bytes, at) * 0x1_0000 + be16(bytes, at + 2);

/** The unsigned 16-bit number at `at`, least significant byte first. Bytes past the end count as 0. */
export const le16 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 0x100;

/** The unsigned 24-bit number at `at`, least significant byte first. Bytes past the end count as 0. */
export const le24 = (bytes: Uint8Array, at: number): number =>
  le16(bytes, at) + (bytes[at + 2] ?? 0) * 0x1_0000;

/** The unsigned 32-bit number at `at`, least significant byte first. Bytes past the end count as 0. */
export const le32 = (bytes: Uint8Array, at: number): number =>
  le24(bytes, at) + (bytes[at + 3] ?? 0) * 0x100_0000;

/** Whether the ASCII letters of `text` stand at `at`. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}
