"""Running hubsync on one machine: what `bin/start` and `bin/manage` do. Nothing here needs Django to be set up."""
