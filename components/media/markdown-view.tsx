import { type Block, type Inline, readMarkdown } from '#lib/media/markdown.ts';
import { readName, writeName } from '#lib/media/inscription-name.ts';
import { Link } from '../ui/link.tsx';
import styles from './markdown-view.module.css';

/** Markdown as nodes of ours: no tag of a stranger's ever becomes one. */
export function MarkdownView({ text }: { readonly text: string }) {
  return (
    <div className={styles.markdown} dir="auto">
      {readMarkdown(text).map((block, index) => (
        // The blocks of a text never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

/** The screen has the first two levels itself. */
const HEADINGS = { 1: 'h3', 2: 'h4', 3: 'h5' } as const;

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading': {
      const Heading = HEADINGS[block.level];
      return (
        <Heading className={styles.heading} data-level={block.level}>
          <Line inner={block.inner} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <Line inner={block.inner} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          <Line inner={block.inner} />
        </blockquote>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          <Line inner={item} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'code':
      return <pre>{block.text}</pre>;
    case 'rule':
      return <hr />;
  }
}

function Line({ inner }: { readonly inner: readonly Inline[] }) {
  // oxlint-disable-next-line react/no-array-index-key
  return inner.map((node, index) => <InlineView key={index} node={node} />);
}

function InlineView({ node }: { readonly node: Inline }) {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return <code>{node.text}</code>;
    case 'strong':
      return (
        <strong>
          <Line inner={node.inner} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Line inner={node.inner} />
        </em>
      );
    case 'link':
    case 'picture':
      return <Target node={node} />;
  }
}

/** A link to an inscription opens here; one to the web says which host it leads to; anything else stays words. */
function Target({ node: { href, text } }: { readonly node: Extract<Inline, { href: string }> }) {
  const name = /^(?:\/?content\/|\/?i#)?[0-9a-f]{64}/i.test(href) ? readName(href) : undefined;
  if (name !== undefined)
    return <Link to={{ screen: 'inscription', id: writeName(name) }}>{text || href}</Link>;
  const url = /^https?:\/\//i.test(href) && URL.canParse(href) ? new URL(href) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return text;
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {text || url.href} <small>({url.host})</small>
    </a>
  );
}
