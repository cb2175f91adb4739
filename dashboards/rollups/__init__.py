"""Whole days counted beforehand, so that a dashboard of a million deals opens at once, and is exact all the same.

Triggers mark each hour in which something changed; its days are counted from the records until they are folded in
again (docs/dashboard.md#rollups).
"""
