// What the microscope looks at, as signals, and how it asks the server while the run moves.
import {
  computed,
  effect,
  signal,
  untracked,
} from "../../../../vendor/signals-core/signals-core.mjs";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { followRun, livePace } from "../../following.js";
import { createBlanks } from "./blanks.js";
import { present } from "./example.js";
import { bodyOf, placeOf, within, withAuxiliary } from "./reading.js";

/** @typedef {import("../../../types.js").Page} Page */
/** @typedef {import("./types.js").Backprop} Backprop */
/** @typedef {import("./types.js").Chosen} Chosen */
/** @typedef {import("./types.js").Example} Example */
/** @template T @typedef {import("../../../types.js").Signal<T>} Signal */
/** @typedef {import("../../../types.js").Topology} Topology */
/** @typedef {{page: Page, topology: {readonly value: Topology | null, peek(): Topology | null},
 *   example: Signal<Example>, batch: Signal<boolean>, stop: Signal<number>,
 *   chosen: Signal<Chosen>, answer: Signal<Backprop | null>, trouble: Signal<string>,
 *   wrong: Signal<string>, blanks: import("./blanks.js").Blanks}} Microscope */

/** @type {(page: Page) => Microscope} */
export const createMicroscope = (page) => ({
  page,
  topology: computed(() => withAuxiliary(page.topology.value)),
  example: signal(/** @type {Example} */ ({ row: 0, of: "train" })),
  batch: signal(false),
  stop: signal(0),
  chosen: signal({ layer: 0, unit: 0, source: 0 }),
  answer: signal(/** @type {Backprop | null} */ (null)),
  trouble: signal(""),
  wrong: signal(""), // what was typed for a row
  blanks: createBlanks(),
});

/** Ask for the step, again whenever the run has moved or another example is chosen.  What is
 * returned ends it.
 * @type {(microscope: Microscope) => () => void} */
export function ask({ page, topology, example, batch, chosen, answer, trouble, blanks }) {
  let isHeld = false; // the answer stays while somebody fills its numbers in
  const wanted = () => {
    const whole = topology.peek();
    return whole && placeOf(whole, within(chosen.peek(), whole));
  };
  const following = followRun(page, {
    ask: () =>
      page.askRun("backprop", bodyOf(present(page, example.peek()), batch.peek(), wanted())),
    take: ({ answer: told, refusal }) => {
      if (told && !isHeld) answer.value = told;
      isHeld ||= told !== null && blanks.on.peek();
      trouble.value = refusal ? refusal.detail || words.away : "";
    },
    pace: () => livePace(page),
  });
  let isFirst = true;
  const forget = effect(() => {
    (void example.value, batch.value, blanks.on.value);
    isHeld = false;
    if (!isFirst) untracked(following.again);
    isFirst = false;
  });
  const clear = effect(() => {
    (void example.value, batch.value, blanks.on.value, chosen.value);
    blanks.fills.value = {};
  });
  const look = effect(() => {
    const told = (void chosen.value, answer.peek());
    const place = untracked(wanted) ?? 0;
    const isElsewhere = told?.along && told.along.parameter !== place;
    if (isElsewhere || told?.check.complex_step?.[place] === null) untracked(following.again);
  });
  return () => {
    forget();
    clear();
    look();
    following.stop();
  };
}

/** The unit and weight that are chosen, in the network that is there.
 * @type {(microscope: Microscope) => Chosen} */
export const chosenIn = ({ topology, chosen }) =>
  topology.value ? within(chosen.value, topology.value) : chosen.value;
