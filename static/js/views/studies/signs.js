// Signs for what has become of a trial, which say it besides a colour: in pictures as paths, in
// texts as characters.

/** What stands before a trial in texts.
 * @type {Record<string, string>} */
export const SIGNS = {
  culled: "▽",
  diverged: "✕",
  training: "○",
  waiting: "·",
  done: "●",
  promoted: "▲",
  unfit: "–",
};

/** Add a sign to the present path, half a side around a place.
 * @type {(context: CanvasRenderingContext2D, state: string, x: number, y: number,
 *   half: number) => void} */
export function sign(context, state, x, y, half) {
  if (state === "diverged") {
    for (const slope of [1, -1]) {
      context.moveTo(x - half, y - slope * half);
      context.lineTo(x + half, y + slope * half);
    }
  } else if (state === "culled") {
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y - half);
    context.lineTo(x, y + half);
    context.closePath();
  } else {
    const radius = state === "training" || state === "waiting" ? half : half / 2;
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
}
