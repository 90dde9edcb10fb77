// The model's summary, as Keras prints it.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { computed, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { imagesSummaryWords as words } from "../../words/en/images.js";
import { draw } from "../components.js";
import { followSeen } from "./seen.js";

/** @typedef {import("../../store/images.js").Images} Images */

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const text = signal("");
  render(
    html`<header><h2>${words.heading}</h2></header><p class="hint">${words.about}</p>
      <div class="scrolled" tabindex="0" role="group" aria-label=${words.heading}></div>`,
    root,
  );
  const place = /** @type {HTMLElement} */ (root.querySelector(".scrolled"));
  draw(place, () => html`<pre>${text.value}</pre>`);
  // it is another one when the network is, and never else
  const { generation, connection, status } = images;
  const progress = computed(() => ({ seq: 0 }));
  followSeen(root, images, {
    moving: { progress, generation, connection, status },
    ask: () => images.ask("summary"),
    take({ answer }) {
      if (answer) text.value = answer.text;
    },
  });
}
