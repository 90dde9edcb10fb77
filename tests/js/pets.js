// A small table of pets, as the server describes an uploaded one, for the tests of tables.
import { decode, encode } from "../../static/js/store/address.js";
import { proposal, withTable } from "../../static/js/store/own_table.js";
import { catalog, experiment } from "./catalog.js";

export const { limits } = catalog;
export const number = (name, more = {}) => ({
  name,
  kind: "number",
  min: 0.1,
  max: 2.5,
  distinct: 40,
  ...more,
});
export const words = (name, ...classes) => ({
  name,
  kind: "classes",
  classes,
  counts: classes.map(() => 1),
});
export const PETS = {
  id: "4xYz",
  name: "pets",
  rows: 60,
  preview: [],
  columns: [number("width"), number("a,b\\c"), words("kind", "cat", "dog", "owl")],
};
export const upload = (changes = {}) =>
  withTable(catalog, experiment(), PETS, { ...proposal(PETS, limits), ...changes });
export const back = (document) => decode(encode(document, catalog), catalog);
