FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv --without-pip /venv && \
    pip --python /venv/bin/python install --no-cache-dir --require-hashes --requirement requirements.lock
# The tool that builds the wheel is in the other lock, and stays behind.
RUN awk '/^[a-z]/ { wanted = /^setuptools==/ } wanted' requirements-dev.lock >build.lock && \
    pip install --no-cache-dir --no-deps --require-hashes --requirement build.lock
COPY pyproject.toml README.md LICENSE ./
COPY domain domain
COPY projections projections
COPY api api
RUN pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /dist . && \
    pip --python /venv/bin/python install --no-cache-dir --no-deps --no-index /dist/*.whl

FROM python:3.11-slim
COPY --from=build /venv /venv
RUN install -d -o 10001 -g 10001 /ledger
WORKDIR /ledger
USER 10001:10001
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    AID_LEDGER_HOST=0.0.0.0 AID_LEDGER_PORT=8000 AID_LEDGER_LOG_FORMAT=json
EXPOSE $AID_LEDGER_PORT
# Another port is chosen by AID_LEDGER_PORT, not by --port, so that the check finds it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import os; from urllib.request import urlopen; urlopen('http://127.0.0.1:%s/healthz' % (os.environ.get('AID_LEDGER_PORT') or 8000), timeout=2)"]
# AID_LEDGER_DATABASE_URL and AID_LEDGER_SECRET come from whoever runs it; there is no database in here.
CMD ["aid-ledger", "serve"]
