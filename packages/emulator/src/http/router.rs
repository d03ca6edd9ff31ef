//! Which request goes where. Nothing leaves as the framework's plain text: requests that match no
//! route or method get the envelope too.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing::{MethodFilter, on},
};
use baxverify_wire::{Route, Verb};

use super::{
    api, control,
    failure::{Failure, Other},
    input,
    page::FILES,
};
use crate::service::Service;

pub(super) fn router(service: Arc<Service>) -> Router {
    let mut router = Router::new();
    for route in Route::ALL {
        let filter = match route.verb() {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
        };
        let handler = move |State(service): State<Arc<Service>>, request: Request| {
            api::answer(service, route, request)
        };
        router = router.route(&format!("/v1{}", route.path()), on(filter, handler));
    }
    for &(path, method, control) in control::ROUTES {
        let filter = match method {
            "POST" => MethodFilter::POST,
            "PATCH" => MethodFilter::PATCH,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let handler = move |State(service): State<Arc<Service>>, request: Request| {
            control::answer(service, control, request)
        };
        router = router.route(path, on(filter, handler));
    }
    for file in FILES {
        let handler = move |State(service): State<Arc<Service>>, request: Request| async move {
            control::show(&service, file, &request.into_parts().0)
        };
        router = router.route(file.path, on(MethodFilter::GET, handler));
    }
    router.fallback(not_found).method_not_allowed_fallback(method_not_allowed).with_state(service)
}

async fn not_found(State(service): State<Arc<Service>>, request: Request) -> Response {
    refuse(&service, request, Other::NotFound).await
}

async fn method_not_allowed(State(service): State<Arc<Service>>, request: Request) -> Response {
    refuse(&service, request, Other::MethodNotAllowed).await
}

async fn refuse(service: &Service, request: Request, why: Other) -> Response {
    let (parts, body) = request.into_parts();
    // Read so that the connection can be used again; what it holds does not matter.
    let _ = input::body(body).await;
    let message = format!("Cannot {} {}.", parts.method, parts.uri.path());
    api::respond(Failure::Other(why, message), &parts, service)
}
