FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md ./
COPY domain domain
COPY projections projections
COPY api api
RUN /venv/bin/pip install --no-deps --no-build-isolation --no-index .

FROM python:3.11-slim
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 AID_LEDGER_LOG_FORMAT=json
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# AID_LEDGER_DATABASE_URL and AID_LEDGER_SECRET come from whoever runs it.
CMD ["aid-ledger", "serve", "--host", "0.0.0.0"]
