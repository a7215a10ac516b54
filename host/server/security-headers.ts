import helmet from 'helmet';
import type { Middleware } from 'koa';

/**
 * Sets the security headers of helmet, with a policy that lets the panel load its own files and nothing else. Styles are inline
 * because the component library writes its rules into the page.
 */
export function securityHeaders(): Middleware {
  const headers = new Map<string, string>();
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain HTTP browsers ignore it; behind TLS it holds.
    strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
  });
  // They are the same for every answer, so helmet is asked for them once.
  const collector = { setHeader: (name: string, value: string) => headers.set(name, value), removeHeader: () => {} };
  setHeaders({} as never, collector as never, () => {});
  return function securityHeaders(ctx, next) {
    for (const [name, value] of headers) ctx.res.setHeader(name, value);
    return next();
  };
}
