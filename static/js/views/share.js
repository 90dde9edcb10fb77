// Passing an experiment on: its address, a short link with a picture, and the run itself to watch
// or to steer.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { isUpload } from "../store/document.js";
import { fitsAddress, ownPoints } from "../store/points.js";
import { copied, scanned } from "./copied.js";
import { embedding } from "./embedding.js";
import { fetchPart, onChecked, onValue } from "./components.js";
import { showDialog } from "./dialog.js";
import { opening, downloads } from "./downloads.js";
import { shareWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").SharePage} SharePage */
/** @typedef {import("../types.js").Template} Template */

/** What the dialog knows beside the page.
 * @template T @typedef {import("../types.js").Signal<T>} Signal */
/** @typedef {{saved: Signal<Saved | null>, trouble: Signal<string>, status: Signal<string>,
 *   listed: Signal<boolean>, trained: Signal<boolean>, busy: Signal<boolean>}} Desk
 * @typedef {import("../types.js").Saved} Saved */

/** @type {(page: SharePage) => void} */
export function showShare(page) {
  /** @type {Desk} */
  const desk = {
    saved: signal(null),
    trouble: signal(""),
    status: signal(""),
    listed: signal(false),
    trained: signal(true), // the link opens what was learned, if anything was
    busy: signal(false),
  };
  showDialog("share", "share-title", () => contents(page, desk));
}

/** @type {(page: SharePage, desk: Desk) => Template} */
const contents = (page, desk) => html`<form method="dialog">
  <div class="body">
    <h2 id="share-title">${words.share}</h2>
    ${experiment(page, desk)}
    <div>
      ${live(page, desk)}
      ${embedding(page, desk.saved.value, () => save(page, desk))}
      ${downloads(page, desk)}
      ${opening(page, desk)}
    </div>
  </div>
  <footer>
    <p role="alert" class="alert">${desk.trouble.value}</p>
    <p role="status" class="told">${desk.status.value}</p>
    <p class="buttons"><button class="plain" autofocus>${words.close}</button></p>
  </footer>
</form>`;

/** The experiment: its address, and the short link it gets.
 * @type {(page: SharePage, desk: Desk) => Template} */
function experiment(page, desk) {
  const { title, description, problem } = page.experiment.value;
  const { saved, listed } = desk;
  const points = ownPoints(page.experiment.value);
  const carried = !points || fitsAddress(points, problem);
  const kept = isUpload(page.experiment.value);
  const holds = kept ? words.holdsAllButTheTable : words.holdsAll;
  const change = (/** @type {string} */ path) =>
    onValue((value) => {
      saved.value = null; // another document, another link
      page.change(path, value);
    });
  return html`
    ${copied(words.address, page.address(), carried ? holds : words.tooShort)}
    <label class="field"><span class="name">${words.title}</span><input name="title" maxlength="120"
      .value=${title} @change=${change("title")}></label>
    <label class="field"><span class="name">${words.whatToLookAt}</span>
      <textarea name="description" maxlength="4000" rows="2" .value=${description}
        @change=${change("description")}></textarea></label>
    ${opens(page, desk)}
    ${listing(page, desk)}
    <p class="buttons"><button type="button" class="plain"
      @click=${() => save(page, desk)}>${words.makeAShortLink}</button>
      <button type="button" class="plain" aria-haspopup="dialog"
      @click=${() => openPupils(page)}>${words.whatPupilsSee}</button></p>
    ${
      saved.value
        ? html`${copied(words.shortLink, saved.value.url, opened(saved.value))}
      <p class="scan">${scanned(page, words.aShortLink, saved.value.url)}
        <a href=${saved.value.picture} target="_blank" rel="noopener">${words.itsPicture}</a></p>`
        : nothing
    }`;
}

/** Whether the link opens the experiment or the trained network, once there is one.
 * @type {(page: SharePage, desk: Desk) => Template} */
function opens({ latest, progress }, { trained, saved }) {
  if (latest.value === 0) return nothing;
  const choice = (/** @type {boolean} */ isTrained, /** @type {string} */ text) =>
    html`<label class="check"><input type="radio" name="opens"
      .checked=${trained.value === isTrained} @change=${() => {
        saved.value = null;
        trained.value = isTrained;
      }}> ${text}</label>`;
  return html`<fieldset class="opens"><legend>${words.theShortLinkOpens}</legend>
    ${choice(true, words.theTrainedNetwork(progress.value.epoch))}
    ${choice(false, words.untrained)}</fieldset>`;
}

/** What a short link opens.
 * @type {(saved: Saved) => string} */
const opened = ({ epochs }) =>
  typeof epochs === "number" ? words.asItWas(epochs) : words.underItsContent;

/** @type {(page: SharePage) => Promise<boolean>} */
const openPupils = (page) =>
  fetchPart(
    page,
    () => import("./pupils.js"),
    (dialog) => dialog.showPupils(page),
  );

/** Whether the gallery is to show it, as far as this server's does.
 * @type {(page: SharePage, desk: Desk) => Template} */
function listing(page, { listed }) {
  if (page.catalog.listing === "none")
    return html`<p class="hint">${words.thisServersGalleryTakesNothing}</p>`;
  const asked =
    page.catalog.listing === "approval" ? words.listItInTheGallery : words.listItInTheGallery2;
  return html`<label class="check"><input type="checkbox" .checked=${listed.value}
    @change=${onChecked((on) => (listed.value = on))}>
    ${asked}</label>`;
}

/** What is said of an experiment that was to be listed.
 * @type {Record<string, string>} */
const LISTINGS = {
  listed: words.itIsInTheGallery,
  pending: words.itWaitsToBeApproved,
  unlisted: words.theOperatorOfThisServer,
};

/** @type {(page: SharePage, desk: Desk) => Promise<void>} */
async function save(page, { saved, trouble, status, listed, trained }) {
  const answer = await page.save(listed.value, trained.value && page.latest.value > 0);
  const kept = "error" in answer ? null : answer;
  trouble.value = "error" in answer ? answer.error : "";
  status.value = (kept && listed.value && LISTINGS[kept.listing ?? ""]) || "";
  saved.value = kept;
}

/** The run: to watch, and to steer.
 * @type {(page: SharePage, desk: Desk) => Template} */
function live(page, desk) {
  const { watch, steer } = page.links();
  if (!watch) return nothing;
  return html`<details name="share"><summary>${words.thisRunLive}</summary><div class="inside">
    ${copied(words.toWatchThisRunLive, watch, words.everybodySees)}
    ${scanned(page, words.linkToWatch, watch)}
    ${steer ? copied(words.toSteerItToo, steer, words.giveItOnly) : nothing}
    ${page.mayTakeBack() ? takeBack(page, desk) : nothing}
  </div></details>`;
}

/** @type {(page: SharePage, desk: Desk) => Template} */
const takeBack = (page, { trouble, status, busy }) => html`
  <p class="take-back"><button type="button" class="plain" aria-describedby="take-back"
    ?disabled=${busy.value} @click=${async () => {
      busy.value = true;
      trouble.value = await page.takeBack();
      status.value = trouble.value ? "" : words.controlIsYoursAloneAgain;
      busy.value = false;
    }}>${words.takeBackControl}</button>
  <span class="hint" id="take-back">${words.makesANewSecretLinks}</span></p>`;
