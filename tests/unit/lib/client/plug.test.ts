import { describe, expect, it } from 'vitest';
import { PlugError, pullPlug } from '#lib/client/plug.ts';

const URL_OF_PLUG = 'http://127.0.0.1:3300/dev/plug';

function answering(status: number, body: string) {
  const asked: Request[] = [];
  const fetchAnswer: typeof fetch = async (input, init) => {
    asked.push(new Request(input, init));
    return new Response(body, { status });
  };
  return { asked, fetchAnswer };
}

describe('pullPlug', () => {
  it('asks in a way that no form of another page could', async () => {
    const { asked, fetchAnswer } = answering(200, '{"seconds":60}');
    expect(await pullPlug(URL_OF_PLUG, fetchAnswer)).toEqual({ seconds: 60 });
    expect(asked.map(({ url, method }) => [url, method])).toEqual([[URL_OF_PLUG, 'POST']]);
    expect(asked[0]?.headers.get('content-type')).toBe('application/json');
  });

  it('takes a plug that is out already as one that is out', async () => {
    const { fetchAnswer } = answering(409, '{"code":"pulled","detail":"Out already.","seconds":12}');
    expect(await pullPlug(URL_OF_PLUG, fetchAnswer)).toEqual({ seconds: 12 });
  });

  it.each([
    [403, '{"code":"refused","detail":"Only a page of this app."}', 'Only a page of this app.'],
    [500, '<html>', 'It answered 500.'],
    [200, '{"seconds":"soon"}', 'It answered 200.'],
  ])('says why not: %i %s', async (status, body, words) => {
    const pull = pullPlug(URL_OF_PLUG, answering(status, body).fetchAnswer);
    await expect(pull).rejects.toThrow(PlugError);
    await expect(pull).rejects.toThrow(words);
  });

  it('says that nobody answers', async () => {
    const gone: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));
    await expect(pullPlug(URL_OF_PLUG, gone)).rejects.toThrow('does not answer');
  });
});
