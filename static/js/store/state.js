// All that the page knows, as signals: the experiment as asked for and the run as it is.
import { computed, signal } from "../../vendor/signals-core/signals-core.mjs";
import { FIRST } from "./earlier_runs.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Notice} Notice */

const MOST_NOTICES = 4; // at once

/** Everything that is known, as signals.
 * @param {Catalog} catalog  @param {Experiment} experiment */
export const createState = (catalog, experiment) => {
  const history = signal(emptyHistory());
  const dealt = signal(/** @type {import("../types.js").Points} */ ({ train: [], test: [] }));
  const draft = signal(/** @type {import("../types.js").Point[] | null} */ (null));
  return {
    catalog,
    experiment: signal(experiment), // as the person wants it
    settled: signal(experiment), // as the server has it
    run: signal(
      /** @type {{id: string, url: string, canControl: boolean, viewers: number} | null} */ (null),
    ),
    status: signal(/** @type {import("../types.js").Status} */ ("ready")),
    reason: signal(""),
    generation: signal(-1),
    progress: signal(emptyProgress()),
    topology: signal(/** @type {Topology | null} */ (null)),
    dealt, // the points as the server has dealt them out
    draft, // the points that somebody is drawing
    drawing: computed(() => draft.value !== null),
    points: computed(() =>
      draft.value ? { train: draft.value, test: [], own: true } : dealt.value,
    ), // those to show
    // the last document that the server did not take
    refusal: signal(/** @type {{experiment: Experiment, why: string} | null} */ (null)),
    parameters: signal(/** @type {Float32Array} */ (new Float32Array(0))),
    history,
    latest: computed(() => history.value.data[0]?.at(-1) ?? 0), // the last epoch that was trained
    // whether the network goes on with what it has learned when the data change
    keeps: { data: signal(false), drawing: signal(true) },
    seeking: signal(false), // somebody moves along the time line
    ...createPast(),
    diverged: signal(/** @type {import("../types.js").Divergence | null} */ (null)),
    // why it does not learn, if it does not
    diagnosis: signal(
      /** @type {import("../types.js").Diagnosis} */ ({ findings: [], layers: [] }),
    ),
    adviceWanted: signal(0), // how often it was tried to go on after a divergence
    connection: signal("connecting"),
    said: signal(""), // why, in the server's own words
    ...createNotices(),
    // what the chart shows, once there is one
    shownCurves: signal(/** @type {(() => import("../types.js").ShownCurves) | null} */ (null)),
    layout: signal(/** @type {Layout | null} */ (null)),
    ...createLooks(),
    canUndo: signal(false),
    canRedo: signal(false),
    travels: false, // the next state is one that the person goes back or forth to
    busy: signal(false), // a rebuild is under way
    // commands not answered yet: number -> type
    pending: /** @type {Map<number | string, string>} */ (new Map()),
    answered: 0, // the seq of the newest answer to a change: an older snapshot is outdated
    refused: 0, // the newest command that was sent when one was refused
    server: "", // which life of the server the run was last seen in
    unsent: false, // the document was changed while the server was away
    outdated: false, // the server has newer pages, and that was told
    lost: false, // the server has forgotten the run, and nobody was told yet
  };
};

/** What was before: the runs of this visit, and the changes of this one. */
const createPast = () => ({
  // the epochs at which the run went on with another document
  changes: signal(/** @type {number[]} */ ([])),
  // what was changed in the document, at which epochs
  marks: signal(/** @type {import("../types.js").Mark[]} */ ([])),
  // the runs before this one
  attempts: signal(/** @type {import("../types.js").Attempt[]} */ ([])),
  beginning: signal(FIRST), // where this one began
  returning: 0, // the number of the earlier run that is asked for
});

/** What is looked at: pointed at, pinned, chosen. */
const createLooks = () => {
  const hovered = signal(/** @type {string | null} */ (null));
  const pinned = signal(/** @type {string | null} */ (null));
  return {
    hovered,
    pinned,
    shown: signal(/** @type {string | null} */ (null)), // pinned where the run is steered
    // the weight or bias of the pinned neuron whose number is to be changed
    parameterWanted: signal(/** @type {number | null} */ (null)),
    focus: computed(() => hovered.value ?? pinned.value ?? "output"),
    hoveredLink: signal(/** @type {number | null} */ (null)),
    selectedClass: signal(/** @type {number | null} */ (null)),
    big: signal(false), // map, network and figures alone, as large as the screen allows
    // where on the map the cursor is, and what the map says there
    pointer: signal(/** @type {{x1: number, x2: number} | null} */ (null)),
    probe: signal(/** @type {import("../types.js").Probed | null} */ (null)),
    lens: signal(""), // through which the run is looked at closely; none if empty
    // the pinned neuron, over training points
    laidOpen: signal(/** @type {import("../types.js").LaidOpen | null} */ (null)),
  };
};

/** @type {() => import("../types.js").Progress} */
const emptyProgress = () => ({
  seq: -1,
  epoch: 0,
  position: 0,
  loss: null,
  testLoss: null,
  metrics: {},
  confusion: null,
});
/** @type {() => import("../types.js").History} */
const emptyHistory = () => ({ columns: [], data: [], version: 0 });

/** The notices of a page, and what adds one and takes one away.
 * @type {() => import("../types.js").Notices} */
export function createNotices() {
  const notices = signal(/** @type {Notice[]} */ ([]));
  let last = 0;
  return {
    notices,
    notice(kind, text, offer = null, cause = "") {
      const others = notices.value.filter((one) => one.text !== text);
      notices.value = [...others, { id: ++last, kind, text, offer, cause }].slice(-MOST_NOTICES);
    },
    endCause(cause) {
      if (notices.value.some((one) => one.cause === cause))
        notices.value = notices.value.filter((one) => one.cause !== cause);
    },
    dismiss(id) {
      notices.value = notices.value.filter((one) => one.id !== id);
    },
  };
}
