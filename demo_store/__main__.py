"""`python -m demo_store`."""

from demo_store.options import parse_options
from demo_store.server import serve

if __name__ == "__main__":
    serve(parse_options())
