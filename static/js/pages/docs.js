// The REST reference: Swagger UI over this server's own description.

/** A plain script of Swagger UI's, which stands before this one, makes it.
 * @typedef {(options: object) => void} Show */
const show = /** @type {{SwaggerUIBundle: Show}} */ (/** @type {unknown} */ (globalThis))
  .SwaggerUIBundle;

show({
  url: "openapi.json",
  domNode: document.querySelector("#reference"),
  deepLinking: false,
  validatorUrl: null,
});
