// The words for teachers and classes: what pupils see, what watchers may do, what is deleted.

export const PUPILS = {
  title: "What pupils see",
  about:
    "All that open the link get a run of their own. What is hidden is not there. What is locked " +
    "shows its value, and the server keeps it. Your own run stays as it is.",
  states: { shown: "shown", locked: "locked", hidden: "hidden" },
  preview: "A picture of the page as pupils get it",
  /** The same for people that do not see it. */
  picture: (/** @type {string[]} */ hidden, /** @type {string[]} */ locked) =>
    `The page as pupils get it. Hidden: ${hidden.join("; ") || "nothing"}. Locked: ${
      locked.join("; ") || "nothing"
    }.`,
  linkForPupils: "link for pupils",
  noLock: (/** @type {string} */ why) => `It cannot be locked: ${why}.`,
  lockAll: "Lock all",
  showAll: "Show all",
  make: "Make the link for pupils",
  link: "Link for pupils",
  own: "each gets a run of their own",
  open: "Open it as a pupil",
  close: "Close",
};

const FEW = 3; // parts that a line may list, though fewer are free

/** What a pupil may not change; where that is most of all, what is left.
 * @type {(locked: string[], free: string[]) => string} */
export function inLocks(locked, free) {
  if (locked.length <= Math.max(FEW, free.length))
    return `Locked by the link that you opened: ${locked.map(short).join("; ")}.`;
  return free.length
    ? `You can change: ${free.map(short).join("; ")}. The link that you opened locks the rest.`
    : "The link that you opened locks all settings. Play, and look.";
}

/** A label within a sentence, without its examples.
 * @type {(label: string) => string} */
const short = (label) => label[0].toLowerCase() + label.slice(1).replace(/:.*/, "");

export const WATCHING = {
  about:
    "You watch somebody’s run: look at everything, open any neuron. To change it, go on with a " +
    "copy.",
  copy: "Make it my own",
  open: (/** @type {string | null} */ neuron) => `Open there: ${neuron ?? "no neuron"}.`,
  follow: "Open it too",
};

export const DELETION = {
  title: (/** @type {string} */ title) => `Delete “${title}”?`,
  about:
    "You saved it from this browser. It leaves the gallery, and its link and pages that embed it " +
    "work no more. Runs that were made from it go on.",
  failed: (/** @type {string} */ why) => `It was not deleted: ${why}.`,
  cancel: "Cancel",
  send: "Delete it",
  done: (/** @type {string} */ title) => `Deleted “${title}”`,
  gone: "It is not on this server any more.",
  shared: "It is yours no more. Somebody else has saved the same, so its link goes on working.",
  close: "Close",
  deleted: "Deleted",
};
