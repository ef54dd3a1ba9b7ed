# syntax=docker/dockerfile:1
# One static binary in an image without a shell, or with the target pdf in one that can read PDF files. Build it with
#   docker build --build-arg VERSION=$(git describe --tags --always) -t recourse .

FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=unknown
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=${VERSION}" -o /out/recourse ./cmd/recourse \
    && mkdir -p /out/data

# With pdftotext, for PDF files that people received. It needs a shell, libraries and a /tmp that can be written:
#   docker build --target pdf -t recourse . && docker run --read-only --tmpfs /tmp …
FROM debian:12-slim AS pdf
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates poppler-utils \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/recourse /usr/local/bin/recourse
COPY --from=build --chown=65532:65532 --chmod=700 /out/data /data
USER 65532:65532
ENV RECOURSE_ADDR=:8080 RECOURSE_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["/usr/local/bin/recourse", "health"]
ENTRYPOINT ["/usr/local/bin/recourse"]
CMD ["serve"]

# What is built if no target is named: certificates and an unprivileged user, nothing else.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/recourse /usr/local/bin/recourse
# A volume put here takes over the owner, so that SQLite can be written to.
COPY --from=build --chown=65532:65532 --chmod=700 /out/data /data
USER 65532:65532
ENV RECOURSE_ADDR=:8080 RECOURSE_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["/usr/local/bin/recourse", "health"]
ENTRYPOINT ["/usr/local/bin/recourse"]
CMD ["serve"]
