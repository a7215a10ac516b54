/** One request and its answer, with what it took from here (milliseconds). */
export async function callApi(
  url: string, method: string, { bearer, body }: { bearer?: string; body?: unknown } = {},
): Promise<{ status: number; body: any; ms: number }> {
  const begun = performance.now();
  const response = await fetch(url, {
    method,
    headers: {
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const ms = performance.now() - begun;
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), ms };
}
