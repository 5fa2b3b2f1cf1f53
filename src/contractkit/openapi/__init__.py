"""An OpenAPI or Swagger document as nouns: places, operations, forms. Pure."""
