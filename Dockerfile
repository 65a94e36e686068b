# docker build -t kgraph .
# docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/data" kgraph build listings -o graph
FROM python:3.13-slim AS build
COPY . /source
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /source

FROM python:3.13-slim
COPY requirements/runtime.txt /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/runtime.txt
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --no-deps /wheels/*.whl && useradd kgraph
USER kgraph
WORKDIR /data
ENTRYPOINT ["kgraph"]
CMD ["--help"]
