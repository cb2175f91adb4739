"""PostgreSQL and Redis that hubsync brings along, for machines that have none (docs/decisions/0002).

They run in the data directory, reached over unix sockets, owned by nobody but this installation. Nothing here needs
Django: `bin/start` and `bin/manage` bring them up before settings can be read.
"""
