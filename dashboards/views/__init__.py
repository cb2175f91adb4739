"""The pages of dashboards and their reports."""
