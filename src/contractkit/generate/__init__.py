"""Values and requests made from schemas. `schemathesis.py` alone imports schemathesis."""
