// A frame's bytes, read: the safetensors layout (header's length, JSON header, arrays).
// Views into the buffer, no copies.  docs/protocol.md says what the arrays mean.

/** @typedef {{shape: number[], data: Uint8Array | Float32Array | Int32Array}} Tensor */

const KINDS = { U8: Uint8Array, F32: Float32Array, I32: Int32Array };

/** The facts and arrays of a frame; throws RangeError for bytes that are none.
 * @type {(buffer: ArrayBuffer) => import("./types.js").DecodedFrame} */
export function decodeFrame(buffer) {
  const length =
    buffer.byteLength < 8 ? Infinity : Number(new DataView(buffer).getBigUint64(0, true));
  if (length > buffer.byteLength - 8)
    throw new RangeError(`a frame of ${buffer.byteLength} bytes is cut off`);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  /** @type {Record<string, Tensor>} */
  const tensors = {};
  for (const [name, about] of Object.entries(header))
    if (name !== "__metadata__") tensors[name] = view(buffer, 8 + length, about);
  const frame = { facts: JSON.parse(header.__metadata__.frame), tensors };
  return /** @type {import("./types.js").DecodedFrame} */ (/** @type {unknown} */ (frame));
}

/** @type {(buffer: ArrayBuffer, start: number, about: {dtype: string, shape: number[],
 *   data_offsets: [number, number]}) => Tensor} */
function view(buffer, start, { dtype, shape, data_offsets: [begin, end] }) {
  const Kind = KINDS[/** @type {keyof typeof KINDS} */ (dtype)];
  if (!Kind) throw new RangeError(`a frame holds ${Object.keys(KINDS)}, not ${dtype}`);
  return { shape, data: new Kind(buffer, start + begin, (end - begin) / Kind.BYTES_PER_ELEMENT) };
}
