# The hub as a container image. Written where no Docker engine was at hand: the image was never built. What its steps do was
# done by hand, in a folder of its own (docs/how-to/containers.md), and test/shipping.test.ts holds it against the project.
#
#   docker build --tag dromedary .

# Compiles. Development packages stay behind in this stage.
FROM node:20.20-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY scripts scripts
COPY tsconfig.json hub.ts ./
COPY bin bin
COPY roof roof
COPY routes routes
COPY cron cron
COPY flows flows
COPY registers registers
COPY adapters adapters
COPY schemas schemas
COPY fixed-width fixed-width
COPY xml xml
COPY csv csv
COPY bus bus
COPY sandbox sandbox
COPY test test
COPY bench bench
# Tests and benches are compiled because the build is one; nothing that runs looks at them.
RUN npm run build \
 && rm -rf dist/test dist/bench \
 && find dist \( -name '*.test.*' -o -name '*.d.ts' \) -delete

# What the hub needs to run, without what was needed to build it.
FROM node:20.20-bookworm-slim AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:20.20-bookworm-slim AS hub
ENV NODE_ENV=production \
    HUB_PROFILE=production \
    HUB_HOST=0.0.0.0 \
    HUB_PORT=8080 \
    HUB_DATA=/var/lib/dromedary
WORKDIR /opt/dromedary
COPY --from=packages /src/node_modules node_modules
COPY --from=build /src/dist dist
COPY package.json LICENSE NOTICE ./
RUN ln -s /opt/dromedary/dist/bin/dromedary.js /usr/local/bin/dromedary \
 && install -d -o node -g node -m 700 /var/lib/dromedary /var/lib/dromedary-files
# The user that the base image brings along, number 1000.
USER node
VOLUME /var/lib/dromedary
EXPOSE 8080
# The hub drains: what runs may end within HUB_DRAIN. Give `docker stop` more time than that (--time 40).
STOPSIGNAL SIGTERM
# Whether it lives, not whether it is ready: a hub that drains must not be replaced for it. A balancer asks /health/ready.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HUB_PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` runs it: room for what messages leave as garbage.
ENTRYPOINT ["node", "--max-semi-space-size=128", "dist/bin/dromedary.js"]
CMD ["start"]
