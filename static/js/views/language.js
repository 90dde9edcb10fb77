// A language that browsers know, where a browser names none (WebKit does in the locale "C"): the
// chart library asks for one as it is loaded, though every number is written in a way of ours.
// It is imported before that library.
try {
  new Intl.NumberFormat(globalThis.navigator?.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
