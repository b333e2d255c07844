import { FERRY_PAGE } from '../ferry-page.ts';
import { paintLighthouse } from '../picture.ts';
import type { Scene } from '../scene.ts';

/** Land is claimed twice, a picture is painted, and somebody pretends to be Mira. */
export const LAND_DAY: readonly Scene[] = [
  {
    hours: 23.5,
    acts: [
      { who: 'juno', settles: 77 },
      { who: 'mira', settles: 101 },
    ],
  },
  {
    hours: 23.8,
    acts: [
      // A rival that came too late: the first claim is a block older.
      { who: 'samir', settles: 77 },
      {
        who: 'juno',
        handle: 'juno',
        as: 'land',
        says: 'I have claimed block 77. It has one transaction in it, so I am calling it minimalism.',
      },
    ],
  },
  {
    hours: 24.2,
    acts: [
      {
        who: 'samir',
        handle: 'samir',
        answers: 'land',
        as: 'late',
        says: 'I have claimed it as well, a block after you. So I have not claimed it. Congratulations, neighbour.',
      },
      { who: 'lotte', settles: 104 },
      { who: 'chidi', likes: 'land' },
    ],
  },
  {
    hours: 24.4,
    acts: [
      {
        who: 'juno',
        handle: 'juno',
        answers: 'late',
        says: 'You can come over any time. Bring a second transaction.',
      },
      { who: 'lotte', likes: 'late' },
    ],
  },
  {
    hours: 25.1,
    acts: [
      {
        who: 'tobi',
        handle: 'tobi',
        as: 'chimney',
        says: 'The chimney is done. I came down by the ladder, the way people do.',
      },
      {
        who: 'ines',
        handle: 'ines',
        as: 'doormat',
        says: 'To whoever leaves the exact change under my doormat: thank you. Lotte says you have been using hers.',
      },
      { who: 'pavel', likes: 'chimney' },
    ],
  },
  {
    hours: 26,
    acts: [
      {
        who: 'mira',
        as: 'dusk',
        shows: paintLighthouse(),
        says: 'Last night from the mole. I painted the rocks in one colour, as the sea does when it is tired.',
      },
    ],
  },
  {
    hours: 26.4,
    acts: [
      {
        who: 'ines',
        handle: 'ines',
        answers: 'dusk',
        says: 'I would like this above the till, where people wait and have nothing to look at but prices.',
      },
      { who: 'wren', likes: 'dusk' },
      { who: 'tobi', likes: 'dusk' },
      { who: 'pavel', likes: 'dusk' },
      { who: 'juno', reposts: 'dusk' },
    ],
  },
  {
    hours: 28.1,
    acts: [
      { who: 'samir', as: 'ferry', builds: FERRY_PAGE },
      {
        who: 'samir',
        handle: 'samir',
        as: 'timetable',
        says: 'The ferry times are a page on the chain now. Juno made me add the part about the engine.',
      },
    ],
  },
  {
    hours: 28.3,
    acts: [
      { who: 'juno', handle: 'juno', answers: 'timetable', says: 'It is the most honest line in it.' },
      { who: 'mira', likes: 'timetable' },
      {
        who: 'chidi',
        handle: 'chidi',
        answers: 'timetable',
        as: 'engine',
        says: 'Do not ask him about the engine on the 19:00. Some of us want dinner.',
      },
    ],
  },
  {
    hours: 30.5,
    acts: [
      {
        who: 'gull',
        handle: 'mira',
        as: 'gull',
        says: 'Free lamp oil at the lighthouse for everyone who sends me coins first. Signed, Mira, certainly.',
      },
    ],
  },
  {
    hours: 30.7,
    acts: [
      {
        who: 'mira',
        handle: 'mira',
        answers: 'gull',
        as: 'key',
        says: 'The name is mine and the key is not. Also the lamp has been electric since 1961.',
      },
      {
        who: 'lotte',
        handle: 'lotte',
        answers: 'gull',
        says: 'Read the small words under the name before the large ones beside it. That was the whole of second grade.',
      },
    ],
  },
  {
    hours: 31,
    acts: [
      { who: 'ines', likes: 'key' },
      { who: 'samir', likes: 'key' },
      { who: 'tobi', reposts: 'key' },
    ],
  },
];
