// The REST reference: Swagger UI over this server's own description.

/** @type {(options: object) => void} */
const show = /** @type {any} */ (globalThis).SwaggerUIBundle;

show({
  url: "openapi.json",
  domNode: document.querySelector("#reference"),
  deepLinking: false,
  validatorUrl: null,
});
