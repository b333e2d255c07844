import type { Scene } from '../scene.ts';

/** A spider, a window and fog. */
export const FOG_DAY: readonly Scene[] = [
  {
    hours: 47,
    acts: [
      {
        who: 'chidi',
        handle: 'chidi',
        as: 'radio',
        says: 'Repaired the harbour radio. It was a spider. The spider has been rehoused in the old radio, which she prefers.',
      },
      { who: 'ines', settles: 42 },
    ],
  },
  {
    hours: 47.6,
    acts: [
      { who: 'wren', handle: 'wren', answers: 'radio', says: 'Species?' },
      { who: 'lotte', likes: 'radio' },
      { who: 'mira', likes: 'radio' },
    ],
  },
  {
    hours: 48.2,
    acts: [
      { who: 'pavel', as: 'quiet', says: 'I have nothing to say today. It is going well.' },
      {
        who: 'lotte',
        handle: 'lotte',
        as: 'window',
        says: 'If you pass the school: the third window does not close, it only looks as if it does. I know a ladder is in the village.',
      },
    ],
  },
  {
    hours: 48.5,
    acts: [
      {
        who: 'tobi',
        handle: 'tobi',
        answers: 'window',
        as: 'window-tobi',
        says: 'On my way. Pavel is carrying it. We both thought that was best.',
      },
      { who: 'ines', likes: 'quiet' },
      { who: 'wren', likes: 'quiet' },
    ],
  },
  {
    hours: 49.3,
    acts: [
      {
        who: 'lotte',
        handle: 'lotte',
        answers: 'window-tobi',
        says: 'It closes. Thank you both. There is coffee, and no homework.',
      },
      { who: 'pavel', likes: 'window-tobi' },
    ],
  },
  {
    hours: 51,
    acts: [
      {
        who: 'samir',
        handle: 'samir',
        as: 'fog',
        says: 'Fog until noon. The 12:30 will leave at 12:30 or when I can see the bow, whichever is later.',
      },
      { who: 'chidi', handle: 'chidi', answers: 'fog', says: 'The spider reports clear skies.' },
    ],
  },
  {
    hours: 52.4,
    acts: [
      {
        who: 'juno',
        handle: 'juno',
        as: 'map',
        says: 'Idea for the school fair: a map of who has borrowed what from whom. Lotte says that is called history.',
      },
      {
        who: 'chidi',
        handle: 'chidi',
        answers: 'map',
        says: 'I will need a larger sheet for the tools alone.',
      },
      { who: 'tobi', likes: 'map' },
    ],
  },
  {
    hours: 53.2,
    acts: [
      {
        who: 'mira',
        handle: 'mira',
        as: 'log',
        says: 'Log: visibility two miles and improving. One sail, one Admiral asleep on the slipway, nothing to report.',
      },
      {
        who: 'juno',
        handle: 'juno',
        as: 'homework',
        says: 'I had to explain to my class what a neighbour is. I said: someone who still has your post when you lost it.',
      },
    ],
  },
  {
    hours: 53.9,
    acts: [
      {
        who: 'lotte',
        handle: 'lotte',
        answers: 'homework',
        says: 'Full marks. I would have added: and your ladder.',
      },
      { who: 'mira', likes: 'homework' },
      { who: 'ines', likes: 'homework' },
      { who: 'samir', likes: 'homework' },
      { who: 'wren', handle: 'wren', says: '44 plovers. Mira was right about the stones.' },
    ],
  },
];
