// The worker behind a wall of maps: it decodes the frames of a study and paints a small map for
// each trial, so that the page itself never waits.  It paints the newest frame only, once per
// animation frame, and then tells the page what that said.
import { decodeFrame } from "../protocol.js";
import { MapPainter } from "./paint_map.js";
import { contextOf } from "./plane.js";

/** @typedef {import("./appearance.js").Theme} Theme */
/** @typedef {import("../types.js").Bytes} Bytes */
/** @typedef {import("../study_types.js").StudyFrame} StudyFrame */
/** @typedef {import("../study_types.js").StudyNews} StudyNews */
/** @typedef {{problem: string, discretize: boolean}} Looks
 * @typedef {{type: "canvas", trial: number, canvas: OffscreenCanvas} |
 *   {type: "gone", trial: number} | {type: "theme", theme: Theme} |
 *   {type: "looks", looks: Looks} | {type: "side", side: number} |
 *   {type: "frame", buffer: ArrayBuffer}} WallCommand */

export class WallPainter {
  /** @param {(news: StudyNews) => void} tell the page what a frame said besides its maps */
  constructor(tell) {
    this.tell = tell;
    this.map = new MapPainter(); // one for all: maps differ in their bytes alone
    /** @type {Map<number, OffscreenCanvas>} */
    this.canvases = new Map();
    /** @type {Map<number, Bytes>} */
    this.maps = new Map(); // the newest of each trial
    /** @type {Set<number>} */
    this.stale = new Set(); // trials whose canvas does not show their newest map
    /** @type {ArrayBuffer[]} */
    this.arrived = [];
    /** @type {Theme | null} */
    this.theme = null;
    /** @type {Looks} */
    this.looks = { problem: "classification", discretize: false };
    this.asked = false;
  }

  /** @param {WallCommand} command */
  receive(command) {
    switch (command.type) {
      case "canvas":
        this.canvases.set(command.trial, command.canvas);
        this.stale.add(command.trial);
        break;
      case "gone":
        this.canvases.delete(command.trial);
        this.maps.delete(command.trial);
        break;
      case "theme":
        this.theme = command.theme;
        this.map.setTheme(command.theme);
        this.spoil();
        break;
      case "looks":
        this.looks = command.looks;
        this.spoil();
        break;
      case "side":
        this.resize(command.side);
        break;
      case "frame":
        this.arrived.push(command.buffer);
    }
    this.ask();
  }

  /** All maps are to be painted anew. */
  spoil() {
    for (const trial of this.canvases.keys()) this.stale.add(trial);
  }

  /** @param {number} side of a map, in the screen's own pixels */
  resize(side) {
    for (const canvas of this.canvases.values()) {
      if (canvas.width === side) continue;
      canvas.width = canvas.height = side;
    }
    this.spoil();
  }

  ask() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      for (const buffer of this.arrived.splice(0)) this.take(decode(buffer));
      this.paint();
    });
  }

  /** @param {StudyFrame} frame */
  take({ facts, tensors }) {
    const { maps, losses, converged, diverged, history } = tensors;
    if (maps) this.keep(facts.view.trials, maps);
    this.tell({
      facts,
      losses: losses.data.slice(),
      converged: converged.data.slice(),
      diverged: diverged.data.slice(),
      history: history.data.slice(),
      search: searchNews(tensors),
    });
  }

  /** @type {(trials: number[], maps: Bytes) => void} */
  keep(trials, { shape: [, channels, side], data }) {
    const size = channels * side * side;
    for (const [at, trial] of trials.entries()) {
      const map = data.subarray(at * size, (at + 1) * size);
      this.maps.set(trial, { shape: [channels, side, side], data: map });
      this.stale.add(trial);
    }
  }

  paint() {
    if (!this.theme) return;
    for (const trial of this.stale) {
      const [canvas, map] = [this.canvases.get(trial), this.maps.get(trial)];
      if (!canvas || !map) continue;
      const options = { ...this.looks, showTest: false, selectedClass: null, ratio: 1 };
      const context = contextOf(canvas);
      this.map.paint(map, { context, size: canvas.width, theme: this.theme, options }, null);
      this.stale.delete(trial);
    }
  }
}

/** What a frame says of the trials of a search; null if the study is none.
 * @type {(tensors: StudyFrame["tensors"]) => StudyNews["search"]} */
function searchNews({ best, epochs, status, round }) {
  if (!best || !epochs || !status || !round) return null;
  return {
    best: best.data.slice(),
    epochs: epochs.data.slice(),
    status: status.data.slice(),
    round: round.data.slice(),
  };
}

/** @type {(buffer: ArrayBuffer) => StudyFrame} */
const decode = (buffer) => /** @type {StudyFrame} */ (/** @type {unknown} */ (decodeFrame(buffer)));

/** @typedef {import("./painter.js").Scope} Scope */
const scope = /** @type {{painterScope?: Scope}} */ (globalThis).painterScope ?? globalThis;
/** @type {WallPainter | null} */
let painter = null; // a worker that has no canvases is told nothing, and must not fail

scope.onmessage = (/** @type {MessageEvent} */ { data }) => {
  painter ??= new WallPainter((news) => scope.postMessage({ type: "drawn", ...news }));
  painter.receive(data);
};
scope.postMessage({ type: "ready", paints: "OffscreenCanvas" in globalThis });
