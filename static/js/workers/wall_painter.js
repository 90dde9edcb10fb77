// The worker behind a wall of maps: it decodes the frames of a study and paints a small map for
// each trial, so that the page itself never waits.  It paints the newest frame only, once per
// animation frame, and then tells the page what that said.
import { decodeFrame } from "../protocol.js";
import { differenceOf, meanOf, spreadOf } from "./joint_maps.js";
import { MapPainter } from "./paint_map.js";
import { contextOf } from "./plane.js";

/** @typedef {import("./appearance.js").Theme} Theme */
/** @typedef {import("../types.js").Bytes} Bytes */
/** @typedef {import("../study_types.js").StudyFrame} StudyFrame */
/** @typedef {import("../study_types.js").StudyNews} StudyNews */
/** @typedef {import("../study_types.js").Shares} Shares */
/** @typedef {{problem: string, discretize: boolean}} Looks
 * @typedef {{type: "canvas", trial: number, canvas: OffscreenCanvas} |
 *   {type: "gone", trial: number} | {type: "theme", theme: Theme} |
 *   {type: "looks", looks: Looks} | {type: "side", side: number} |
 *   {type: "together", name: Together, canvas: OffscreenCanvas} |
 *   {type: "pinned", trials: number[]} |
 *   {type: "frame", buffer: ArrayBuffer}} WallCommand */

/** @typedef {"mean" | "spread" | "difference"} Together a map of several trials */

const LARGER = 2; // a map of several trials than that of one

export class WallPainter {
  /** @param {(news: StudyNews) => void} tell the page what a frame said besides its maps
   * @param {(shares: Shares) => void} sayShares tell it how far the trials lie apart */
  constructor(tell, sayShares) {
    this.tell = tell;
    this.sayShares = sayShares;
    /** @type {Map<Together, OffscreenCanvas>} */
    this.joint = new Map();
    this.isJointStale = false;
    /** @type {number[]} */
    this.pinned = []; // two trials whose difference is painted
    /** @type {number[]} */
    this.sound = []; // trials of the newest maps that have not diverged
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
      case "together":
        this.joint.set(command.name, command.canvas);
        this.isJointStale = true;
        break;
      case "pinned":
        this.pinned = command.trials;
        this.isJointStale = true;
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
    this.isJointStale = true;
  }

  /** @param {number} side of a map, in the screen's own pixels */
  resize(side) {
    for (const canvas of this.canvases.values()) {
      if (canvas.width === side) continue;
      canvas.width = canvas.height = side;
    }
    for (const canvas of this.joint.values()) canvas.width = canvas.height = LARGER * side;
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
    if (maps) this.sound = facts.view.trials.filter((trial) => !(diverged.data[trial] >= 0));
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
    this.isJointStale = true;
  }

  paint() {
    for (const trial of this.stale) {
      const isDone = this.paintMap(this.canvases.get(trial), this.maps.get(trial));
      if (isDone) this.stale.delete(trial);
    }
    if (this.isJointStale && this.theme && this.joint.size) this.paintJoint();
  }

  /** Paint a map, if it and its canvas are there; say whether they are.
   * @type {(canvas?: OffscreenCanvas, map?: Bytes) => boolean} */
  paintMap(canvas, map) {
    if (!this.theme || !canvas || !map) return false;
    const options = { ...this.looks, showTest: false, selectedClass: null, ratio: 1 };
    const context = contextOf(canvas);
    this.map.paint(map, { context, size: canvas.width, theme: this.theme, options }, null);
    return true;
  }

  /** Paint what trials say together: those that have diverged say nothing, and it may be all. */
  paintJoint() {
    const maps = this.sound.flatMap((trial) => this.maps.get(trial) ?? []);
    if (!this.maps.size) return;
    this.isJointStale = false;
    const spread = maps.length ? spreadOf(maps) : null;
    if (spread) {
      this.paintMap(this.joint.get("mean"), meanOf(maps));
      this.paintMap(this.joint.get("spread"), spread.map);
    }
    const [one, other] = this.pinned.map((trial) => this.maps.get(trial));
    const isPair = one && one.data.length === other?.data.length;
    const difference = isPair ? differenceOf(one, other) : null;
    if (difference) this.paintMap(this.joint.get("difference"), difference.map);
    const apart = difference?.share ?? null;
    this.sayShares({ trials: maps.length, spread: spread?.share ?? 0, difference: apart });
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
  painter ??= new WallPainter(
    (news) => scope.postMessage({ type: "drawn", ...news }),
    (shares) => scope.postMessage({ type: "shares", ...shares }),
  );
  painter.receive(data);
};
scope.postMessage({ type: "ready", paints: "OffscreenCanvas" in globalThis });
