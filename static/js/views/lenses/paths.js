// The lens of paths: how much the deep and the wide path count in the output and in the gradient,
// the losses of both outputs, and what one answers over what the other does.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { pathLensWords as words } from "../../words/en/paths.js";
import { button, draw } from "../components.js";
import { followRun, livePace } from "../following.js";
import { loss, percent } from "../format.js";
import { barrier } from "../messages.js";
import { weightOf } from "../path_settings.js";
import { rangeOf } from "../predictions_svg.js";
import { pictureUpon } from "./map_marks.js";
import { drawPathMarks } from "./path_marks.js";
import { scatter } from "./residuals_pictures.js";

/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {{deep: number | null, wide: number | null}} Shares */
/** @typedef {{points: number, output: Shares, gradient: Shares, main: number[][],
 *   auxiliary: number[][] | null}} Told */

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  const told = signal(/** @type {Told | null} */ (null));
  const trouble = signal("");
  const following = followRun(page, {
    ask: () => page.askRun("paths"),
    take: ({ answer, refusal }) => {
      trouble.value = refusal ? refusal.detail || words.away : "";
      if (answer) told.value = answer;
    },
    pace: () => 2 * livePace(page),
  });
  const end = draw(root, () => content(page, told.value, trouble.value));
  const onNetwork = pictureUpon("lens-network", "#network");
  const endMarks = effect(() => drawPathMarks(page, trouble.value ? null : told.value, onNetwork));
  return () => {
    end();
    endMarks();
    onNetwork.remove();
    following.stop();
  };
}

/** @type {(page: Page, told: Told | null, trouble: string) => Template} */
function content(page, told, trouble) {
  const { auxiliary } = page.experiment.value.network;
  return html`<div class="of-paths">
    <p class="alert" role="status">${trouble}</p>
    ${auxiliary ? losses(page, auxiliary.weight) : nothing}
    ${told && !trouble ? body(page, told) : trouble ? nothing : html`<p>${words.asking}</p>`}
  </div>`;
}

/** The losses of both outputs apart, and together as the slider weighs them.
 * @type {(page: Page, weight: number) => Template} */
function losses(page, weight) {
  const { loss: together, metrics } = page.progress.value;
  const figures = [
    ["loss", words.loss, together, words.lossAbout(weight.toFixed(2))],
    ["main", words.main, metrics.main_loss, words.unweighted],
    ["auxiliary", words.auxiliary, metrics.auxiliary_loss, words.unweighted],
  ];
  return html`<dl class="decided">${figures.map(
    ([part, label, value, about]) =>
      html`<div><dt>${label}</dt><dd><b data-part=${part}>${loss(
        /** @type {number | null | undefined} */ (value),
      )}</b><small>${about}</small></dd></div>`,
  )}</dl>
  ${weightOf(page, weight)}`;
}

/** @type {(page: Page, told: Told) => Template} */
const body = (page, told) => html`
  <table class="shares"><caption>${words.shares}</caption>
    <thead><tr><th scope="col">${words.path}</th><th scope="col">${words.output}</th><th
      scope="col">${words.gradient}</th></tr></thead>
    <tbody>${
      /** @type {const} */ (["deep", "wide"]).map(
        (path) => html`<tr data-path=${path}><th scope="row">${words[path]}</th>
        ${share(words[path], words.output, told.output[path])}
        ${share(words[path], words.gradient, told.gradient[path])}</tr>`,
      )
    }</tbody></table>
  <p class="hint">${words.outputAbout}</p>
  ${cutting(page)} ${told.auxiliary ? both(told.main, told.auxiliary) : nothing}`;

/** @type {(path: string, where: string, part: number | null) => Template} */
const share = (path, where, part) => html`<td><meter min="0" max="1" value=${part ?? 0}
  aria-label=${words.share(path, where, percent(part))}></meter>
  <span>${percent(part)}</span></td>`;

/** The wide path is cut, and joined again; what the network has learned stays.
 * @type {(page: Page) => Template} */
function cutting(page) {
  const isWide = Boolean(page.experiment.value.network.wide);
  return html`<p class="buttons">${button({
    kind: "plain",
    why: barrier(page),
    press: () => page.change("network.wide", !isWide),
    content: isWide ? words.cut : words.heal,
  })}</p>
  <p class="hint">${words.cutHint}</p>`;
}

/** What the auxiliary output answers over what the main one does, of the first of several.
 * @type {(main: number[][], auxiliary: number[][]) => Template} */
function both(main, auxiliary) {
  const [across, up] = [main, auxiliary].map((rows) => rows.map(([first]) => first));
  const same = rangeOf(across.map((value, k) => [value, up[k]]));
  const label = words.both(across.length);
  const axes = /** @type {[string, string]} */ ([words.mainAcross, words.auxiliaryUp]);
  const about = { title: words.bothTitle, label, across, up, axes, guide: same };
  return html`<div class="unit-curves"><figure><figcaption>${words.bothTitle}</figcaption>${scatter(
    { ...about, ranges: [same, same] },
    -1,
  )}</figure></div>`;
}
