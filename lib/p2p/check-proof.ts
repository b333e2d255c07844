import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import { meetsTarget, parseHeader } from '#lib/chain/header.ts';
import { parseBump, rootOf } from '#lib/proof/merkle-path.ts';
import type { Proof } from './given-message.ts';

/**
 * Whether a neighbour's path leads from the transaction to the header that it sent along, and that header has the work
 * it claims. Whether it lies on the chain with most work is for the feed's header chain to say. Answers the height.
 */
export function checkProof({ txid, bump, header: bytes }: Proof): Result<number> {
  const header = parseHeader(bytes);
  if (!header.ok) return header;
  if (!meetsTarget(header.value))
    return fail(issue('proof-no-work', 'the header has not the work it claims'));
  const path = parseBump(bump);
  if (!path.ok) return path;
  const led = rootOf(path.value, txid);
  if (!led.ok) return led;
  if (led.value.root !== header.value.merkleRoot)
    return fail(issue('proof-other-header', 'the path does not lead to the header'));
  return ok(path.value.height);
}
