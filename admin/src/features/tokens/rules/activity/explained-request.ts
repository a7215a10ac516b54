import type { ExplainToken } from '../../../../../../server/contract';

/** The fields of the form that asks about a request; empty ones say nothing. */
export interface AskedRequest {
  method: string;
  /** A path, or a full URL, with or without a query string. */
  target: string;
  address: string;
  locale: string;
  status: NonNullable<ExplainToken['Request']['status']> | '';
}

/** The request that was asked about. What a field does not say of the locale and the status, the query string of the path may. */
export function explainedRequest({ method, target, address, locale, status }: AskedRequest, origin: string): ExplainToken['Request'] {
  const typed = target.trim();
  const { pathname, searchParams } = URL.canParse(typed, origin) ? new URL(typed, origin) : { pathname: typed, searchParams: new URLSearchParams() };
  const asked = { locale: locale.trim() || searchParams.get('locale'), status: status || searchParams.get('status') };
  return {
    method,
    path: pathname,
    ...(address.trim() && { address: address.trim() }),
    ...(asked.locale && { locale: asked.locale }),
    ...((asked.status === 'draft' || asked.status === 'published') && { status: asked.status }),
  };
}
