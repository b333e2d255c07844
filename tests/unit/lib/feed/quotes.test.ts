import { describe, expect, it } from 'vitest';
import { asTxid } from '#lib/bytes/brand.ts';
import { namedIn } from '#lib/feed/quotes.ts';
import { queryThread } from '#lib/feed/thread.ts';
import { encodeInscription } from '#lib/protocols/file.ts';
import { encodePost, encodeReply, type OutputDraft } from '#lib/protocols/index.ts';
import { sayings } from '#tests/support/sayings.ts';
import { writer } from '#tests/support/written.ts';
import { computedMs } from '#tests/support/computed-ms.ts';

const txid = asTxid('ab'.repeat(32));
const other = asTxid('cd'.repeat(32));

describe('namedIn', () => {
  it('finds an outpoint, a txid, and links to posts', () => {
    expect(namedIn(`so true ${txid}_0`)).toEqual({ said: `${txid}_0`, txid, vout: 0, isLink: false });
    expect(namedIn(txid)).toEqual({ said: txid, txid, isLink: false });
    const own = `https://nabo.example/post#${txid}_3`;
    expect(namedIn(`look: ${own}.`)).toEqual({ said: own, txid, vout: 3, isLink: true });
    const twetch = `https://twetch.app/t/${txid}`;
    expect(namedIn(`${twetch} yes`)).toEqual({ said: twetch, txid, isLink: true });
  });

  it('takes the last of several', () => {
    expect(namedIn(`${txid}_0 and ${other}_1`)).toMatchObject({ txid: other, vout: 1 });
  });

  it('finds none in what is longer, of BTC, or another site’s', () => {
    expect(namedIn('nothing here')).toBeUndefined();
    expect(namedIn(`${txid}a`)).toBeUndefined();
    expect(namedIn(`x${txid}_0`)).toBeUndefined();
    expect(namedIn(`${txid}i0`)).toBeUndefined();
    expect(namedIn(txid.toUpperCase())).toBeUndefined();
    expect(namedIn(`https://explorer.example/tx/${txid}`)).toMatchObject({ isLink: false });
  });

  it('takes no time over long runs', () => {
    for (const hostile of ['https://'.repeat(1_250), 'a'.repeat(10_000), `https://${'a/post'.repeat(1_600)}`])
      expect(computedMs(() => namedIn(hostile))).toBeLessThan(1_000);
  });
});

describe('a quote', () => {
  const [mira, gull] = [writer('mira'), writer('gull')];
  const says = (by: typeof mira, text: string): OutputDraft => encodePost({ text, owner: by.owner });

  it('travels with the post that names it, one level deep', () => {
    const { index, say } = sayings();
    const lamp = say(mira, [says(mira, 'the lamp is lit')]);
    const quoting = say(gull, [says(gull, `she means it ${lamp.id}`)]);
    const again = say(mira, [says(mira, `I do ${quoting.id}`)]);
    const { quote } = queryThread(index, again.id)?.post ?? {};
    expect(quote).toMatchObject({
      said: quoting.id,
      id: quoting.id,
      author: { key: gull.key },
      text: `she means it ${lamp.id}`,
      at: quoting.at,
    });
    expect(quote).not.toHaveProperty('quote');
    // Until a search could find them, nobody is kept waiting for them.
    expect(queryThread(index, lamp.id)?.post.counts).not.toHaveProperty('quotes');
    index.terms.enter();
    expect(queryThread(index, lamp.id)?.post.counts).toMatchObject({ quotes: 1 });
    expect(queryThread(index, again.id)?.post.counts).not.toHaveProperty('quotes');
  });

  it('of a file that somebody inscribed is that file, by its name or by a link to the viewer', () => {
    const { index, say } = sayings();
    const page = { contentType: 'text/html', body: new TextEncoder().encode('<p>Bread'), owner: mira.owner };
    const file = say(mira, [encodeInscription(page)]);
    const link = `https://nabo.example/i#${file.id}`;
    for (const name of [file.id, link]) {
      const embedding = say(gull, [says(gull, `look ${name}`)]);
      expect(queryThread(index, embedding.id)?.post.quote).toEqual({
        said: name,
        txid: file.txid,
        file: { id: file.id, record: 'page', bytes: expect.any(Number) },
      });
    }
    // What is not held is known as an inscription where it is a link to the viewer.
    const far = `https://nabo.example/i#${txid}_2`;
    const embedding = say(gull, [says(gull, far)]);
    expect(queryThread(index, embedding.id)?.post.quote).toEqual({
      said: far,
      txid,
      file: { id: `${txid}_2` },
    });
    // Another output of it is none, and a name alone of what is not held is only a name.
    for (const name of [`${file.txid}_7`, `https://nabo.example/i#${file.txid}_7`, `${txid}_0`]) {
      const plain = say(gull, [says(gull, `look ${name}`)]);
      expect(queryThread(index, plain.id)?.post).not.toHaveProperty('quote');
    }
  });

  it('of a post that warns is its warning, and so is the line above an answer', () => {
    const { index, say } = sayings();
    const play = say(mira, [
      encodePost({ text: 'He is the swan.', owner: mira.owner, warning: 'The harbour play' }),
    ]);
    expect(queryThread(index, play.id)?.post).toMatchObject({
      text: 'He is the swan.',
      warning: 'The harbour play',
    });
    const quoting = say(gull, [says(gull, `I knew ${play.id}`)]);
    expect(queryThread(index, quoting.id)?.post.quote).toMatchObject({ text: 'The harbour play' });
    const answer = say(gull, [encodeReply({ text: 'I knew', owner: gull.owner, to: play.id })]);
    expect(queryThread(index, answer.id)?.post.replyTo).toMatchObject({ excerpt: 'The harbour play' });
  });

  it('that is not held is told by its name where that is a link, and else is no quote', () => {
    const { index, say } = sayings();
    const link = `https://nabo.example/post#${txid}_0`;
    const linking = say(mira, [says(mira, `see ${link}`)]);
    expect(queryThread(index, linking.id)?.post.quote).toEqual({ said: link, txid });
    const naming = say(mira, [says(mira, `a picture: ${txid}_0`)]);
    expect(queryThread(index, naming.id)?.post).not.toHaveProperty('quote');
  });

  it('counts each quoter once, by whichever name', () => {
    const { index, say } = sayings();
    const lamp = say(mira, [says(mira, 'the lamp is lit')]);
    say(gull, [says(gull, `one ${lamp.id} and ${lamp.txid}`)]);
    say(mira, [says(mira, `https://twetch.app/t/${lamp.txid}`)]);
    say(gull, [says(gull, `first ${lamp.id}, then ${other}_0`)]);
    index.terms.enter();
    expect(queryThread(index, lamp.id)?.post.counts.quotes).toBe(2);
  });
});
