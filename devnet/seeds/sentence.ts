const PLACES = [
  'the mole',
  'the bakery',
  'the slipway',
  'the school',
  'the north beach',
  'the ferry',
  'the lamp room',
];
const THINGS = [
  'a gull',
  'the tide',
  'Admiral',
  'a wet bench',
  'the postman',
  'a borrowed cup',
  'somebody humming',
];
const MOODS = ['on time', 'in no hurry', 'as expected', 'slightly early', 'better than yesterday'];

const pick = (list: readonly string[], number: number): string => list[number % list.length] ?? '';

/** Plain sentences that repeat only in parts, numbered so that no two posts are the same. */
export const sentence = (number: number, height: number): string =>
  `Note ${height}.${number}: ${pick(THINGS, number * 3 + height)} near ${pick(PLACES, number)}, ${pick(MOODS, number * 2)}.`;
