// Types of what crosses the wire of a study (docs/studies.md), and of what its views share.  Holds
// no code: it is never loaded.

/** @typedef {import("./types.js").Experiment} Experiment */
/** @typedef {import("./types.js").Values} Values */
/** @typedef {{path: string, values?: unknown[], from?: number, to?: number, steps?: number,
 *   log?: boolean}} Axis
 * @typedef {{kind: "list", variants: Record<string, unknown>[]} |
 *   {kind: "seeds", count: number, of: string[]} |
 *   {kind: "grid", seeds: number, axes: Axis[]} | SearchVary} Vary
 * @typedef {{from: number, to: number, log?: boolean, step?: number}} Range
 * @typedef {{path: string, int?: Range, float?: Range, choice?: unknown[], bool?: true,
 *   when?: {path: string, values: unknown[]}}} Dimension a setting that is searched
 * @typedef {{kind: "search", space: Dimension[], method: string, trials: number, seed?: number,
 *   factor?: number, own?: Record<string, unknown>[]}} SearchVary `own`: trials of one's own
 * @typedef {{kind: string, title: string, description: string, base: Experiment, vary: Vary,
 *   budget: {epochs: number}, goal: {metric: string, target?: number | null},
 *   view: {speed: number | "max"}}} StudyDocument
 * @typedef {{title?: string, description?: string, base: object, vary: Vary,
 *   budget: {epochs: number}, goal: {metric: string, target?: number | null},
 *   view?: {speed: number | "max"}}} StudyWish what a study is made of
 *
 * @typedef {{type: "snapshot", run: string, seq: number, generation: number, epoch: number,
 *   status: import("./types.js").Status, viewers: number, can_control: boolean,
 *   experiment: StudyDocument, history: {columns: string[]}, reason?: string,
 *   topology: {trials: number, curves: number, channels: number, range: number[],
 *     paths: string[], classes: string[], planned?: number, search?: SearchPlan}}} StudySnapshot
 * @typedef {{method: string, metric: string, brackets: [number, number][][]}} SearchPlan of
 *   Hyperband how many trials each round of a bracket has, and for how many epochs
 * @typedef {{seq: number, generation: number, epoch: number, position: number,
 *   status: import("./types.js").Status, epochs_per_row: number, history_after: number,
 *   view: {trials: number[], thumbnails: number}, metrics?: {planned?: number}}} StudyFacts
 * @typedef {{shape: number[], data: Int32Array}} Wholes
 * @typedef {{facts: StudyFacts, tensors: {losses: import("./types.js").Floats,
 *   converged: Wholes, diverged: Wholes, best?: import("./types.js").Floats, epochs?: Wholes,
 *   status?: Wholes, round?: Wholes,
 *   maps?: import("./types.js").Bytes, history: import("./types.js").Floats}}} StudyFrame
 * @typedef {{facts: StudyFacts, losses: Float32Array, converged: Int32Array, diverged: Int32Array,
 *   history: Float32Array, search: SearchNews | null}} StudyNews what a frame says besides its maps
 * @typedef {{best: Float32Array, epochs: Int32Array, status: Int32Array,
 *   round: Int32Array}} SearchNews what it says of the trials of a search besides
 * @typedef {{epoch: number, total: number, first: number, columns: string[],
 *   rows: any[][], brackets?: [number, number][][]}} TrialRows
 *
 * @typedef {{trial: number, values: Record<string, unknown>, loss: number | null,
 *   testLoss: number | null, reached: number | null, diverged: number | null,
 *   tried: Tried | null}} Trial one of a
 *   study: its settings that differ by their paths, and the epochs at which it reached the goal
 *   and diverged; of a search what has become of it
 * @typedef {"training" | "waiting" | "done" | "culled" | "diverged" | "unfit"} TriedState
 * @typedef {{state: TriedState, epochs: number, best: number | null, bracket: number | null,
 *   round: number | null}} Tried
 * @typedef {{from?: number, to?: number, value?: unknown, trials: number,
 *   median: number | null}} Group trials with like values of a setting
 * @typedef {{path: string, share: number | null, trials: number, groups: Group[]}} Decisive how
 *   much one setting decides
 * @typedef {{epoch: number, metric: string, trials: number, importance: Decisive[]}} Importance
 * @typedef {{trials: number, spread: number, difference: number | null}} Shares how far the maps of
 *   so many trials lie apart, and those of two: shares of the scale
 * @typedef {{epochs: Values, loss: Values, test_loss: Values}} Curve
 * @typedef {{key: string, descending: boolean}} Order
 */

export {};
