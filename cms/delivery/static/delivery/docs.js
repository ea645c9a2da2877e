// Draws the OpenAPI document with Swagger UI. Nothing is fetched from another host.
const main = document.getElementById("docs");

SwaggerUIBundle({
  url: main.dataset.openapi,
  domNode: main,
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
