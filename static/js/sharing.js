// What others are given, and what is taken from the server or brought to it: links, forks, saves,
// control. Joins store and transport, as the page does, for all that the share dialog and the time
// line ask for.
import { encode } from "./store/address.js";

/** Where the experiment and the run may be found by others.
 * @type {(store: any, stream: import("./transport/stream.js").Stream, page: {root: string,
 *   catalog: import("./types.js").Catalog, watched: boolean}) => void} */
export function offerLinks(store, stream, { root, catalog, watched }) {
  const at = (/** @type {string} */ path) => new URL(path, root).href;
  store.at = at;
  store.galleryAddress = at("gallery");
  store.address = () => at(`#${encode(store.experiment.value, catalog)}`);
  store.links = () => {
    const { id, control_token: token } = stream.run ?? {};
    return {
      watch: id && at(`r/${id}`),
      steer: id && token && store.run.value?.canControl && at(`r/${id}#${token}`),
    };
  };
  store.fork = async (/** @type {number} */ epoch) => {
    if (!stream.run) return;
    const { answer, reply } = await stream.api.command(stream.run, { type: "fork", epoch });
    if (!answer?.ok)
      return store.notice(
        "error",
        sentence(reply?.detail ?? "the server cannot be reached: no run was made"),
      );
    stream.switchTo(reply);
    store.notice(
      "info",
      `This is another run now, from epoch ${epoch} on. The one before is among the earlier runs.`,
    );
  };
  store.comeBackTo = (/** @type {any} */ { run: { id }, experiment }) => {
    const known = stream.known.get(id);
    if (known && id !== stream.run?.id) stream.switchTo(known);
    else store.load(experiment);
  };
  store.mayTakeBack = () =>
    !watched && Boolean(store.run.value?.canControl) && store.connection.value === "live";
  store.takeBack = async () => {
    const wrong = await stream.takeBack();
    return wrong && sentence(wrong);
  };
  store.open = async (/** @type {object} */ experiment) => {
    const { answer, reply } = stream.run
      ? await stream.api.command(stream.run, { type: "load", experiment })
      : { answer: null, reply: null };
    return answer?.ok
      ? ""
      : sentence(reply?.detail ?? "the server cannot be reached: nothing was opened");
  };
  store.tables = async () => {
    const { Tables } = await import("./transport/tables.js");
    return new Tables(root);
  };
  store.fileAddress = (/** @type {string} */ what) => at(`api/runs/${stream.run?.id}/${what}`);
  store.file = async (/** @type {string} */ what) => {
    const answer = await fetch(store.fileAddress(what)).catch(() => null);
    const file = answer?.ok && (await answer.blob().catch(() => null));
    if (!file)
      throw new Error(
        (await answer?.json().catch(() => null))?.detail ??
          "The server cannot be reached: there is no file.",
      );
    return file;
  };
  store.save = async (/** @type {boolean} */ listed) => {
    const { id, listing, error } = await stream.api.save(store.experiment.value, listed);
    return error
      ? { error }
      : {
          listing,
          url: at(`e/${id}`),
          embed: at(`embed/${id}`),
          picture: at(`api/experiments/${id}/preview.png`),
        };
  };
}

/** @type {(text: string) => string} */
export const sentence = (text) =>
  text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
