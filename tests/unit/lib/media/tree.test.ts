import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NODES, treeOf, type TreeNode } from '#lib/media/tree.ts';

const size = ({ children = [] }: TreeNode): number =>
  1 + children.reduce((sum, child) => sum + size(child), 0);

describe('a tree of a value', () => {
  it('has its keys, types and values', () => {
    const value = new Map<unknown, unknown>([
      ['name', 'a'],
      [1, [true, null, 2n]],
      ['data', Uint8Array.of(1, 255)],
    ]);
    expect(treeOf(value)).toEqual({
      type: 'object',
      text: '3',
      children: [
        { label: 'name', type: 'text', text: 'a' },
        {
          label: '1',
          type: 'list',
          text: '3',
          children: [
            { label: '0', type: 'word', text: 'true' },
            { label: '1', type: 'word', text: 'null' },
            { label: '2', type: 'number', text: '2' },
          ],
        },
        { label: 'data', type: 'bytes', text: '01ff' },
      ],
    });
  });

  it('holds a key that objects have by themselves', () => {
    const tree = treeOf(JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}'));
    expect(tree.children?.map(({ label }) => label)).toEqual(['__proto__', 'constructor']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('says what it leaves out of one that is too large or too deep', () => {
    const wide = treeOf(Array.from({ length: 100_000 }, (_slot, at) => at));
    expect(size(wide)).toBeLessThanOrEqual(MAX_NODES + 2);
    expect(wide.children?.at(-1)?.text).toMatch(/^… and 9\d+ more$/);
    let deep: unknown = 0;
    for (let level = 0; level < 5_000; level += 1) deep = [deep];
    expect(size(treeOf(deep))).toBeLessThan(100);
  });

  it('is small and well formed for any value', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withTypedArray: true, withMap: true, maxDepth: 6 }),
        (value) => {
          const tree = treeOf(value);
          expect(size(tree)).toBeLessThan(MAX_NODES * 3);
          expect(JSON.stringify(tree)).not.toContain('undefined:');
        },
      ),
    );
  });
});
