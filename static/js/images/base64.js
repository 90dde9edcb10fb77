// Bytes as the text in which JSON carries them, and back.  Knows no screen.

const PART = 4096; // bytes that are written at once: as many arguments every browser takes

/** The bytes of a text in base64.
 * @type {(text: string) => Uint8Array<ArrayBuffer>} */
export function bytesOf(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** Bytes as a text in base64.
 * @type {(bytes: Uint8Array) => string} */
export function textOf(bytes) {
  let letters = "";
  for (let at = 0; at < bytes.length; at += PART)
    letters += String.fromCharCode(...bytes.subarray(at, at + PART));
  return btoa(letters);
}

/** Bytes that hold several pictures of one size, one after the other.
 * @type {(bytes: Uint8Array, size: number) => Uint8Array[]} */
export const parted = (bytes, size) =>
  Array.from({ length: size ? Math.floor(bytes.length / size) : 0 }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
