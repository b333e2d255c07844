import { parseArgs } from 'node:util';
import { playCrowd } from './crowd.ts';

/** `npm run crowd -- [--people N] [--liars N] [--posts N] [--seconds N]`: a crowd of neighbours in one process. */
const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    liars: { type: 'string' },
    posts: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '60' },
    churn: { type: 'string', default: '0.002' },
    patience: { type: 'string', default: '600' },
  },
});
const people = Number(values.people);
const liars = Number(values.liars ?? Math.floor(people / 10));
process.once('SIGTERM', () => process.exit(2));
const begun = performance.now();
const computed = (): string => `${Math.round(process.cpuUsage().user / 1e6)} s of processor`;
const megabytes = (): string => `${Math.round(process.resourceUsage().maxRSS / 1000)} MB`;
const outcome = await playCrowd({
  people,
  liars,
  posts: Number(values.posts),
  churn: Number(values.churn),
  writingMs: Number(values.seconds) * 1000,
  patienceMs: Number(values.patience) * 1000,
  onProgress: (line) => console.log(`${line} (${computed()}, ${megabytes()})`),
});
const { honest, posts, complete, convergedMs, left, passed, refused } = outcome;
const perDevice = (bytes: number): string => `${Math.round(bytes / honest / 1000)} KB`;
console.log(`
  honest devices                 ${honest}, and ${liars} that lie
  posts                          ${posts}
  left and came back             ${left}
  have every post                ${complete}
  after the last post            ${convergedMs === undefined ? 'not all' : `${(convergedMs / 1000).toFixed(1)} s`}
  announcements, by hand         ${passed.messages}
  of them for each device        ${perDevice(passed.gossipBytes)}
  in streams for each device     ${perDevice(passed.streamBytes)}
  calls                          ${passed.dials}
  lies that were counted         ${refused}
  seconds in all                 ${Math.round((performance.now() - begun) / 1000)}
  and it took                    ${computed()}, at most ${megabytes()}`);
process.exit(complete === honest ? 0 : 1);
