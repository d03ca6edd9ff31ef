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
    api,
    control::{self, Control},
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
    for (path, filter, control) in [
        ("/healthz", MethodFilter::GET, Control::Health),
        ("/emulator/messages", MethodFilter::GET, Control::Messages),
        ("/emulator/messages/wait", MethodFilter::GET, Control::Wait),
        ("/emulator/code", MethodFilter::GET, Control::Code),
        ("/emulator/reset", MethodFilter::POST, Control::Reset),
        ("/emulator/clock", MethodFilter::GET, Control::Clock),
        ("/emulator/clock", MethodFilter::POST, Control::Advance),
        ("/emulator/project", MethodFilter::PATCH, Control::Project),
        ("/emulator/projects", MethodFilter::GET, Control::Projects),
        ("/emulator/stats", MethodFilter::GET, Control::Days),
        ("/emulator/events", MethodFilter::GET, Control::Events),
        ("/emulator/faults", MethodFilter::GET, Control::Faults),
        ("/emulator/faults", MethodFilter::POST, Control::Inject),
        ("/emulator/faults", MethodFilter::DELETE, Control::EndFaults),
        ("/emulator/faults/{id}", MethodFilter::DELETE, Control::EndFault),
    ] {
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
