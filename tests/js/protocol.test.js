import assert from "node:assert/strict";
import test from "node:test";

import { decodeFrame } from "../../static/js/protocol.js";

function frame(header, data = []) {
  const text = new TextEncoder().encode(
    JSON.stringify(header).padEnd(Math.ceil(JSON.stringify(header).length / 8) * 8),
  );
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes.buffer;
}
const __metadata__ = { frame: JSON.stringify({ seq: 4 }) };

test("facts and arrays come out as they went in", () => {
  const parameters = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const boundary = { dtype: "U8", shape: [1, 1, 2], data_offsets: [4, 6] };
  const { facts, tensors } = decodeFrame(
    frame({ __metadata__, parameters, boundary }, [0, 0, 128, 63, 7, 8]),
  );
  assert.equal(facts.seq, 4);
  assert.deepEqual([...tensors.parameters.data], [1]);
  assert.deepEqual([...tensors.boundary.data], [7, 8]);
});

test("a frame that is cut off is refused", () => {
  assert.throws(() => decodeFrame(frame({ __metadata__ }).slice(0, 20)), /cut off/);
  assert.throws(() => decodeFrame(new ArrayBuffer(3)), /cut off/);
});

test("an unknown kind of number is refused by name", () => {
  const odd = { dtype: "BF16", shape: [1], data_offsets: [0, 2] };
  assert.throws(() => decodeFrame(frame({ __metadata__, odd }, [0, 0])), /not BF16/);
});
