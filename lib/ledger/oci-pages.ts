import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';

// Bitmap OCI (https://github.com/ordengine/BitmapOCI): who won which district of BTC up to 839,999, inscribed on BTC itself
// by somebody who had worked it out. Nine pages of 100,000 districts:
//
//   page = two lists of the same length: satoshis in rising order, each as its distance from the one before; and the
//          district of each of them, less the first of the page
//
// Brackets and white space differ from page to page (two of them lack the outer brackets), so a page is read as its
// numbers: the first half of them is one list, the second half the other.

/** Districts of a page. */
export const OCI_PAGE_BLOCKS = 100_000;

/** Name of the list, wherever what it says is shown. */
export const OCI_NAME = 'Bitmap OCI';

/** The inscriptions of the pages, from district 0 on, as the inscribed index 840bc0df…e362i0 names them. */
export const OCI_PAGES: readonly string[] = [
  '01bba6c58af39d7f199aa2bceeaaba1ba91b23d2663bc4ef079a4b5e442dbf74i0',
  'bb01dfa977a5cd0ee6e900f1d1f896b5ec4b1e3c7b18f09c952f25af6591809fi0',
  'bb02e94f3062facf6aa2e47eeed348d017fd31c97614170dddb58fc59da304efi0',
  'bb037ec98e6700e8415f95d1f5ca1fe1ba23a3f0c5cb7284d877e9ac418d0d32i0',
  'bb9438f4345f223c6f4f92adf6db12a82c45d1724019ecd7b6af4fcc3f5786cei0',
  'bb0542d4606a9e7eb4f31051e91f7696040db06ca1383dff98505618c34d7df7i0',
  'bb06a4dffba42b6b513ddee452b40a67688562be4a1345127e4d57269e6b2ab6i0',
  'bb076934c1c22007b315dd1dc0f8c4a2f9d52f348320cfbadc7c0bd99eaa5e18i0',
  'bb986a1208380ec7db8df55a01c88c73a581069a51b5a2eb2734b41ba10b65c2i0',
];

const MAX_LENGTH = 8 * 1024 * 1024;
const MOST_SATS = 2_100_000_000_000_000;
const ZERO = 0x30;
const NINE = 0x39;
/** Brackets, commas, quotes, white space, and the escapes that some pages carry as text. */
const BETWEEN = /^[[\],"\s\\n]*$/;

/** Satoshi by district, less the first of the page; 0 where a page says nothing. */
export type OciPage = { readonly sats: Float64Array; readonly count: number };

/** Reads a page. One number too many, too large or said twice makes it no page at all. */
export function readOciPage(text: string): Result<OciPage> {
  if (text.length > MAX_LENGTH) return fail(issue('oci-too-large', `${text.length} characters`));
  const numbers = numbersIn(text);
  if (numbers === undefined) return fail(issue('oci-form', 'something else than lists of numbers'));
  const count = numbers.length / 2;
  if (count === 0 || !Number.isInteger(count) || count > OCI_PAGE_BLOCKS)
    return fail(issue('oci-count', `${numbers.length} numbers are no two lists of a page`));
  const sats = new Float64Array(OCI_PAGE_BLOCKS);
  let sat = 0;
  for (let at = 0; at < count; at += 1) {
    sat += numbers[at] ?? 0;
    const district = numbers[count + at] ?? OCI_PAGE_BLOCKS;
    if (sat <= 0 || sat > MOST_SATS || district >= OCI_PAGE_BLOCKS || sats[district] !== 0)
      return fail(issue('oci-entry', `entry ${at} is no satoshi, no district, or a district's second`));
    sats[district] = sat;
  }
  return ok({ sats, count });
}

/** The numbers of a text that holds nothing else but what stands between them; at most those of a page. */
function numbersIn(text: string): number[] | undefined {
  const numbers: number[] = [];
  let from = 0;
  for (let at = 0; at <= text.length;) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (code < ZERO || code > NINE) {
      at += 1;
      continue;
    }
    if (!BETWEEN.test(text.slice(from, at))) return undefined;
    let value = 0;
    let next = code;
    while (next >= ZERO && next <= NINE && value <= MOST_SATS) {
      value = value * 10 + next - ZERO;
      at += 1;
      next = at < text.length ? text.charCodeAt(at) : 0;
    }
    if (value > MOST_SATS || numbers.length >= 2 * OCI_PAGE_BLOCKS) return undefined;
    numbers.push(value);
    from = at;
  }
  return BETWEEN.test(text.slice(from)) ? numbers : undefined;
}
