// The settings of a run that is there: some can be taken over as it goes on, with all others it
// begins again.
import { computed, effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import {
  fieldOfPath,
  FASHION,
  formOf,
  liveChanges,
  readForm,
  usualForm,
} from "../../store/images_wish.js";
import { settingsWords as words } from "../../words/en/images_settings.js";
import { hindered } from "./head.js";
import { focusOn, mount as mountForm } from "./settings.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../store/images_wish.js").Form} Form */
/** @typedef {import("./settings.js").Desk} Desk */

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const heading = Object.assign(document.createElement("h2"), { textContent: words.heading });
  const place = document.createElement("div");
  root.replaceChildren(heading, place);
  const desk = createDesk(images);
  mountForm(place, desk);
  followDocument(images, desk);
  followData(images, desk);
}

/** @type {(images: Images) => Desk} */
function createDesk(images) {
  const form = signal(usualForm(FASHION));
  const data = signal(/** @type {import("../../image_types.js").ImageData[]} */ ([]));
  const wrong = signal(/** @type {import("../../store/images_wish.js").Wrong | null} */ (null));
  const present = computed(() =>
    images.document.value ? formOf(images.document.value) : usualForm(FASHION),
  );
  const changes = computed(() => liveChanges(present.value, form.value));
  const read = () => {
    const found = data.value.find(({ name }) => name === form.value.data);
    const side = found?.shape[0] ?? images.side.value;
    const result = readForm(form.value, side, images.document.value);
    wrong.value = result.wrong;
    if (result.wrong) focusOn(result.wrong.field);
    return result.images;
  };
  const beginAgain = () => {
    if (hindered(images)) return;
    const found = read();
    if (found) images.load({ ...found, view: { speed: images.speed.value } });
  };
  const takeOver = () => {
    if (!read()) return;
    for (const [path, value] of changes.value ?? []) images.set(path, value);
  };
  const acts = [
    { label: words.beginAgain, why: () => hindered(images), press: beginAgain },
    {
      label: words.takeOver,
      hint: words.takeOverHint,
      submits: true,
      why: () => hindered(images) || whyNot(changes.value),
      press: takeOver,
    },
    { label: words.asTheBook, why: () => "", press: () => (form.value = usual(form.value)) },
  ];
  return { catalog: images.catalog, form, data, wrong, acts };
}

/** @type {(changes: [string, unknown][] | null) => string} */
const whyNot = (changes) =>
  changes === null ? words.beginsAgain : changes.length ? "" : words.nothingOther;

/** The book's settings, for the same data.
 * @type {(form: Form) => Form} */
const usual = ({ data }) => usualForm(data);

/** The fields show what the run has, whenever that becomes another document; and a refusal.
 * @type {(images: Images, desk: Desk) => void} */
function followDocument(images, { form, wrong }) {
  let before = "";
  effect(() => {
    if (!images.document.value) return;
    const found = formOf(images.document.value);
    const text = JSON.stringify(found);
    if (text !== before) form.value = found; // and not for another speed: somebody may be typing
    before = text;
  });
  effect(() => {
    const why = images.refusedSettings.value;
    if (why) wrong.value = { field: fieldOfPath(why), why };
  });
}

/** What data the server has, as soon as it says it.
 * @type {(images: Images, desk: Desk) => void} */
function followData(images, { data }) {
  effect(() => {
    if (data.peek().length || images.connection.value !== "live") return;
    void images.data().then(({ answer }) => {
      if (answer) data.value = answer.data;
    });
  });
}
