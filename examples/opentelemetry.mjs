// Turns the SDK's diagnostics into OpenTelemetry client spans. Run `import './opentelemetry.mjs'`
// once, after you register your tracer provider.

import { tracingChannel } from 'node:diagnostics_channel';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('@baxcloud/baxverify');
/** Maps a request's context object to its span. */
const spans = new WeakMap();

tracingChannel('baxverify:request').subscribe({
  start(request) {
    const attributes = {
      'http.request.method': request.method,
      'url.path': request.path,
    };
    if (request.attempt > 1) attributes['http.request.resend_count'] = request.attempt - 1;
    // The parent is the span that is active where the SDK was called.
    spans.set(request, tracer.startSpan(request.method, { kind: SpanKind.CLIENT, attributes }));
  },
  error(request) {
    spans.get(request)?.setStatus({ code: SpanStatusCode.ERROR });
    spans.get(request)?.setAttribute('error.type', request.code);
  },
  end(request) {
    if (request.status)
      spans.get(request)?.setAttribute('http.response.status_code', request.status);
    spans.get(request)?.end();
  },
});
