// What a screen reader is told of the training: seldom enough to be listened to.

const RUNNING = 5000; // milliseconds between two announcements while it runs
const AT_REST = 500; // and otherwise, so that one movement of the hand is told once

/** Tells a new status at once and news of the same status now and then; never the same words twice.
 * @type {(say: (words: string) => void) => (status: string, news: string) => void} */
export function createAnnouncer(say) {
  let said = "", last = -Infinity, was = "", words = "", timer = 0;
  const speak = () => {
    clearTimeout(timer);
    timer = 0;
    if (words === said) return;
    said = words;
    last = Date.now();
    say(words);
  };
  return (status, news) => {
    const wait = last + (status === "running" ? RUNNING : AT_REST) - Date.now();
    words = `${status}. ${news}`;
    if (status !== was || wait <= 0) speak();
    else timer ||= setTimeout(speak, wait);
    was = status;
  };
}
