// Looking elsewhere in a landscape: the place of the cross, what the server says of it, and the
// map of what the network would answer there.  Never two questions at once, the newest place wins.
import { html } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { onThemeChange, sheetTheme } from "../../sheet_colours.js";
import { MapPainter } from "../../workers/paint_map.js";
import { landscapeWords as words } from "../../words/en/landscape.js";
import { weightsAt } from "./landscape_shape.js";

/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").LandscapeTold} Told */
/** @typedef {import("../../lens_types.js").WhatIfTold} WhatIf */
/** @typedef {{at: Signal<[number, number] | null>, answer: Signal<WhatIf | null>,
 *   trouble: Signal<string>, go: (place: [number, number]) => void, leave: () => void,
 *   mapOf: () => Template, stop: () => void}} Elsewhere `at` is null at the present weights */

const RESOLUTION = 40; // cells on a side of the map
const SIDE = 220; // pixels of it

/** @type {(page: Page, told: Signal<Told | null>) => Elsewhere} */
export function createElsewhere(page, told) {
  const at = signal(/** @type {[number, number] | null} */ (null));
  const answer = signal(/** @type {WhatIf | null} */ (null));
  const trouble = signal("");
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.map);
  const paint = () => answer.peek() && paintMap(canvas, page, answer.peek());
  let isAsking = false;
  const ask = async () => {
    const place = at.peek();
    const plane = told.peek()?.plane;
    if (isAsking || !place || !plane) return;
    isAsking = true;
    const body = { parameters: weightsAt(plane, place), resolution: RESOLUTION };
    const { answer: seen, refusal } = await page.askRun("what_if", body);
    isAsking = false;
    if (!at.peek()) return;
    if (seen) answer.value = seen;
    trouble.value = refusal ? refusal.detail || words.away : "";
    if (at.peek() !== place) void ask();
  };
  const ends = [
    effect(() => {
      if (at.value) void ask();
      else answer.value = null;
    }),
    effect(() => void (answer.value && paint())),
    onThemeChange(paint),
  ];
  return {
    at,
    answer,
    trouble,
    go: (place) => void (at.value = place),
    leave() {
      at.value = null;
      trouble.value = "";
    },
    mapOf: () => html`${canvas}`,
    stop() {
      for (const end of ends) end();
    },
  };
}

/** @type {(canvas: HTMLCanvasElement, page: Page, seen: WhatIf | null) => void} */
function paintMap(canvas, { catalog, settled }, seen) {
  const context = canvas.getContext("2d");
  if (!context || !seen) return;
  const theme = sheetTheme(catalog.class_colours);
  const painter = new MapPainter();
  painter.setTheme(theme);
  const [low, high] = seen.range;
  const bytes = Uint8Array.from(seen.values.flat(2), (value) =>
    Math.min(255, Math.max(0, Math.round((255 * ((value ?? low) - low)) / (high - low)))),
  );
  const { length: channels } = seen.values;
  const options = {
    discretize: false,
    showTest: false,
    selectedClass: null,
    problem: settled.peek().problem,
    ratio: 1,
  };
  const shape = [channels, seen.resolution, seen.resolution];
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (/** @type {unknown} */ (context));
  painter.paint({ shape, data: bytes }, { context: pen, size: SIDE, theme, options }, null);
}
