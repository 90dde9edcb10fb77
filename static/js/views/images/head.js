// The head of a run on pictures: what it is, the buttons that steer it, how far it is, and the time
// line, on which the best epoch is one click away.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { imagesHeadWords as words } from "../../words/en/images.js";
import { button, draw, icon, onValue, select } from "../components.js";
import { epochDigits, loss, percent } from "../format.js";
import { barrier } from "../connection.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  root.replaceChildren(); // the first text, which came with the page
  render(
    html`<div class="called"></div><div class="steering"></div>
      <div class="along"><label class="field"><span class="name">${words.timeLine}
        <span class="value"></span></span>
        <input type="range" min="0" step="1"
          @input=${onValue((value) => images.seek(Number(value)))}></label>
        <span class="to-best"></span></div>`,
    root,
  );
  const [called, steering, along] = /** @type {HTMLElement[]} */ ([...root.children]);
  draw(called, () => title(images));
  draw(steering, () => [buttons(images), figures(images)]);
  draw(/** @type {HTMLElement} */ (along.querySelector(".to-best")), () => toBest(images));
  effect(() => follow(along, images));
  addEventListener("keydown", (event) => onKey(event, images));
}

/** @type {(images: Images) => Template} */
function title(images) {
  const about = images.topology.value;
  const layers = layersOf(images.document.value);
  return html`<h1>${images.title.value}</h1>
    <p class="hint">${
      about
        ? words.about(words.data[about.data] ?? about.data, about.train, layers, about.parameters)
        : ""
    }</p>
    <p class="status" role="status">${stateOf(images)}
      ${images.canControl.value ? nothing : words.youWatch}</p>`;
}

/** The layers between the pixels and the classes, in words.
 * @type {(document: import("../../image_types.js").ImagesDocument | null) => string} */
function layersOf(document) {
  const { convolution = [], hidden = [] } = document?.network ?? {};
  const blocks = convolution.map(({ filters, kernel }) => words.block(filters, kernel));
  const units = hidden.map((layer) => `${layer.units} ${layer.activation}`);
  return [...blocks, ...units].join(", ") || words.noLayer;
}

/** Why the run cannot be steered just now; empty if it can.
 * @type {(images: Images) => string} */
export const hindered = (images) =>
  barrier(images) || (images.canControl.value ? "" : words.youWatch);

/** @type {(images: Images) => Template} */
function buttons(images) {
  const why = hindered(images);
  const status = images.status.value;
  const isRunning = status === "running";
  const isOver = status === "finished" ? words.isOver : status === "diverged" ? words.diverged : "";
  /** @type {(label: string, title: string, unit: "epoch" | "batch") => Template} */
  const plain = (label, title, unit) =>
    button({
      ...{ kind: "plain", title, press: () => images.step(unit), content: label },
      why: why || isOver,
    });
  return html`<div class="buttons">
      ${button({
        ...{ kind: "round", why, label: words.restart, title: words.restartHint },
        ...{ press: images.restart, content: icon("reset") },
      })}
      ${button({
        kind: "round play",
        why: why || (isRunning ? "" : isOver),
        label: isRunning ? words.pause : words.play,
        title: isRunning ? words.pauseHint : words.playHint,
        press: images.toggle,
        content: icon(isRunning ? "pause" : "play"),
      })}
      ${plain(words.step, words.stepHint, "epoch")} ${plain(words.batch, words.batchHint, "batch")}
    </div>
    ${
      why
        ? nothing
        : select({
            label: words.speed,
            control: "speed",
            options: Object.entries(words.speeds).map(([name, label]) => ({ name, label })),
            value: `${images.speed.value}`,
            change: (name) => images.set("view.speed", name === "max" ? name : Number(name)),
          })
    }`;
}

/** @type {(images: Images) => Template} */
function figures(images) {
  const { epoch, position, metrics, testLoss } = images.progress.value;
  const { batches = 0 } = images.topology.value ?? {};
  const all = images.document.value?.budget.epochs ?? 0;
  const within = position >= batches ? words.validating : words.batchOf(position, batches);
  return html`<p class="epoch"><span class="name">${words.epoch}</span>
      <strong data-epoch=${epoch}>${epochDigits(epoch)}</strong>
      <span class="hint">${words.ofEpochs(all)}</span>
      <progress max=${Math.max(1, images.topology.value?.steps ?? 1)} value=${position}
        aria-label=${words.batch}></progress>
      <span class="hint within">${position ? within : "\u00a0"}</span></p>
    <dl class="figures">
      ${figure(`${words.validation} ${words.accuracy}`, percent(metrics.val_accuracy))}
      ${figure(`${words.validation} ${words.loss}`, loss(testLoss))}
      ${figure(
        `${words.training} ${words.accuracy}`,
        percent(metrics.running_accuracy ?? metrics.accuracy),
      )}
    </dl>`;
}

/** @type {(name: string, text: string) => Template} */
const figure = (name, text) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`;

/** @type {(images: Images) => string} */
function stateOf({ status, reason, epoch }) {
  if (status.value === "running") return words.itTrains;
  if (status.value === "diverged") return words.diverged;
  if (status.value === "finished")
    return reason.value === "patience" ? words.stoppedEarly : words.finished;
  return epoch.value ? words.itStands : words.isReady;
}

/** @type {(images: Images) => Template} */
function toBest(images) {
  const best = images.best.value;
  const nothingYet = best === null ? words.noBest : "";
  const isThere = best !== null && best === images.epoch.value && images.status.value !== "running";
  return button({
    kind: "plain",
    title: words.bestHint,
    why: hindered(images) || nothingYet || (isThere ? words.isBest : ""),
    press: images.seekBest,
    content: best === null ? words.bestEpoch : words.best(best),
  });
}

/** The slider goes along, but not under the hand that moves it.
 * @type {(along: HTMLElement, images: Images) => void} */
function follow(along, images) {
  const [epoch, latest] = [images.epoch.value, images.latest.value];
  const slider = /** @type {HTMLInputElement} */ (along.querySelector("input"));
  const value = /** @type {HTMLElement} */ (along.querySelector(".value"));
  slider.max = String(Math.max(1, latest));
  if (!images.seeking.value) slider.value = String(epoch);
  slider.disabled = latest === 0 || Boolean(hindered(images));
  const text = words.epochOf(epoch, latest);
  slider.setAttribute("aria-valuetext", text);
  value.textContent = latest ? text : "";
}

/** Space plays and pauses, the arrow to the right trains an epoch, as in the playground.
 * @type {(event: KeyboardEvent, images: Images) => void} */
function onKey(event, images) {
  const { key, ctrlKey, metaKey, altKey } = event;
  const at = /** @type {Element} */ (event.target);
  if (at !== document.body && !at.matches("main")) return; // elsewhere they have a use already
  if (ctrlKey || metaKey || altKey || hindered(images)) return;
  const act = {
    " ": images.toggle,
    ArrowRight: () => images.step("epoch"),
    b: () => images.step("batch"),
    r: images.restart,
  }[key];
  if (!act) return;
  event.preventDefault();
  act();
}
