// The words of the lessons' pages that come only when something was done.

const epochsOf = (/** @type {number} */ count) =>
  `${count.toLocaleString("en")} ${count === 1 ? "epoch" : "epochs"}`;

export const lessonWords = {
  guessFirst: "Guess first: what do you expect?",
  runAgain: "Run it again",
  running: "It runs. What you guessed stands now.",
  chooseOne: "Choose one of the answers.",
  writeNumber: (/** @type {string} */ low, /** @type {string} */ high) =>
    `Write a number from ${low} to ${high}.`,
  right: "Right.",
  wrong: "Not this time.",
  guessed: (/** @type {string} */ guess) => `You said: ${guess}`,
  answerIs: (/** @type {string} */ answer) => `The answer: ${answer}`,
  cameTo: (
    /** @type {number} */ epochs,
    /** @type {string} */ training,
    /** @type {string} */ test,
    /** @type {string | null} */ right,
  ) =>
    `After ${epochsOf(epochs)}: training loss ${training}, test loss ${test}` +
    `${right === null ? "" : `, ${right} of the test points right`}.`,
  diverged: (/** @type {number} */ epochs) =>
    `It diverged after ${epochsOf(epochs)}: the loss is no number any more.`,
};

export const courseWords = {
  done: (/** @type {number} */ right, /** @type {number} */ all) =>
    `${right} of ${all} guessed right`,
};

export const resultWords = {
  columns: ["lesson", "name", "question", "guess", "result"],
  right: "right",
  wrong: "wrong",
  notSeen: "not seen yet",
};

export const deletionWords = {
  failed: (/** @type {string} */ why) => `It was not deleted: ${why}.`,
  gone: "It is not on this server any more.",
  shared: "It is yours no more. Somebody else has saved the same, so its link goes on working.",
  close: "Close",
};

export const editorWords = {
  looking: "The text is being looked at …",
  sound: "Nothing is wrong. It can be shared.",
  faults: (/** @type {number} */ count) =>
    count === 1 ? "One thing is wrong." : `${count.toLocaleString("en")} things are wrong.`,
  away: "The text cannot be looked at just now. It is looked at again in a moment.",
  tooLong: (/** @type {number} */ most, /** @type {number} */ size) =>
    `A lesson has at most ${most.toLocaleString("en")} bytes; this one has ` +
    `${size.toLocaleString("en")}.`,
  sharing: "It is being shared …",
  shared: "Shared. Everybody with the link can read it; no list shows it.",
  link: "Link to the lesson",
  teacher: "Page for teachers",
  copy: "Copy",
  copied: "Copied",
  pressCtrlC: "Press Ctrl+C",
  failed: (/** @type {string} */ why) => `It was not shared: ${why}`,
};
