// The text of a lesson that is written here.

/** Where a line of a text begins and ends; lines count from 1.
 * @type {(text: string, line: number) => [number, number]} */
export function lineAt(text, line) {
  const lines = text.split("\n");
  const number = Math.max(1, Math.min(line, lines.length));
  const from = lines.slice(0, number - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return [from, from + lines[number - 1].length];
}

/** How many bytes a text has, as the server counts them.
 * @type {(text: string) => number} */
export const sizeOf = (text) => new TextEncoder().encode(text).length;
