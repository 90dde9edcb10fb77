// The words of the time line.

export const timelineWords = {
  changes: "Changes",
  undo: "Undo",
  redo: "Redo",
  anotherRunThatBeginsWith:
    "Another run that begins with the network of this epoch; this one stays as it is",
  nothingToUndo: "Nothing to undo",
  undoTheNetworkBeforeThe: "Undo: the network before the last change (Ctrl+Z)",
  nothingToRedo: "Nothing to redo",
  redoShiftCtrlZ: "Redo (Shift+Ctrl+Z)",
  playGoesOnFromHere: "Play goes on from here; what came later is then forgotten.",
  timeLine: "Time line",
  epochOf: (/** @type {number} */ epoch, /** @type {number} */ latest) =>
    `epoch ${epoch} of ${latest}`,
  forkHere: "Fork here",
};
