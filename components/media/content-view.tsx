'use client';

import type { ContentView as Content } from '#lib/media/inscription-view.ts';
import { Drawing } from './drawing.tsx';
import { FileCard } from './file-card.tsx';
import { MarkdownView } from './markdown-view.tsx';
import { ModelCard } from './model-card.tsx';
import { PageCard } from './page-card.tsx';
import { Picture } from './picture.tsx';
import { Player } from './player.tsx';
import { PlainText } from './plain-text.tsx';
import { TreeView } from './tree-view.tsx';

type Props = {
  readonly content: Content;
  /** The inscription that shows it. */
  readonly id: string;
};

/** What an inscription shows, in the one way that is safe for its kind. */
export function ContentView({ content, id }: Props) {
  switch (content.shownAs) {
    case 'picture':
      return <Picture content={content} />;
    case 'drawing':
      return <Drawing content={content} id={id} />;
    case 'audio':
    case 'video':
      return <Player content={content} />;
    case 'page':
    case 'site':
      return <PageCard content={content} id={id} />;
    case 'markdown':
      return <MarkdownView text={textOf(content)} />;
    case 'json':
      return content.tree === undefined ? (
        <PlainText text={textOf(content)} isCode />
      ) : (
        <TreeView tree={content.tree} />
      );
    case 'code':
      return <PlainText text={textOf(content)} isCode />;
    case 'text':
      return <PlainText text={textOf(content)} />;
    case 'model':
      return <ModelCard content={content} id={id} />;
    case 'file':
      return <FileCard content={content} id={id} />;
  }
}

const textOf = ({ body }: Content): string => new TextDecoder().decode(body);
