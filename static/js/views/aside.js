// What stands at the end of the bar: how many watch, what leads away from this run, how the page
// looks, and the explanations.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { switchTheme } from "../page.js";
import { explanationOf, fetchPart, icon } from "./components.js";
import { asideWords as words } from "../words/en/bar.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

/** What leads away from this run: none of it in a frame of another site's page.
 * @type {(page: Page) => Template} */
export const aside = (page) => html`<div class="aside">
      ${viewersOf(page.run.value)}
      <a class="round quiet" href=${page.at("gallery")} data-control="galleryLink"
        title=${explained("galleryLink")} aria-label=${words.gallery}>${icon("gallery")}</a>
      <button class="round quiet" data-control="shareButton" aria-label=${words.share}
        title=${explained("shareButton")}
        @click=${() => openShare(page)}>${icon("share")}</button>
      <button class="round quiet" data-control="bigButton" aria-label=${words.bigPicture}
        title=${explained("bigButton")}
        aria-pressed=${page.big.value}
        @click=${() => (page.big.value = !page.big.value)}>${icon("big")}</button>
      <button class="round quiet" data-control="themeButton" title=${explained("themeButton")}
        aria-label=${words.switchBetweenLightAndDark}
        @click=${switchTheme}>${icon("theme")}</button>
      <button class="round quiet" data-control="helpButton" title=${explained("helpButton")}
        aria-label=${words.help} @click=${() => explain(page)}>${icon("help")}</button>
    </div>`;

/** How many see this run, once there are several.
 * @type {(run: {viewers: number} | null) => Template} */
const viewersOf = (run) =>
  run && run.viewers > 1
    ? html`<span class="viewers"
      title=${words.watchers(run.viewers)}>${icon("eye")} ${run.viewers}<span
      class="unseen"> ${words.watchThisRun}</span></span>`
    : nothing;

/** @type {(page: Page) => Promise<boolean>} */
const openShare = (page) =>
  fetchPart(
    page,
    () => Promise.all([import("./share.js"), page.share()]),
    ([dialog, share]) => dialog.showShare({ ...page, ...share }),
  );

/** Have every control say what it does, or no more.
 * @type {(page: Page) => Promise<boolean>} */
export const explain = (page) =>
  fetchPart(
    page,
    () => import("./explaining.js"),
    (mode) => mode.toggleExplaining(page),
  );

/** @type {(control: string) => import("../types.js").Shown | string} */
const explained = (control) => explanationOf(control) ?? nothing;
