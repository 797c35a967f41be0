# Throughline as an image: `throughline serve` behind port 8000, as an ordinary user.
# docker-compose.yml runs it beside PostgreSQL 18; alone it brings its own PostgreSQL along.
FROM python:3.13-slim AS build
ENV UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# Dependencies first: they change less often than the code, and their layer is kept.
COPY requirements/ requirements/
RUN pip install --no-cache-dir --quiet --require-hashes -r requirements/uv.txt
RUN uv venv --quiet /opt/throughline
RUN uv pip sync --quiet --require-hashes --python /opt/throughline/bin/python requirements/run.txt
RUN uv venv --quiet /opt/build
RUN uv pip sync --quiet --require-hashes --python /opt/build/bin/python requirements/build.txt
COPY . .
RUN /opt/build/bin/python -m hatchling build -t wheel -d /opt/wheel
RUN uv pip install --quiet --no-deps --compile-bytecode --python /opt/throughline/bin/python /opt/wheel/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/throughline throughline
COPY --from=build /opt/throughline /opt/throughline
ENV PATH=/opt/throughline/bin:$PATH PYTHONUNBUFFERED=1 THROUGHLINE_DATA_DIR=/var/lib/throughline
WORKDIR /var/lib/throughline
USER throughline
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["throughline", "serve", "--host", "0.0.0.0"]
