import type { MeetProblem } from '#lib/bridge/direct-messages.ts';

/** Two do not meet. */
export class MeetError extends Error {
  override readonly name = 'MeetError';
  readonly problem: MeetProblem;

  constructor(problem: MeetProblem) {
    super(`they do not meet: ${problem}`);
    this.problem = problem;
  }
}
