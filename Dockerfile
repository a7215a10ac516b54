FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
# Runs `npm ci` first.
RUN npm run build

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=build /app ./
USER node
EXPOSE 1337
HEALTHCHECK --interval=5s --start-period=30s \
  CMD node -e "fetch('http://127.0.0.1:1337/_health').then((a) => process.exit(a.status === 204 ? 0 : 1), () => process.exit(1))"
# Not npm: node itself must get SIGTERM.
CMD ["node", "dist/host/main.js"]
