"""What a fresh clone needs before it can run: Python packages, npm packages, compiled translations.

Standard library only: `bin/start`, `bin/manage` and `bin/test` run this package before anything is installed.
Every step looks first whether its input changed, so that a second start costs a few milliseconds.
"""
