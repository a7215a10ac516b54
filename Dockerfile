FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY . .
# Runs `npm ci` first.
RUN npm run build && node scripts/keep-runtime-packages.mjs

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=1337
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The server must be able to write to the folder of the SQLite file; it only reads the rest.
RUN mkdir .tmp && chown node:node .tmp
VOLUME /app/.tmp
USER node
EXPOSE 1337
HEALTHCHECK --interval=5s --start-period=30s \
  CMD node -e "fetch('http://127.0.0.1:' + (process.env.PORT || 1337) + '/_health').then((a) => process.exit(a.status === 204 ? 0 : 1), () => process.exit(1))"
# Not npm: node itself must get SIGTERM.
CMD ["node", "dist/cms/main.js"]
