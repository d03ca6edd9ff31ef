//! Routes requests to their handlers. Requests without a matching route or method get the error
//! envelope too.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use axum::{Extension, Router};
use baxverify_wire::{Route, Verb};

use super::control::routes::ROUTES;
use super::error::{ApiError, UndocumentedError};
use super::inbox_files::FILES;
use super::metrics::{Metrics, Operation};
use super::recording::Recording;
use super::{api_page, control_api, headers, service_api};
use crate::quote::shortened;
use crate::service::Service;

pub fn router(service: Arc<Service>, metrics: Arc<Metrics>) -> Router {
    let mut router = Router::new();
    for route in Route::ALL {
        let filter = match route.verb() {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
        };
        let label = Operation(route.path().rsplit('/').next().unwrap_or_default());
        let handler = move |State(service): State<Arc<Service>>, request: Request| async move {
            (Extension(label), service_api::respond(service, route, request).await)
        };
        router = router.route(&format!("/v1{}", route.path()), on(filter, handler));
    }
    for &(path, method, route) in ROUTES {
        let filter = match method {
            "POST" => MethodFilter::POST,
            "PATCH" => MethodFilter::PATCH,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let handler = move |State(service): State<Arc<Service>>, request: Request| async move {
            (Extension(Operation("control")), control_api::respond(service, route, request).await)
        };
        router = router.route(path, on(filter, handler));
    }
    for file in FILES.iter().chain(api_page::FILES) {
        let handler = move |State(service): State<Arc<Service>>, request: Request| async move {
            let response = control_api::respond_with_file(&service, file, &request.into_parts().0);
            (Extension(Operation("page")), response)
        };
        router = router.route(file.path, on(MethodFilter::GET, handler));
    }
    let show_metrics = move |State(service): State<Arc<Service>>, request: Request| async move {
        control_api::respond_with_metrics(&service, &metrics, &request.into_parts().0)
    };
    router = router.route("/metrics", on(MethodFilter::GET, show_metrics));
    router.fallback(not_found).method_not_allowed_fallback(method_not_allowed).with_state(service)
}

async fn not_found(State(service): State<Arc<Service>>, request: Request) -> Response {
    reject(&service, request, UndocumentedError::NotFound)
}

async fn method_not_allowed(State(service): State<Arc<Service>>, request: Request) -> Response {
    reject(&service, request, UndocumentedError::MethodNotAllowed)
}

/// The body is not read.
fn reject(service: &Arc<Service>, request: Request, error: UndocumentedError) -> Response {
    let (parts, _) = request.into_parts();
    // A client with a wrong base URL is a client too.
    let is_client = !parts.uri.path().starts_with("/emulator");
    let recording = is_client.then(|| Recording::start(service, &parts, None));
    let path = headers::original_uri(&parts).path();
    let message = format!("Cannot {} {}.", shortened(parts.method.as_str()), shortened(path));
    let response = ApiError::Undocumented(error, message).into_response(&parts, service.now());
    if let Some(recording) = recording {
        recording.finish(Some(&response));
    }
    response
}
