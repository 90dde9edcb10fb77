"""HTTP at Starlette's level: middleware, request bodies, errors, replies, OpenAPI."""
