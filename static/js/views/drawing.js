// Drawing points of one's own upon the map: the tools beside it, and what becomes of the drawing.
// Fetched when first used. The draft shows at once; when a stroke ends, it is asked for as a change
// of the document.  The hand is drawing_input.js.
import { batch, effect, signal, untracked } from "../../vendor/signals-core/signals-core.mjs";
import { FEWEST, ownPoints } from "../store/points.js";
import { counted, taken } from "../store/brush.js";
import { draftOf, followInput } from "./drawing_input.js";
import { toolbar } from "./drawing_tools.js";
import { draw } from "./components.js";
import { drawingWords as words } from "../words/en/own.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Point} Point */
/** @typedef {import("../store/brush.js").Place} Place */
/** @template T @typedef {{value: T, peek: () => T}} Signal */
/**
 * @typedef {"point" | "spray" | "eraser"} Tool
 * @typedef {{
 *   page: Page, map: HTMLCanvasElement, tool: Signal<Tool>,
 *   label: Signal<import("../types.js").Label>,
 *   radius: Signal<number>, density: Signal<number>,
 *   cross: Signal<Place>, byKeys: Signal<boolean>, cursor: Signal<Place | null>,
 *   status: Signal<string>, refused: Signal<string>,
 *   past: Signal<Point[][]>, sent: Point[] | null, known: string,
 *   sentAt: number, stroke: number, painted: () => void, ended: (before: Point[]) => void,
 *   undo: () => void, clear: () => void, finish: () => void,
 *   close: () => void,
 * }} Pad
 */

const MOST_UNDO = 100;
// milliseconds between two changes of the document during a stroke: each one changes the address,
// too, which browsers allow a hundred times in half a minute
const MEANWHILE = 400;

/** @type {Pad | null} */
let open = null;
/** @type {{points: Point[], known: string} | null} */
let kept = null; // a drawing that was left before the server had it

/** Draw, from the points shown now or from none.
 * @type {(page: Page, empty: boolean) => void} */
export function openDrawing(page, empty) {
  open?.close();
  const pad = (open = createPad(page));
  const resumed = kept?.known === pad.known ? kept.points : null;
  page.draft.value = empty ? [] : (resumed ?? startOf(page));
  kept = null;
  const place = document.createElement("div");
  place.className = "drawing";
  /** @type {HTMLElement} */ (pad.map.parentElement).after(place);
  const stops = [
    draw(place, () => toolbar(pad)),
    effect(() => followDocument(pad)),
    followInput(pad),
  ];
  pad.close = () => {
    for (const stop of stops) stop();
    place.remove();
    page.draft.value = open = null;
  };
  pad.map.scrollIntoView({ block: "nearest" });
  pad.map.focus({ preventScroll: true });
}

/** @type {(page: Page) => Pad} */
function createPad(page) {
  const { problem, data } = page.experiment.peek();
  const first = { classification: 1, multiclass: 0, regression: 1 }[
    /** @type {string} */ (problem)
  ];
  /** @type {Pad} */
  const pad = {
    page,
    map: /** @type {HTMLCanvasElement} */ (document.querySelector("#map")),
    tool: signal(/** @type {Tool} */ ("point")),
    label: signal(
      targetsOf(page) ?? first ?? Array.from({ length: data.classes }, (_, k) => Number(k === 0)),
    ),
    radius: signal(0.6),
    density: signal(6),
    cross: signal(/** @type {Place} */ ([0, 0])),
    byKeys: signal(false),
    cursor: signal(/** @type {Place | null} */ (null)),
    status: signal(""),
    refused: signal(""),
    past: signal(/** @type {Point[][]} */ ([])),
    sent: null,
    known: keyOf(page.experiment.peek()),
    sentAt: 0,
    stroke: Date.now(),
    painted: () => sendMeanwhile(pad),
    ended: (before) => strokeEnded(pad, before),
    undo: () => undoStroke(pad),
    clear: () => clearAll(pad),
    finish: () => finish(pad),
    close: () => {},
  };
  return pad;
}

/** What is painted first where points have several targets.
 * @type {(page: Page) => number[] | undefined} */
function targetsOf({ experiment }) {
  const label = ownPoints(experiment.peek())?.[0]?.[2];
  const isSeveral = experiment.peek().problem === "regression" && Array.isArray(label);
  return isSeveral ? label.map(() => 1) : undefined;
}

/** What a drawing belongs to: with another of these it is over.
 * @type {(experiment: import("../types.js").Experiment) => string} */
const keyOf = (experiment) => {
  const {
    problem,
    data: { source, name, classes },
  } = experiment;
  const points = ownPoints(experiment);
  return JSON.stringify([problem, source, classes, points ?? name]);
};

/** @type {(page: Page) => Point[]} */
function startOf(page) {
  const { train, test } = page.dealt.peek();
  return (
    ownPoints(page.experiment.peek()) ??
    taken([...train, ...test]).slice(0, page.catalog.limits.max_points)
  );
}

/** Somebody chose other points, by Back or a data set: those of one's own are drawn on, others end
 * the drawing. After a refusal the document steps back and the drawing stays, to be mended.
 * @type {(pad: Pad) => void} */
function followDocument(pad) {
  const { page } = pad;
  const experiment = page.experiment.value;
  const now = keyOf(experiment);
  if (now === pad.known) return;
  pad.known = now;
  untracked(() => {
    const refusal = page.refusal.value;
    const points = ownPoints(experiment);
    if (refusal && pad.sent && refusal.experiment.data.points === pad.sent)
      pad.refused.value = refusal.why;
    else if (points) adopt(pad, points);
    else queueMicrotask(pad.close); // not from within one of the effects that it ends
  });
}

/** @type {(pad: Pad, points: Point[]) => void} */
function adopt(pad, points) {
  const { problem, data } = pad.page.experiment.value;
  pad.label.value = fitting(pad.label.value, problem, data.classes);
  pad.past.value = [];
  pad.page.draft.value = points;
}

/** What is painted next, as another problem or number of classes calls it.
 * @type {(label: import("../types.js").Label, problem: string, classes: number) =>
 *   import("../types.js").Label} */
function fitting(label, problem, classes) {
  if (problem === "regression") return label;
  if (Array.isArray(label)) return Array.from({ length: classes }, (_, k) => label[k] ?? 0);
  if (problem === "classification") return label > 0 ? 1 : -1;
  return Math.max(0, Math.min(label, Math.max(1, classes - 1)));
}

/** A stroke is over: it can be undone, and the server is asked to learn from it.
 * @type {(pad: Pad, before: Point[]) => void} */
function strokeEnded(pad, before) {
  if (pad.page.draft.value === before) return;
  pad.past.value = [...pad.past.value, before].slice(-MOST_UNDO);
  send(pad);
  pad.stroke++;
}

/** While it plays, the network learns from a stroke that is not over yet.
 * @type {(pad: Pad) => void} */
function sendMeanwhile(pad) {
  const { status, keeps } = pad.page;
  if (status.peek() !== "running" || !keeps.drawing.peek()) return;
  if (performance.now() - pad.sentAt >= MEANWHILE) send(pad);
}

/** @type {(pad: Pad) => void} */
function undoStroke(pad) {
  const before = pad.past.value.at(-1);
  if (!before) return;
  pad.past.value = pad.past.value.slice(0, -1);
  pad.page.draft.value = before;
  pad.status.value = words.undone(counted(before.length));
  send(pad);
  pad.stroke++;
}

/** @type {(pad: Pad) => void} */
function clearAll(pad) {
  const before = draftOf(pad);
  pad.page.draft.value = before.length ? [] : before;
  pad.status.value = "Empty";
  strokeEnded(pad, before);
}

/** Too few points stay a draft: training goes on with those before.
 * @type {(pad: Pad) => void} */
function send(pad) {
  const { page } = pad;
  const points = draftOf(pad);
  pad.refused.value = "";
  if (points.length < FEWEST) return;
  pad.sent = points;
  pad.sentAt = performance.now();
  batch(() => {
    page.setPoints(points, pad.stroke);
    pad.known = keyOf(page.experiment.value); // one's own change is no news
  });
}

/** @type {(pad: Pad) => void} */
function finish(pad) {
  const { page } = pad;
  const points = draftOf(pad);
  const unheard = points.length < FEWEST || pad.refused.value;
  kept = points.length ? { points, known: keyOf(page.settled.value) } : null;
  if (points.length && unheard) page.notice("info", words.theServerDoesNotLearn);
  pad.close();
  /** @type {HTMLElement | null} */ (
    document.querySelector("[data-control=drawPoints] button")
  )?.focus({ preventScroll: true });
}
