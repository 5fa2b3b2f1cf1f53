"""The sample service behind `contracts/`: orders of several tenants, and the old catalog beside them."""
