# syntax=docker/dockerfile:1
# promote with the git that it needs:  docker build -t promote . && docker run --rm -v "$PWD:/work" promote status
FROM rust:1-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends git make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The commit for `promote --version -v`, where .git is not in the context.
ARG PROMOTE_COMMIT=""
RUN PROMOTE_COMMIT="$PROMOTE_COMMIT" cargo build --release --locked && strip target/release/promote

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git openssh-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 promote \
    && git config --system --add safe.directory /work
COPY --from=build /src/target/release/promote /usr/local/bin/promote
USER promote
WORKDIR /work
ENTRYPOINT ["promote"]
CMD ["--help"]
