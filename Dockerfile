# Builds Muster, then ships the program and the libraries it runs with, alone and not as root.
#   docker build -t muster . && docker run -e SLACK_BOT_TOKEN -e SLACK_APP_TOKEN \
#     -v muster:/var/lib/muster -p 8080:8080 muster
FROM debian:bookworm-slim AS build
WORKDIR /source
# The packages first: they change least, so a builder keeps this layer.
COPY dev ./
COPY scripts/packages.txt scripts/
RUN ./dev deps build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release -DBUILD_TESTING=OFF \
    && cmake --build --preset release --target muster \
    && strip build/release/muster

FROM debian:bookworm-slim
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        ca-certificates tzdata libssl3 libsqlite3-0 libspdlog1.10 libfmt9 libtomlplusplus3 \
        libdate-tz3 libcmark-gfm0.29.0.gfm.6 libcmark-gfm-extensions0.29.0.gfm.6 \
        libprometheus-cpp-core1.0 libbrotli1 zlib1g libcairo2 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /var/lib/muster muster \
    && install -d -o muster -g muster -m 0700 /var/lib/muster
COPY --from=build /source/build/release/muster /usr/local/bin/muster
# Inside a container loopback is nobody's: the publisher of the ports decides who may reach them.
ENV MUSTER_DATABASE=/var/lib/muster/muster.db \
    MUSTER_LISTEN=0.0.0.0:8080 \
    MUSTER_ADMIN_LISTEN=0.0.0.0:9090
WORKDIR /var/lib/muster
VOLUME /var/lib/muster
EXPOSE 8080 9090
USER muster
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["muster", "check", "--ready"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["muster"]
CMD ["run"]
