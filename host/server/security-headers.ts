import type { Middleware } from 'koa';
import helmet from 'koa-helmet';

/**
 * Sets the security headers of helmet, with a policy that lets the panel load its own files and nothing else. Styles are inline
 * because the component library writes its rules into the page.
 */
export function securityHeaders(): Middleware {
  return helmet({
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
  }) as unknown as Middleware;
}
