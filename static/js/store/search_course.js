// How a search goes on: with more trials, in another space, or with a trial of one's own.

/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../study_types.js").Dimension} Dimension */
/** @typedef {import("../study_types.js").StudyDocument} StudyDocument */
/** @typedef {{study: {value: StudyDocument | null}, count: {value: number}}} State */

/** @type {(name: string, value: unknown) => Command} */
const set = (name, value) => /** @type {Command} */ ({ type: "set", path: `vary.${name}`, value });

/** @type {(state: State, sendInTurn: (commands: Command[]) => void) => {
 *   goOn: (trials: number, space: Dimension[] | null) => void,
 *   tryNext: (values: Record<string, unknown>) => void}} */
export const createCourse = ({ study, count }, sendInTurn) => ({
  /** Go on with a search up to so many trials, in another space if one is given. */
  goOn(trials, space) {
    const narrower = space ? [set("space", space)] : [];
    sendInTurn([...narrower, set("trials", trials), { type: "start" }]);
  },
  /** Try values of one's own next. */
  tryNext(values) {
    const vary = study.value?.vary;
    if (vary?.kind !== "search") return;
    const more = count.value < vary.trials ? [] : [set("trials", count.value + 1)];
    sendInTurn([set("own", [...(vary.own ?? []), values]), ...more, { type: "start" }]);
  },
});
