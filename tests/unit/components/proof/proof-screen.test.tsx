import { createEvent, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ProofScreen } from '#components/proof/proof-screen.tsx';
import { ThreadScreen } from '#components/post/thread-screen.tsx';
import { asTxid } from '#lib/bytes/brand.ts';
import type { FileTx, FileView } from '#lib/feed/file-view.ts';
import { createFakeClient } from '#tests/support/fake-client.ts';
import { hashOf, streetStory } from '#tests/support/fake-story.ts';
import { renderScreen } from '#tests/support/render-screen.tsx';

const posts = streetStory(Date.now());
const proven = posts.find(({ verdict }) => verdict.state === 'proven');
if (proven === undefined) throw new Error('the story has a proven post');

const found = (tx: Partial<FileTx> = {}): FileView => ({
  kind: 'transaction',
  as: 'bundle',
  network: 'devnet',
  tx: {
    txid: proven.txid,
    bytes: 612,
    verdict: proven.verdict,
    posts: [proven],
    records: [],
    isHeld: false,
    ...tx,
  },
  others: 0,
  othersProven: 0,
});
const problem = (code: string, message = 'words', path?: string): FileView => ({
  kind: 'problem',
  issue: { code, message, ...(path !== undefined && { path }) },
});
const open = (file: FileView | ((bytes: Uint8Array) => FileView)) =>
  renderScreen(
    <ProofScreen />,
    createFakeClient({ file: typeof file === 'function' ? file : () => file }),
    '/proof',
  );
const aFile = (text = 'x', name = 'bread.json'): File => new File([text], name);
const dropped = (file: File) => ({ dataTransfer: { types: ['Files'], files: [file] } });

describe('the screen that checks a file', () => {
  it('takes a chosen file, by keys alone', async () => {
    const seen: string[] = [];
    const { user } = open((bytes) => {
      seen.push(new TextDecoder().decode(bytes));
      return found();
    });
    const field = screen.getByLabelText('Choose a file');
    // Past the skip link and the places of the frame.
    while (document.activeElement !== field) await user.tab();
    await user.upload(field, aFile('the bytes'));
    expect(await screen.findByRole('heading', { name: 'Proven' })).toBeVisible();
    expect(screen.getByText('bread.json')).toBeVisible();
    expect(screen.getByRole('article', { name: 'The post in this file' })).toHaveTextContent(
      proven.text.slice(0, 20),
    );
    expect(seen).toEqual(['the bytes']);
    expect(screen.queryByText('Open it in the feed')).toBeNull();
  });

  it('takes a dropped file, shows that it would, and the same one again', async () => {
    let times = 0;
    open(() => {
      times += 1;
      return found({ isHeld: true });
    });
    fireEvent.dragOver(window, dropped(aFile()));
    expect(await screen.findByText('Drop it to check it')).toBeInTheDocument();
    const drop = createEvent.drop(window, dropped(aFile()));
    fireEvent(window, drop);
    expect(drop.defaultPrevented).toBe(true);
    await waitFor(() => expect(screen.queryByText('Drop it to check it')).toBeNull());
    expect(await screen.findByRole('link', { name: 'Open it in the feed' })).toHaveAttribute(
      'href',
      `/post#${proven.id}`,
    );
    fireEvent.drop(window, dropped(aFile()));
    await waitFor(() => expect(times).toBe(2));
  });

  it('leaves text that is dragged alone', () => {
    open(found());
    const drop = createEvent.drop(window, { dataTransfer: { types: ['text/plain'], files: [] } });
    fireEvent(window, drop);
    expect(drop.defaultPrevented).toBe(false);
  });

  it('takes pasted hex', async () => {
    let text = '';
    open((bytes) => {
      text = new TextDecoder().decode(bytes);
      return found({ verdict: { state: 'held' }, posts: [] });
    });
    fireEvent.paste(document.body, { clipboardData: { files: [], getData: () => ' 0100beef\n' } });
    expect(await screen.findByRole('heading', { name: 'Not checked yet' })).toBeVisible();
    expect(text).toBe('0100beef');
    expect(screen.getByText('Nothing about a block')).toBeVisible();
  });

  it.each([
    [problem('file-unknown'), 'It is no saved proof, no transaction, no BEEF and no block.'],
    [problem('truncated'), 'It ends too early. A part of it was lost on the way.'],
    [
      problem('file-other-network', 'main', 'devnet'),
      "It is of BSV's main network, and this app reads a devnet.",
    ],
    [
      problem('file-other-network', '__proto__', 'devnet'),
      'It is of another network, and this app reads a devnet.',
    ],
    [
      problem('bundle-field', 'x', 'headers/from'),
      'One part of it is missing or not of its form: headers/from.',
    ],
    [problem('something-new', 'its own words'), 'It cannot be read: its own words.'],
  ])('says what is wrong with a bad file %#', async (view, sentence) => {
    const { user } = open(view);
    await user.upload(screen.getByLabelText('Choose a file'), aFile());
    expect(await screen.findByRole('heading', { name: 'This does not check out' })).toBeVisible();
    expect(screen.getByText(sentence)).toBeVisible();
  });

  it('shows no words of what was refuted', async () => {
    const issue = { code: 'proof-other-block', message: 'm' };
    const { user } = open(found({ verdict: { state: 'refuted', issue }, posts: [] }));
    await user.upload(screen.getByLabelText('Choose a file'), aFile());
    expect(await screen.findByRole('heading', { name: 'Check failed' })).toBeVisible();
    expect(screen.getByText('Its path does not lead to the block that is at this height.')).toBeVisible();
    expect(screen.queryByRole('article')).toBeNull();
  });

  it('says how far its own headers reach when the file goes beyond', async () => {
    const ahead = { height: 900_412, ourHeight: 900_400 };
    const { user } = open(found({ verdict: { state: 'signed' }, ahead }));
    await user.upload(screen.getByLabelText('Choose a file'), aFile());
    expect(await screen.findByText('Said to be in block 900,412')).toBeVisible();
    expect(screen.getByText(/go to 900,400/)).toBeVisible();
  });

  it('names claims, and the ancestors that came along', async () => {
    const view = found({
      posts: [],
      records: [
        { kind: 'handle', name: 'mira' },
        { kind: 'district', height: 818_677 },
        { kind: 'other', record: 'json' },
      ],
    });
    if (view.kind !== 'transaction') throw new Error('a transaction');
    const { user } = open({ ...view, as: 'beef', others: 3, othersProven: 2 });
    await user.upload(screen.getByLabelText('Choose a file'), aFile());
    expect(
      await screen.findByText('It is a claim of mira.bitter, a claim of 818677.bitmap, and data.'),
    ).toBeVisible();
    expect(screen.getByText(/3 other transactions came with it, 2 of them/)).toBeVisible();
  });

  it('tells of a block', async () => {
    const block: FileView = {
      kind: 'block',
      network: 'devnet',
      hash: hashOf('a block') as Extract<FileView, { kind: 'block' }>['hash'],
      time: 1_700_000_000,
      bytes: 4096,
      transactions: 12,
      height: 7,
      found: [{ ...(found() as Extract<FileView, { kind: 'transaction' }>).tx, txid: asTxid(hashOf('t')) }],
      speaking: 3,
    };
    const { user } = open(block);
    await user.upload(screen.getByLabelText('Choose a file'), aFile());
    expect(await screen.findByText("All 12 transactions are the header's own")).toBeVisible();
    expect(screen.getByText('Block 7')).toBeVisible();
    expect(screen.getByText('2 more are in it and not shown.')).toBeVisible();
  });

  it('says so when nobody could look', async () => {
    const { user, client } = open(found());
    client.refuse('the worker is gone');
    await user.upload(screen.getByLabelText('Choose a file'), aFile());
    expect(await screen.findByText(/It could not be checked. the worker is gone/)).toBeVisible();
  });
});

describe('saving a proof', () => {
  it('gives the file of an opened post', async () => {
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      expect(this.download).toBe(`nabo-post-${proven.txid.slice(0, 8)}.json`);
    });
    const { user } = renderScreen(<ThreadScreen />, createFakeClient({ posts }), `/post#${proven.id}`);
    await user.click(await screen.findByRole('button', { name: 'Save proof' }));
    expect(await screen.findByRole('button', { name: 'Saved' })).toBeVisible();
    expect(clicked).toHaveBeenCalledOnce();
    clicked.mockRestore();
  });
});
