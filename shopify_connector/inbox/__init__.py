"""The inbox: the door Shopify posts to, and what becomes of each delivery (SPEC L1).

signed bytes → checked → one row → 200 → a worker applies it
"""
