// The painter as the page sees it: what it answers to messages.  What it paints is seen in a real
// browser.
import assert from "node:assert/strict";
import test from "node:test";

/** A frame's bytes: a map of one cell's value all over, one parameter, and rows of history (epoch,
 * loss). */
function frame({ byte = 255, rows = [], after = -1, ...about }) {
  const arrays = {
    boundary: ["U8", [1, 3, 3], new Uint8Array(9).fill(byte)],
    parameters: ["F32", [1], Float32Array.of(byte)],
    history: ["F32", [rows.length, 2], Float32Array.from(rows.flat())],
  };
  const view = { neuron: "output" };
  const facts = { seq: 1, generation: 0, history_after: after, view, ...about };
  const header = { __metadata__: { frame: JSON.stringify(facts) } };
  const data = [];
  for (const [name, [dtype, shape, values]] of Object.entries(arrays)) {
    header[name] = { dtype, shape, data_offsets: [data.length, data.length + values.byteLength] };
    // floats lie on fours
    data.push(...new Uint8Array(values.buffer), ...(name === "boundary" ? [0, 0, 0] : []));
  }
  const text = JSON.stringify(header);
  const padded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = new Uint8Array(new BigUint64Array([BigInt(padded.length)]).buffer);
  return { type: "frame", buffer: Uint8Array.from([...length, ...padded, ...data]).buffer };
}

const painted = []; // the canvases that were begun anew, in order
let made = 0; // canvases

/** A canvas as Firefox has those that came from the page: it gives one context and no second
 * one. */
class OffscreenCanvas {
  constructor() {
    made++;
  }

  getContext() {
    if (this.given) throw new Error("Cannot update created context to different thread");
    this.given = true;
    const note = (name) => void (/clearRect|putImageData/.test(name) && painted.push(this));
    return new Proxy({}, { get: (_, name) => () => note(name) });
  }
}

const TOPOLOGY = { neurons: ["x1", "o.0"], channels: 1, range: [-1, 1], parameters: 1, line: null };
const topology = (generation) => ({
  type: "topology",
  topology: TOPOLOGY,
  parameters: Float32Array.of(0),
  generation,
});

let paint = null;
let out = [];
Object.assign(globalThis, {
  onmessage: null,
  OffscreenCanvas,
  Path2D: class {},
  ImageData: class {
    constructor(side) {
      Object.assign(this, { width: side, data: new Uint8Array(4 * side * side) });
    }
  },
  requestAnimationFrame: (callback) => (paint = callback),
  postMessage: (message) => out.push(message),
});
await import("../../static/js/workers/painter.js");

/** What the painter answers to messages, once the browser has let it paint. */
function answers(...messages) {
  out = [];
  for (const data of messages) globalThis.onmessage({ data });
  paint?.(0);
  paint = null;
  return out;
}
const values = () =>
  answers({ type: "probe", at: { x1: 0, x2: 0 } }).map((answer) => answer.values);

test.beforeEach(() => answers({ type: "probe", at: null }, topology(-5), topology(0)));

test("a frame is answered with its numbers", () => {
  const [drawn] = answers(frame({ seq: 4, rows: [[1, 0.5]], after: 0 }));
  assert.deepEqual([drawn.type, drawn.seq, [...drawn.parameters]], ["drawn", 4, [255]]);
  assert.deepEqual(drawn.history, [{ after: 0, rows: Float32Array.of(1, 0.5) }]);
});

test("of frames that came before one painting the newest is shown, and no epoch is lost", () => {
  const drawn = answers(
    frame({
      seq: 4,
      byte: 0,
      rows: [
        [1, 0.5],
        [2, 0.25],
      ],
    }),
    frame({ seq: 5, byte: 255, rows: [[3, 0.125]], after: 2 }),
  );
  assert.deepEqual(
    drawn.map(({ seq, history }) => [seq, ...history.map(({ after, rows }) => [after, ...rows])]),
    [[5, [-1, 1, 0.5, 2, 0.25], [2, 3, 0.125]]],
  );
  assert.deepEqual(values(), [[1]]);
});

test("a frame from before a rebuild is answered, for its credit, and not shown", () => {
  answers(frame({ byte: 0 }));
  assert.equal(answers(topology(1), frame({ seq: 8 })).length, 1);
  assert.deepEqual(values(), [[]]);
});

test("a frame that overtook its snapshot is shown when that comes", () => {
  answers(frame({ seq: 9, generation: 1, byte: 0 }));
  answers(topology(1));
  assert.deepEqual(values(), [[-1]]);
});

test("the picture stays when the same run is found again", () => {
  answers(frame({ byte: 0 }));
  answers(topology(0));
  assert.deepEqual(values(), [[-1]]);
});

test("the value under a resting cursor follows the training", () => {
  values();
  const told = answers(frame({ byte: 0 })).filter(({ type }) => type === "probed");
  assert.deepEqual(
    told.map((answer) => answer.values),
    [[-1]],
  );
});

test("a point outside the plane has no value", () => {
  answers(frame({}));
  assert.deepEqual(answers({ type: "probe", at: { x1: 7, x2: 0 } })[0].values, []);
});

test("each picture is painted, by one context of every canvas", () => {
  const map = new OffscreenCanvas();
  const network = new OffscreenCanvas();
  const grey = [128, 128, 128];
  const ends = { negative: grey, positive: grey, middle: grey };
  const colours = { ...ends, ground: grey, ink: grey, classes: [] };
  const layout = { width: 9, height: 9, tiles: [], links: [] };
  const points = { train: [], test: [] };
  answers(
    { type: "canvases", map, network },
    { type: "theme", colours },
    { type: "layout", layout, ratio: 1 },
  );
  answers({ type: "points", points }, frame({}));
  painted.length = 0;
  for (const seq of [2, 3, 4]) answers(frame({ seq }));
  const count = (which) => painted.filter(which).length;
  assert.deepEqual(
    [count((canvas) => canvas === network), count((canvas) => canvas !== network)],
    [3, 3],
  ); // and the map's cells
});

test("points are drawn anew only where they are others, not after each change of the run", () => {
  const points = (x1) => ({
    type: "points",
    points: { train: [[x1, 0, 1]], test: [], own: false },
  });
  const map = new OffscreenCanvas();
  const grey = [128, 128, 128];
  const colours = { negative: grey, positive: grey, middle: grey, ground: grey, ink: grey };
  answers({ type: "canvases", map }, { type: "theme", colours: { ...colours, classes: [] } });
  const madeBy = (...messages) => {
    made = 0;
    answers(...messages);
    return made;
  };
  madeBy(points(1), frame({}));
  const usual = madeBy(frame({})); // what any picture takes
  assert.equal(madeBy(topology(1), points(1), frame({ generation: 1 })), usual);
  assert.equal(madeBy(points(2), frame({ generation: 1 })), usual + 1);
});
