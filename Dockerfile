# syntax=docker/dockerfile:1
# Two stages: the first has pip and builds, the second holds the environment and a user without rights.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/leadsbot
WORKDIR /src
# Dependencies change seldom, so they are a layer of their own.
COPY requirements.txt ./
RUN /opt/leadsbot/bin/pip install --require-hashes -r requirements.txt
COPY . .
RUN /opt/leadsbot/bin/pip install --no-deps --no-build-isolation . \
    && /opt/leadsbot/bin/pip uninstall --yes setuptools pip

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="LeadsBot" org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 leadsbot \
    && useradd --uid 10001 --gid leadsbot --home-dir /srv/leadsbot --no-log-init --shell /usr/sbin/nologin leadsbot \
    && install -d -o leadsbot -g leadsbot /srv/leadsbot /srv/leadsbot/var
COPY --from=build /opt/leadsbot /opt/leadsbot
ENV PATH=/opt/leadsbot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LEADSBOT_HOST=0.0.0.0 \
    LEADSBOT_PORT=8080
USER leadsbot
WORKDIR /srv/leadsbot
# The SQLite file and the master key, unless settings put them elsewhere.
VOLUME /srv/leadsbot/var
EXPOSE 8080
# `docker stop` gives ten seconds by default; the drain may take twenty (`docker stop --time 30`).
STOPSIGNAL SIGTERM
# The image has no curl. A container without the role web has nothing to ask: start it with --no-healthcheck.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['LEADSBOT_PORT'] + '/readyz', timeout=4)"]
ENTRYPOINT ["leadsbot"]
CMD ["run"]
