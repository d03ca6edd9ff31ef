//! Routes requests to their handlers. Requests without a matching route or method get the error
//! envelope too.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use baxverify_wire::{Route, Verb};

use super::control::routes::ROUTES;
use super::error::{ApiError, UndocumentedError};
use super::inbox_files::FILES;
use super::recording::Recording;
use super::{control_api, request, service_api};
use crate::service::Service;

pub fn router(service: Arc<Service>) -> Router {
    let mut router = Router::new();
    for route in Route::ALL {
        let filter = match route.verb() {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
        };
        let handler = move |State(service): State<Arc<Service>>, request: Request| {
            service_api::respond(service, route, request)
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
        let handler = move |State(service): State<Arc<Service>>, request: Request| {
            control_api::respond(service, route, request)
        };
        router = router.route(path, on(filter, handler));
    }
    for file in FILES {
        let handler = move |State(service): State<Arc<Service>>, request: Request| async move {
            control_api::respond_with_file(&service, file, &request.into_parts().0)
        };
        router = router.route(file.path, on(MethodFilter::GET, handler));
    }
    router.fallback(not_found).method_not_allowed_fallback(method_not_allowed).with_state(service)
}

async fn not_found(State(service): State<Arc<Service>>, request: Request) -> Response {
    reject(service, request, UndocumentedError::NotFound).await
}

async fn method_not_allowed(State(service): State<Arc<Service>>, request: Request) -> Response {
    reject(service, request, UndocumentedError::MethodNotAllowed).await
}

async fn reject(service: Arc<Service>, request: Request, error: UndocumentedError) -> Response {
    let (parts, body) = request.into_parts();
    // A client with a wrong base URL is a client too.
    let is_client = !parts.uri.path().starts_with("/emulator");
    let mut recording = is_client.then(|| Recording::start(&service, &parts, None));
    // A connection with an unread body cannot be reused.
    let body = request::body(body).await;
    if let Some(recording) = &mut recording {
        recording.set_body(body.as_deref().unwrap_or_default());
    }
    let message = format!("Cannot {} {}.", parts.method, parts.uri.path());
    let response = ApiError::Undocumented(error, message).into_response(&parts, service.now());
    if let Some(recording) = recording {
        recording.finish(Some(&response));
    }
    response
}
