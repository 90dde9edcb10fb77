// The painter of a study's wall as its page knows it: it is given canvases and frames, and says
// what a frame held once it is painted.  The worker (workers/wall_painter.js) is fetched once.
import { handed, startThread } from "./painter_thread.js";
import { onThemeChange, sheetTheme } from "./sheet_colours.js";

/** @typedef {import("./workers/wall_painter.js").WallCommand} WallCommand */
/** @typedef {import("./workers/wall_painter.js").Together} Together */
/** @typedef {import("./study_types.js").Shares} Shares */
/** @typedef {import("./study_types.js").StudyNews} StudyNews */

const PLACE = new URL("./workers/wall_painter.js", import.meta.url);

/** @typedef {ReturnType<typeof createWall>} Wall */

/** Begin to paint.  `hear` is told what a frame held, `hearShares` how far the trials lie apart,
 * `stopped` why nothing is painted any more.
 * @type {(classes: import("./workers/appearance.js").Colour[], hear: (news: StudyNews) => void,
 *   hearShares: (shares: Shares) => void, stopped: (why: string) => void) => {
 *     post: (command: WallCommand, transferred?: Transferable[]) => void,
 *     give: (trial: number | Together, canvas: HTMLCanvasElement) => void}} */
export function createWall(classes, hear, hearShares, stopped) {
  const starting = startThread(PLACE).then((thread) => {
    thread.onmessage = ({ data }) => {
      if (data.type === "drawn") hear(data);
      if (data.type === "shares") hearShares(data);
    };
    thread.onerror = ({ message }) => stopped(message ?? "");
    return thread;
  });
  starting.catch(({ message }) => stopped(message ?? ""));
  /** @type {(act: (thread: import("./painter_thread.js").Thread) => void) => void} */
  const withThread = (act) => void starting.then(act, () => {});
  /** @type {(command: WallCommand, transferred?: Transferable[]) => void} */
  const post = (command, transferred = []) =>
    withThread((thread) => thread.postMessage(command, transferred));
  const tellTheme = () => post({ type: "theme", theme: sheetTheme(classes) });
  tellTheme();
  onThemeChange(tellTheme);
  return {
    post,
    /** Hand a canvas over to be painted; that can be done once. */
    give: (trial, canvas) =>
      withThread((thread) => {
        const taken = handed(thread, canvas);
        const place =
          typeof trial === "number" ? { type: "canvas", trial } : { type: "together", name: trial };
        thread.postMessage({ ...place, canvas: taken }, [taken]);
      }),
  };
}
