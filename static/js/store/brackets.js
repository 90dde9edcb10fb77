// Hyperband's brackets as they are shown: the trials of each round, and what became of them there.
// Pure: trials in, places out.

/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {{trial: number, state: string}} Standing `state`: one of a trial's, or "promoted" */
/** @typedef {{trials: number, epochs: number, standings: Standing[]}} Round `trials`: how many it
 *   has been planned for */

/** The rounds of each bracket with the trials that have come to them, in the order of their
 * numbers.
 * @type {(plan: [number, number][][], trials: Trial[]) => Round[][]} */
export const bracketsOf = (plan, trials) =>
  plan.map((rounds, bracket) => {
    const own = trials.filter(({ tried }) => tried?.bracket === bracket);
    return rounds.map(([count, epochs], round) => ({
      trials: count,
      epochs,
      standings: own.flatMap(({ trial, tried }) => {
        const reached = tried?.round ?? 0;
        if (!tried || reached < round) return [];
        return [{ trial, state: reached > round ? "promoted" : tried.state }];
      }),
    }));
  });
