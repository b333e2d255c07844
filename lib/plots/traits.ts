import { msg } from '#lib/language/t.ts';
import { EPOCH_BLOCKS, PERIOD_BLOCKS } from './world.ts';

/** What a trait is judged by: the number of a district, and the sides of its parcels by value where its block is here. */
export type TraitSubject = { readonly height: number; readonly sides?: readonly number[] };

/**
 * Something that owners of plots like to say of a district. There is no authority on them: each has the definition that
 * is shown with it, so that anybody can check a verdict by hand.
 */
export type Trait = {
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  /** Whether the number alone decides, so that all districts can be searched for it. */
  readonly byNumber: boolean;
  /** `undefined`: the block is not here, so nobody can say. */
  readonly fits: (subject: TraitSubject) => boolean | undefined;
};

/** The block of the two pizzas: 22 May 2010. */
const PIZZA = 57_043;

const byNumber = (
  id: string,
  name: string,
  definition: string,
  fits: (height: number) => boolean,
): Trait => ({
  id,
  name,
  definition,
  byNumber: true,
  fits: ({ height }) => fits(height),
});

const bySides = (
  id: string,
  name: string,
  definition: string,
  fits: (sides: readonly number[]) => boolean,
): Trait => ({
  id,
  name,
  definition,
  byNumber: false,
  fits: ({ sides }) => (sides === undefined ? undefined : fits(sides)),
});

const isPalindrome = (height: number): boolean => {
  const digits = String(height);
  return digits.length > 1 && digits === Array.from(digits).reverse().join('');
};

const allEqual = (sides: readonly number[]): boolean => sides.every((side) => side === sides[0]);

/** All traits, those of numbers first. */
export const TRAITS: readonly Trait[] = [
  byNumber(
    'palindrome',
    msg('Palindrome'),
    msg('The number reads the same backwards and has two digits or more.'),
    isPalindrome,
  ),
  byNumber(
    'halving',
    msg('Halving'),
    msg('The reward halves with this block: a multiple of 210,000, and not 0.'),
    (height) => height > 0 && height % EPOCH_BLOCKS === 0,
  ),
  byNumber(
    'period',
    msg('First of a period'),
    msg('A multiple of 2,016, where BTC sets its difficulty.'),
    (height) => height % PERIOD_BLOCKS === 0,
  ),
  byNumber('repdigit', msg('One digit'), msg('Two digits or more, all of them the same.'), (height) =>
    /^(\d)\1+$/.test(String(height)),
  ),
  byNumber(
    'pizza',
    msg('Pizza'),
    msg('The block in which two pizzas were paid for: 57,043.'),
    (height) => height === PIZZA,
  ),
  byNumber('sub-100', msg('Sub 100'), msg('The number is below 100.'), (height) => height < 100),
  byNumber('sub-1k', msg('Sub 1,000'), msg('The number is below 1,000.'), (height) => height < 1_000),
  byNumber('sub-10k', msg('Sub 10,000'), msg('The number is below 10,000.'), (height) => height < 10_000),
  byNumber('sub-100k', msg('Sub 100,000'), msg('The number is below 100,000.'), (height) => height < 100_000),
  bySides('alone', msg('Alone'), msg('The reward is the only transaction.'), (sides) => sides.length === 1),
  bySides(
    'pristine-punk',
    msg('Pristine punk'),
    msg('Two parcels, the second at most half as wide as the first: a head on a thin neck.'),
    ([head = 0, neck = 0, ...rest]) => rest.length === 0 && neck > 0 && 2 * neck <= head,
  ),
  bySides(
    'wide-neck',
    msg('Wide neck'),
    msg('Two parcels, the second narrower than the first and wider than half of it.'),
    ([head = 0, neck = 0, ...rest]) => rest.length === 0 && neck < head && 2 * neck > head,
  ),
  bySides(
    'five-tx-punk',
    msg('5tx punk'),
    msg('Five parcels, all of one size.'),
    (sides) => sides.length === 5 && allEqual(sides),
  ),
  bySides(
    'community-punk',
    msg('Community punk'),
    msg('Three to twelve parcels, the first wider than each of the others.'),
    ([head = 0, ...rest]) => rest.length >= 2 && rest.length <= 11 && rest.every((side) => side < head),
  ),
  bySides(
    'grid',
    msg('Grid'),
    msg('Nine parcels or more, all of one size.'),
    (sides) => sides.length >= 9 && allEqual(sides),
  ),
];

/** A trait by its id or its name, in any case. */
export const traitNamed = (text: string): Trait | undefined => {
  const wanted = text.trim().toLowerCase().replace(/s$/, '');
  return TRAITS.find(
    ({ id, name }) => id.replace(/s$/, '') === wanted || name.toLowerCase().replace(/s$/, '') === wanted,
  );
};

/** What a number alone says of a district; of the rows of round numbers that it is below, only the first. */
export function numberTraits(height: number): readonly Trait[] {
  const fitting = TRAITS.filter((trait) => trait.byNumber && trait.fits({ height }) === true);
  const [least] = fitting.filter(({ id }) => id.startsWith('sub-'));
  return fitting.filter((trait) => trait === least || !trait.id.startsWith('sub-'));
}
