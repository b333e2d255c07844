export { encodeBeef, parseBeef } from '#lib/chain/beef.ts';
