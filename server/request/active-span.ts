/** The part of `@opentelemetry/api` that the plugin uses. */
interface OpenTelemetry {
  trace: { getActiveSpan(): { setAttribute(name: string, value: string): unknown } | undefined };
}

const openTelemetry = findOpenTelemetry();

/** Sets an attribute of the active span; does nothing in an app without `@opentelemetry/api`. */
export const setSpanAttribute: (name: 'enduser.id' | 'api_tokens.denial', value: string) => void = openTelemetry === null
  ? () => {}
  : (name, value) => void openTelemetry.trace.getActiveSpan()?.setAttribute(name, value);

function findOpenTelemetry(): OpenTelemetry | null {
  try {
    return require('@opentelemetry/api');
  } catch {
    return null;
  }
}
