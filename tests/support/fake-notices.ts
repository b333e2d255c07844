import type { NoticeDesk, NoticeState } from '#lib/client/notices.ts';

/** A browser that can be asked to look around while the app is closed; `answer` is what it says to a yes. */
export function fakeNotices(answer: NoticeState = 'on'): NoticeDesk {
  let state: NoticeState = answer === 'unsupported' ? answer : 'off';
  return {
    state: async () => state,
    switch: async (on) => (state = on ? answer : 'off'),
    renew: async () => undefined,
  };
}
