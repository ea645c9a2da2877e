"""The compliance API: what readers got at any moment, how it came about, and whether the record holds."""
