//! The table of control routes.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlRoute {
    Health,
    Messages,
    DeleteMessages,
    DeleteMessage,
    Wait,
    Code,
    Reset,
    Clock,
    Advance,
    Project,
    Projects,
    Days,
    Events,
    OpenApi,
    Requests,
    ClearRequests,
    Faults,
    Inject,
    EndFaults,
    EndFault,
}

/// Path, method and route.
pub const ROUTES: &[(&str, &str, ControlRoute)] = &[
    ("/healthz", "GET", ControlRoute::Health),
    ("/emulator/messages", "GET", ControlRoute::Messages),
    ("/emulator/messages", "DELETE", ControlRoute::DeleteMessages),
    ("/emulator/messages/{id}", "DELETE", ControlRoute::DeleteMessage),
    ("/emulator/messages/wait", "GET", ControlRoute::Wait),
    ("/emulator/code", "GET", ControlRoute::Code),
    ("/emulator/reset", "POST", ControlRoute::Reset),
    ("/emulator/clock", "GET", ControlRoute::Clock),
    ("/emulator/clock", "POST", ControlRoute::Advance),
    ("/emulator/project", "PATCH", ControlRoute::Project),
    ("/emulator/projects", "GET", ControlRoute::Projects),
    ("/emulator/stats", "GET", ControlRoute::Days),
    ("/emulator/events", "GET", ControlRoute::Events),
    ("/emulator/requests", "GET", ControlRoute::Requests),
    ("/emulator/requests", "DELETE", ControlRoute::ClearRequests),
    ("/emulator/faults", "GET", ControlRoute::Faults),
    ("/emulator/faults", "POST", ControlRoute::Inject),
    ("/emulator/faults", "DELETE", ControlRoute::EndFaults),
    ("/emulator/faults/{id}", "DELETE", ControlRoute::EndFault),
    ("/openapi.json", "GET", ControlRoute::OpenApi),
];
