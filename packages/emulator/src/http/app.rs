//! What happens to every request before and after its route: the base path, CORS and the metrics.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, LOCATION,
    VARY,
};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tower_service::Service as _;

use super::headers::OriginalUri;
use super::metrics::Metrics;
use super::origin_check::AccessPolicy;
use super::router::router;
use crate::config::Config;
use crate::service::Service;

/// Probes know neither the base path nor an allowed `Host`.
const HEALTH: &str = "/healthz";

pub struct App {
    router: Router,
    base_path: String,
    policy: Arc<AccessPolicy>,
    metrics: Arc<Metrics>,
}

impl App {
    pub fn new(service: Arc<Service>, config: &Config) -> Self {
        let metrics = Arc::new(Metrics::default());
        Self {
            router: router(service, Arc::clone(&metrics)),
            base_path: config.base_path.clone(),
            policy: Arc::new(AccessPolicy::new(config)),
            metrics,
        }
    }

    /// The routes, without what this type does before and after them.
    pub fn router(&self) -> &Router {
        &self.router
    }

    pub async fn respond(&self, mut request: Request) -> Response {
        let origin = self.policy.allowed_origin(request.headers()).cloned();
        if origin.is_some() && is_preflight(&request) {
            return with_cors(preflight(), origin);
        }
        if let Err(response) = self.strip_base_path(&mut request) {
            return response;
        }
        request.extensions_mut().insert(Arc::clone(&self.policy));
        let response =
            self.router.clone().call(request).await.unwrap_or_else(|never| match never {});
        self.metrics.count(&response);
        with_cors(response, origin)
    }

    /// Removes the base path, so that routes do not depend on it. A path outside of it becomes one
    /// that no route has.
    fn strip_base_path(&self, request: &mut Request) -> Result<(), Response> {
        let uri = request.uri().clone();
        if self.base_path.is_empty() || uri.path() == HEALTH {
            return Ok(());
        }
        let Some(rest) = uri.path().strip_prefix(&self.base_path) else {
            return Err(StatusCode::NOT_FOUND.into_response());
        };
        if rest.is_empty() {
            // The inbox uses relative addresses, which need the slash.
            let target = HeaderValue::from_str(&format!("{}/", self.base_path));
            let target = target.unwrap_or_else(|_| HeaderValue::from_static("/"));
            return Err((StatusCode::PERMANENT_REDIRECT, [(LOCATION, target)]).into_response());
        }
        if !rest.starts_with('/') {
            return Err(StatusCode::NOT_FOUND.into_response());
        }
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        let stripped = PathAndQuery::try_from(format!("{rest}{query}"))
            .map_err(|_| StatusCode::BAD_REQUEST.into_response())?;
        *request.uri_mut() = Uri::from(stripped);
        request.extensions_mut().insert(OriginalUri(uri));
        Ok(())
    }
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PATCH, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, x-project-id"),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, headers, Body::empty()).into_response()
}

fn with_cors(mut response: Response, origin: Option<HeaderValue>) -> Response {
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static("retry-after, x-baxverify-fault");
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        headers.append(VARY, HeaderValue::from_static("origin"));
    }
    response
}
