// The words of the menu of the playground that leads to studies.

export const wayWords = {
  many: "Try many …",
  manyHint: "Many starts, other settings, a map of two, or a search: trained side by side",
  title: "Try many",
  close: "Close",
  luck: "Is this luck?",
  luckHint: "32 starts of this setting: how many come to the same?",
  compare: "Compare with …",
  compareHint: "This setting beside others that differ in one thing",
  phase: "Map two settings …",
  phaseHint: "A network for each pair of values",
  tune: "Search for good settings …",
  tuneHint: "Many trials over the settings that you choose, and what decides",
};
