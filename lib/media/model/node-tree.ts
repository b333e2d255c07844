import { issue } from '#lib/bytes/issue.ts';
import { fail, ok, type Result } from '#lib/bytes/result.ts';
import type { Gltf } from './gltf.ts';

const MAX_NODES = 10_000;
const MAX_DEPTH = 64;

/**
 * The nodes that the scene leads to, each once, parents first. A node with two parents, or one that leads to itself, makes
 * no tree, and nothing is drawn of it.
 */
export function nodesOf({ scenes, scene = 0, nodes }: Gltf): Result<readonly number[]> {
  const seen = new Set<number>();
  const left = (scenes[scene]?.nodes ?? []).map((at) => ({ at, depth: 1 }));
  while (left.length > 0) {
    const next = left.pop();
    const node = next && nodes[next.at];
    if (next === undefined || node === undefined)
      return fail(issue('model-malformed', 'a scene of what is not there'));
    if (seen.has(next.at)) return fail(issue('model-circle', 'a part that is in two places, or in itself'));
    if (next.depth > MAX_DEPTH || seen.size >= MAX_NODES)
      return fail(issue('model-large', 'more parts, or deeper, than are drawn'));
    seen.add(next.at);
    // What is listed was bounded when it was read; nothing is listed twice without being found out here.
    for (const at of node.children) left.push({ at, depth: next.depth + 1 });
    if (left.length > MAX_NODES) return fail(issue('model-large', 'more parts than are drawn'));
  }
  return ok([...seen]);
}
