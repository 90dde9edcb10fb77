// The painter of a study's wall as the page sees it: what it answers, and which maps it paints.
import assert from "node:assert/strict";
import test from "node:test";

/** A frame's bytes: a map of 3 by 3 cells for each of some trials, the first one's dark and all
 * others bright, and what all stand at. */
function frame(seq, trials) {
  const maps = new Uint8Array(9 * trials.length + (4 - ((9 * trials.length) % 4)));
  trials.forEach((trial, at) => maps.fill(trial ? 255 : 0, 9 * at, 9 * at + 9));
  const arrays = {
    losses: ["F32", [2, 2], Float32Array.of(0.5, 0.6, NaN, NaN)],
    converged: ["I32", [2], Int32Array.of(7, -1)],
    diverged: ["I32", [2], Int32Array.of(-1, 3)],
    history: ["F32", [0, 2], new Float32Array(0)],
    maps: ["U8", [trials.length, 1, 3, 3], maps],
  };
  const facts = { seq, generation: 0, epoch: 9, view: { trials, thumbnails: 3 } };
  const header = { __metadata__: { frame: JSON.stringify(facts) } };
  const data = [];
  for (const [name, [dtype, shape, values]] of Object.entries(arrays)) {
    const length = name === "maps" ? 9 * trials.length : values.byteLength;
    header[name] = { dtype, shape, data_offsets: [data.length, data.length + length] };
    data.push(...new Uint8Array(values.buffer));
  }
  const text = JSON.stringify(header);
  const padded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = new Uint8Array(new BigUint64Array([BigInt(padded.length)]).buffer);
  return { type: "frame", buffer: Uint8Array.from([...length, ...padded, ...data]).buffer };
}

const painted = []; // names of the canvases that a picture was drawn on, in order
const bright = new Map(); // by the same names, whether it was bright
let cells = null; // the bytes of the picture that is drawn

class OffscreenCanvas {
  constructor(width, height, name = "") {
    Object.assign(this, { width, height, name });
  }
  getContext() {
    const note = (what, image) => {
      if (what === "putImageData") cells = image.data;
      if (what === "drawImage") painted.push(this.name);
      if (what === "drawImage") bright.set(this.name, cells[0] > 0);
    };
    return new Proxy({}, { get: (_, what) => (one) => note(what, one), set: () => true });
  }
}

let paint = null;
let out = [];
Object.assign(globalThis, {
  onmessage: null,
  OffscreenCanvas,
  ImageData: class {
    constructor(side) {
      Object.assign(this, { width: side, data: new Uint8Array(4 * side * side) });
    }
  },
  requestAnimationFrame: (callback) => (paint = callback),
  postMessage: (message) => out.push(message),
});
await import("../../static/js/workers/wall_painter.js");

const dark = [0, 0, 0];
const theme = {
  ...{ negative: dark, middle: dark, positive: [255, 255, 255], ground: dark, ink: dark },
  classes: [dark],
};
const canvas = (trial, name = `map ${trial}`) => ({
  ...{ type: "canvas", trial, canvas: new OffscreenCanvas(96, 96, name) },
});

/** What the painter answers to messages, and paints, once the browser has let it. */
function answers(...messages) {
  out = [];
  painted.length = 0;
  for (const data of messages) globalThis.onmessage({ data });
  paint?.(0);
  paint = null;
  return { told: out, painted: [...painted] };
}

test("each frame is told, with what it says of all trials, and the newest is painted", () => {
  const { told, painted: maps } = answers(
    { type: "theme", theme },
    canvas(0),
    canvas(5),
    frame(1, [0, 5]),
    frame(2, [0, 5]),
  );
  assert.deepEqual(
    told.map(({ type, facts }) => [type, facts.seq]),
    [
      ["drawn", 1],
      ["drawn", 2],
    ],
  );
  assert.deepEqual([...told[1].converged, ...told[1].diverged], [7, -1, -1, 3]);
  assert.deepEqual(maps, ["map 0", "map 5"]);
  assert.deepEqual([bright.get("map 0"), bright.get("map 5")], [false, true]);
});

test("only trials that a frame has a map of are painted again, and all in another theme", () => {
  assert.deepEqual(answers(frame(3, [5])).painted, ["map 5"]);
  assert.deepEqual(answers({ type: "theme", theme }).painted, ["map 0", "map 5"]);
  assert.deepEqual(answers({ type: "side", side: 120 }).painted, ["map 0", "map 5"]);
});

const joint = (name) => ({
  ...{ type: "together", name, canvas: new OffscreenCanvas(96, 96, name) },
});

test("the maps of all that have not diverged are painted together, and two that are pinned", () => {
  const asked = ["mean", "spread", "difference"].map(joint);
  const { told, painted: maps } = answers(...asked, frame(4, [0, 5]));
  assert.deepEqual(maps, ["map 0", "map 5", "mean", "spread"]);
  assert.deepEqual(
    told.filter(({ type }) => type === "shares"),
    [{ type: "shares", trials: 2, spread: 1, difference: null }],
  );
  const pinned = answers({ type: "pinned", trials: [5, 0] });
  assert.deepEqual(pinned.painted, ["mean", "spread", "difference"]);
  assert.equal(pinned.told[0].difference, 1);
  assert.equal(bright.get("difference"), true);
  answers({ type: "pinned", trials: [0, 5] });
  assert.equal(bright.get("difference"), false);
  const [, one] = answers(frame(5, [0, 1])).told; // trial 1 has diverged
  assert.deepEqual([one.trials, one.spread], [1, 0]);
  assert.deepEqual(answers(frame(5, [0, 5])).told.length, 2);
});

test("where all trials have diverged they have no mean, and the page is told so", () => {
  const { told, painted: maps } = answers(frame(6, [1]));
  assert.ok(!maps.includes("mean") && !maps.includes("spread"));
  assert.equal(told.find(({ type }) => type === "shares").trials, 0);
});

test("a canvas that comes after its map is painted at once", () => {
  answers(frame(4, [1]));
  assert.deepEqual(answers(canvas(1)).painted, ["map 1"]);
});
