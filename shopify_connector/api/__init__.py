"""The state of the sync for programs (/api/v1/): how far it is in step, imports, comparisons, errors."""
