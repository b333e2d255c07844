import type { Scene } from '../scene.ts';

/** The notice board comes back, and a ladder goes missing. */
export const LADDER_DAY: readonly Scene[] = [
  {
    hours: 0,
    acts: [
      { who: 'mira', claims: 'mira' },
      { who: 'ines', claims: 'ines' },
      { who: 'samir', claims: 'samir' },
      { who: 'lotte', claims: 'lotte' },
    ],
  },
  {
    hours: 0.3,
    acts: [
      {
        who: 'mira',
        handle: 'mira',
        as: 'hello',
        says: 'The harbour has a notice board again. This one does not blow away, which takes some getting used to.',
      },
      { who: 'chidi', claims: 'chidi' },
      { who: 'tobi', claims: 'tobi' },
    ],
  },
  {
    hours: 1.1,
    acts: [
      {
        who: 'lotte',
        handle: 'lotte',
        answers: 'hello',
        says: 'I taught half of this village to read. It is good to see it put to use.',
      },
      {
        who: 'ines',
        handle: 'ines',
        as: 'bread',
        says: 'Rye today, and one tray of the cardamom buns. When they are gone I am gone.',
      },
      { who: 'samir', likes: 'hello' },
    ],
  },
  {
    hours: 2.4,
    acts: [
      {
        who: 'tobi',
        handle: 'tobi',
        as: 'ladder',
        says: 'Whoever borrowed my long ladder: keep it as long as you need it. I only need to know where it is, because I am on the roof.',
      },
      { who: 'wren', claims: 'wren' },
    ],
  },
  {
    hours: 2.6,
    acts: [
      {
        who: 'chidi',
        handle: 'chidi',
        answers: 'ladder',
        as: 'ladder-chidi',
        says: 'It is not here. I have looked behind the bicycles twice.',
      },
      {
        who: 'ines',
        handle: 'ines',
        answers: 'ladder',
        as: 'ladder-ines',
        says: 'I can see you from the bakery. You look well up there.',
      },
      { who: 'lotte', likes: 'ladder' },
      { who: 'mira', likes: 'ladder' },
    ],
  },
  {
    hours: 2.8,
    acts: [
      {
        who: 'tobi',
        handle: 'tobi',
        answers: 'ladder-ines',
        as: 'view',
        says: 'I am. It is a fine view. Is there still a bun?',
      },
      {
        who: 'pavel',
        answers: 'ladder',
        as: 'ladder-pavel',
        says: 'I have it. I am sorry. I was picking pears and then it rained and then I forgot.',
      },
    ],
  },
  {
    hours: 2.9,
    acts: [
      {
        who: 'tobi',
        handle: 'tobi',
        answers: 'ladder-pavel',
        as: 'forgiven',
        says: 'You are forgiven in pears.',
      },
      {
        who: 'ines',
        handle: 'ines',
        answers: 'view',
        says: 'There was. Pavel ate it on the way with the ladder.',
      },
      { who: 'samir', reposts: 'ladder' },
    ],
  },
  {
    hours: 3.1,
    acts: [
      {
        who: 'pavel',
        answers: 'forgiven',
        says: 'The pears are on your step. The ladder is against your wall. I am going home before I borrow something else.',
      },
      { who: 'tobi', likes: 'ladder-pavel' },
    ],
  },
  {
    hours: 5.5,
    acts: [
      {
        who: 'wren',
        handle: 'wren',
        as: 'plover',
        says: 'New here. I count birds for a living. This morning: 41 ringed plovers on the north beach, and one dog who counted them faster.',
      },
      { who: 'juno', claims: 'juno' },
    ],
  },
  {
    hours: 6.2,
    acts: [
      {
        who: 'lotte',
        handle: 'lotte',
        answers: 'plover',
        as: 'dog',
        says: 'Welcome. The dog is called Admiral and belongs to nobody, which he takes as a rank.',
      },
      {
        who: 'mira',
        handle: 'mira',
        answers: 'plover',
        says: 'From the lamp room I make it 43. Two may have been stones. I do not want to start an argument.',
      },
      { who: 'chidi', likes: 'plover' },
    ],
  },
  {
    hours: 6.4,
    acts: [
      {
        who: 'mira',
        handle: 'mira',
        as: 'evening-log',
        says: 'Log: wind south-west, two. The lamp was lit at 20:14 and nobody complained.',
      },
      { who: 'samir', likes: 'evening-log' },
    ],
  },
  {
    hours: 6.5,
    acts: [
      {
        who: 'wren',
        handle: 'wren',
        answers: 'dog',
        says: 'He inspected my notebook and found it in order.',
      },
    ],
  },
];
