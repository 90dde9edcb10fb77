// What a study is, in a few sentences.
import { batchesDiffer, DICE, VARIED } from "../words/en/studies.js";

/** @typedef {import("../study_types.js").StudyDocument} StudyDocument */

const BATCH = "training.batch_size";

/** Whether trials do not see the same examples in the same mini-batches, from one start.
 * @type {(axes: {path: string}[]) => boolean} */
const haveOtherBatches = (axes) =>
  axes.some(({ path }) => path === BATCH || path.startsWith("data."));

/** What is varied, and whether the mini-batches are the same for all.
 * @type {(study: StudyDocument | null, count: number, axes: {path: string, label: string}[]) =>
 *   string} */
export function aboutOf(study, count, axes) {
  if (!study) return "";
  const { vary, budget, description } = study;
  const isSeeds = vary.kind === "seeds";
  const what = isSeeds ? vary.of.map((one) => DICE[one] ?? one) : axes.map(({ label }) => label);
  const all = vary.kind === "search" ? vary.trials : count;
  const inLockStep = vary.kind === "list" || vary.kind === "grid";
  return [
    VARIED[vary.kind](all, what, budget.epochs),
    inLockStep && haveOtherBatches(axes) ? batchesDiffer : "",
    description,
  ]
    .filter(Boolean)
    .join(" ");
}
