import type { TreeNode } from '#lib/media/tree.ts';
import { t } from '#lib/language/t.ts';
import styles from './tree-view.module.css';

/** How deep a tree stands open at first. */
const OPEN_DEPTH = 2;

/** A value with everything in it, as folds. Keys and values are a stranger's words, and nothing but words. */
export function TreeView({ tree }: { readonly tree: TreeNode }) {
  return (
    <ul className={styles.tree}>
      <Node node={tree} depth={0} />
    </ul>
  );
}

function Node({ node, depth }: { readonly node: TreeNode; readonly depth: number }) {
  const { label, type, text, children } = node;
  const key = label === undefined ? null : <bdi className={styles.key}>{label}</bdi>;
  if (children === undefined)
    return (
      <li>
        {key}
        <bdi className={styles.value} data-type={type}>
          {text}
        </bdi>
      </li>
    );
  return (
    <li>
      <details open={depth < OPEN_DEPTH}>
        <summary>
          {key}
          <small>{t('{more} of {text}', { more: type === 'list' ? t('list') : t('object'), text })}</small>
        </summary>
        <ul>
          {children.map((child, index) => (
            // Keys may repeat once they are clipped, and the list never changes.
            // oxlint-disable-next-line react/no-array-index-key
            <Node key={index} node={child} depth={depth + 1} />
          ))}
        </ul>
      </details>
    </li>
  );
}
